import * as z from 'zod/mini'

/**
 * Field schemas that several features share. No coercion anywhere: a body is JSON and says its types itself;
 * query parameters are strings and each schema here says how it is read.
 */

const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u
const controlButLineBreaks = /[^\P{Cc}\n\r\t]/u

/** Something to see: neither space nor what Unicode says is shown as nothing (zero width, fillers, marks of direction). */
const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u

/** Whether a text shows anything. */
export function isVisible(text: string): boolean {
  return visible.test(text)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** A name: 1–120 code points after NFC, no control characters, not blank. */
export const name = z.pipe(
  z.string(),
  z.pipe(
    z.transform((text: string) => text.normalize('NFC')),
    z.string().check(
      z.refine((text) => text.isWellFormed(), 'must be well-formed Unicode'),
      z.refine((text) => codePoints(text) >= 1 && codePoints(text) <= 120, 'must be 1 to 120 characters long'),
      z.refine(isVisible, 'must not be blank'),
      z.refine((text) => !controlCharacters.test(text), 'must not hold control characters'),
    ),
  ),
)

/** Text of up to `max` code points; line breaks and tabs are allowed, other control characters are not. */
export function text(max: number, min = 0) {
  return z.pipe(
    z.string(),
    z.pipe(
      z.transform((value: string) => value.normalize('NFC')),
      z.string().check(
        z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
        z.refine(
          (value) => codePoints(value) >= min && codePoints(value) <= max,
          `must be ${min} to ${max} characters long`,
        ),
        z.refine((value) => !controlButLineBreaks.test(value), 'must not hold control characters'),
      ),
    ),
  )
}

/** Why someone did it: 1–500 characters that are not all blank. */
export const reason = text(500, 1).check(z.refine(isVisible, 'must not be blank'))

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Whether a text is a time as RFC 3339 §5.6 writes it, on a day that there is: Date.parse would read 30 February as 2 March. */
function isRfc3339(text: string): boolean {
  const [, year, month, day] = rfc3339.exec(text) ?? []
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const ms = Date.parse(text)
  return midnight.getUTCMonth() === Number(month) - 1 && ms >= earliest && ms <= latest
}

/** What four digits of a year can write: a zone must not carry a time out of them, since nobody could read the answer. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** A time in a request: RFC 3339 with a zone; read as milliseconds since 1970 UTC. */
export const timeIn = z.pipe(
  z.string().check(z.refine((value) => isRfc3339(value), 'must be an RFC 3339 time such as 2027-01-31T12:00:00Z')),
  z.transform((value: string) => Date.parse(value)),
)

/** A time in an answer: RFC 3339 UTC with milliseconds. */
export const timeOut = z.string()

let lastMs = Number.NaN
let lastText = ''

/** Milliseconds as an answer writes them. An answer often writes one time again and again: what was made, changed and published at once. */
export function rfc3339Of(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastText
}

/** The same, where there may be none. */
export function rfc3339OrNull(ms: number | null): string | null {
  return ms === null ? null : rfc3339Of(ms)
}

/** A whole number in a query string. */
export function queryInteger(min: number, max: number) {
  return z.pipe(
    z
      .string()
      .check(
        z.refine(
          (value) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max,
          `must be a whole number from ${min} to ${max}`,
        ),
      ),
    z.transform((value: string) => Number(value)),
  )
}

/** `true` or `false` in a query string. */
export const queryBoolean = z.pipe(
  z.enum(['true', 'false']),
  z.transform((value: 'true' | 'false') => value === 'true'),
)

/** Free text to search for, 1–200 characters. */
export const querySearch = text(200, 1)

/** How many items a page of a list holds: 1–200. */
export const limit = z.optional(queryInteger(1, 200))

/** Where a list goes on; opaque. */
export const cursor = z.optional(z.string().check(z.maxLength(1024)))

/** The shape of a list's answer. */
export function listOf<Item extends z.ZodMiniType>(item: Item) {
  return z.object({ data: z.array(item), next_cursor: z.nullable(z.string()) })
}

/** An answer without a body (204). */
export const nothing = z.void()
