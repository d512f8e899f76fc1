/**
 * Takes our own secrets out of text that callers choose (User-Agent, X-Request-ID, labels, changed values) before it is stored.
 *
 * Chosen: one of our prefixes and 16 or more base62 characters, whatever the checksum says: a secret that was cut off or mistyped gives
 * away almost as much as a whole one. The twelve characters that we show ourselves (`bk_live_` and four) stay readable.
 * Held by test/journal/conceal.test.ts, and by the grep for planted secrets (T30).
 */
import { isPlain } from './canonical-json.ts'

const secret = /(bk_live|bk_test|bka|bko|bkr|bkc|bkm|bks)_[0-9A-Za-z]{16,}/g
const anySecret = /(?:bk_live|bk_test|bka|bko|bkr|bkc|bkm|bks)_[0-9A-Za-z]{16}/

/** Whether a text holds what looks like one of our secrets. */
export function holdsSecret(text: string): boolean {
  return text.includes('bk') && anySecret.test(text)
}

/** The text with each of our secrets replaced by `[secret removed: bk_live]`; the same string when there is none. */
export function conceal(text: string): string {
  return holdsSecret(text) ? text.replace(secret, '[secret removed: $1]') : text
}

/** A JSON value with every text in it concealed, names of members included, and made well-formed, so that it has a canonical form. */
export function concealJson(value: unknown): unknown {
  if (typeof value === 'string') return conceal(value.toWellFormed())
  if (Array.isArray(value)) return value.map(concealJson)
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [conceal(name.toWellFormed()), concealJson(member)]),
  )
}
