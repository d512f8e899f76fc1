/** The key of a link that was mailed or handed over, and why it leads nowhere. Pure; test/renderer/link-key.test.ts. */

export const goneReasons = ['expired', 'used', 'ended', 'unknown'] as const
export type GoneReason = (typeof goneReasons)[number]

/** What a refusal's code says about the link itself; `null`: it is about something else, and the link still works. */
export function goneReasonOf(code: string): GoneReason | null {
  if (code === 'magic_expired') return 'expired'
  if (code === 'magic_used') return 'used'
  if (code === 'token_revoked') return 'ended'
  if (code === 'invalid_token' || code === 'unauthenticated') return 'unknown'
  return null
}

/** Whether a text looks like the key of a link at all; the server judges it. */
export function looksLikeKey(text: string | null): text is string {
  return text !== null && /^bkm_[A-Za-z0-9]+$/.test(text)
}
