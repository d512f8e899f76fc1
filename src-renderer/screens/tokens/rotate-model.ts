import type { Token } from '../../../src-server/contract/tokens.ts'

/** Rotation without a DOM. Pure; test/renderer/token-dialogs.test.ts. */

export const overlapChoices = ['0', '3600', '86400', '259200', '604800'] as const
export type Overlap = (typeof overlapChoices)[number]

export const hardStopChoices = ['86400', '259200', '604800'] as const
export type HardStop = (typeof hardStopChoices)[number]

/** The body of `POST …/rotate`. With an overlap of nothing there is no later stop. */
export function rotationBody(values: { overlap: Overlap; hardStop: HardStop }): {
  overlap_seconds: number
  hard_stop_seconds?: number
} {
  const overlap = Number(values.overlap)
  return overlap === 0
    ? { overlap_seconds: 0 }
    : { overlap_seconds: overlap, hard_stop_seconds: Number(values.hardStop) }
}

/** About when the successor will end: it gets the lifetime that its predecessor was given, from now. `null`: never. */
export function lifetimeWordsAt(token: Pick<Token, 'created_at' | 'expires_at'>, now: number): number | null {
  return token.expires_at === null ? null : now + (Date.parse(token.expires_at) - Date.parse(token.created_at))
}
