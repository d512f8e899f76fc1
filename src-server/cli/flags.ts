import { resolve } from 'node:path'
import type * as z from 'zod/mini'
import { defaultDataFolder } from '../contract/data-folder.ts'
import { type CommandLine, UsageFailure } from './command-line.ts'

/** Flags as typed become values, or one sentence about what is wrong with them. */

/**
 * The folder of `--data`, as an absolute path; left out, the usual place of this platform.
 * @throws UsageFailure for an empty one: it comes from a variable that is not set, and the folder that we stand in is not what was meant.
 */
export function dataFolderOf(flag: string | undefined, { surroundings }: Pick<CommandLine, 'surroundings'>): string {
  if (flag === '') throw new UsageFailure('--data is empty. Name a folder, or leave the flag out for the usual place.')
  return resolve(flag ?? defaultDataFolder(surroundings))
}

export const dataFlag = '--data <dir>'
export const dataFlagSays = 'the data folder; left out, the usual place of this platform'
export const jsonFlagSays = 'print JSON, for scripts'

/**
 * A flag's value, by the schema that the API holds the same field to.
 * @throws UsageFailure naming the flag and what the value must be.
 */
export function flagValue<Schema extends z.ZodMiniType>(flag: string, schema: Schema, text: string): z.output<Schema> {
  const parsed = schema.safeParse(text)
  if (parsed.success) return parsed.data
  const { message = 'is not right' } = parsed.error.issues[0] ?? {}
  throw new UsageFailure(`${flag}: "${shortened(text)}" ${message}.`)
}

/** One of a list of words. */
export function flagChoice<Word extends string>(flag: string, words: readonly Word[], text: string): Word {
  const word = words.find((each) => each === text)
  if (word === undefined) throw new UsageFailure(`${flag} must be ${listed(words)}, not "${shortened(text)}".`)
  return word
}

/** A whole number within bounds. */
export function flagNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max))
    throw new UsageFailure(`${flag} must be a whole number from ${min} to ${max}, not "${shortened(text)}".`)
  return value
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A length of time such as `30m`, `24h`, `90d` or `2w`, in milliseconds. */
export function flagDuration(flag: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  const ms = unit in unitMs ? Number(digits) * unitMs[unit as keyof typeof unitMs] : 0
  if (ms <= 0)
    throw new UsageFailure(`${flag} must be a length of time such as 30m, 24h or 90d, not "${shortened(text)}".`)
  return ms
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** What someone typed may be long, or a secret that does not belong there: its beginning is enough to find it. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 12)}…` : text
}
