/**
 * JSON in the one form that RFC 8785 (JCS) allows, so that a digest of it can be recomputed anywhere.
 *
 * Chosen: ECMAScript's own number and string forms, which RFC 8785 §3.2.2 prescribes, with the keys sorted by UTF-16 code units (§3.2.3).
 * Left out: `toJSON`, Dates and Maps; whoever logs a value says what it is. Held by test/journal/canonical-json.test.ts (the RFC's own vectors).
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/**
 * The canonical text of a value. A member that is `undefined` is left out, as JSON.stringify does.
 * @throws RangeError for what RFC 8785 cannot express: NaN, the infinities, text that is not well-formed Unicode.
 * @throws TypeError for what is no JSON at all.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number') return canonicalNumber(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isPlain(value)) throw new TypeError(`A ${typeof value} is no JSON`)
  let members = ''
  for (const name of sortedNames(value)) {
    const member = value[name]
    if (member === undefined) continue
    members += `${members === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`
  }
  return `{${members}}`
}

/** The names in the order of their UTF-16 code units, which is that of `<` and of sort(). Often they are in it already. */
function sortedNames(value: object): string[] {
  const names = Object.keys(value)
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] ?? '') > (names[index] ?? '')) return names.sort()
  }
  return names
}

/** An object that is nothing but its members. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** Text that JSON writes as it is: nothing to escape, and nothing beyond ASCII. */
const asItIs = /^[ !#-[\]-~]*$/

function canonicalString(text: string): string {
  if (asItIs.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new RangeError('Text that is not well-formed Unicode has no canonical JSON')
  return JSON.stringify(text)
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no canonical JSON`)
  return JSON.stringify(value)
}
