import { type Denial, deny } from '../denial.ts'
import type { CallerKind, Facts } from '../facts.ts'
import { type Standing, standingOf } from '../standing.ts'

/**
 * Is there a credential, is it one for here, and does it still work?
 *
 * A magic token outside its own routes, and any other credential on a magic route, is `invalid_token` before its state is
 * looked at: the wrong door says nothing about the key. On a public route a good credential changes nothing and a bad
 * one is refused all the same, so that nobody believes they were signed in. An ended API token is 403 (api.md), an ended OAuth
 * access token 401, as RFC 6750 §3.1 wants it.
 */
export function judgeCredential({ now, credential, endpoint }: Facts): Denial | null {
  if (credential.kind === 'anonymous') return endpoint.isPublic ? null : deny('credential', 'unauthenticated')
  const takesMagic = endpoint.credentials.includes('magic')
  const takesMagicOnly = takesMagic && endpoint.credentials.length === 1
  if (credential.kind === 'magic' ? !takesMagic : takesMagicOnly) return deny('credential', 'invalid_token')
  const standing = standingOf(credential.life, now)
  return standing === 'active' ? null : ended(credential.kind, standing)
}

function ended(kind: Exclude<CallerKind, 'anonymous'>, standing: Exclude<Standing, 'active'>): Denial {
  switch (kind) {
    case 'session':
      return deny('credential', 'session_expired')
    case 'oauth':
      return deny('credential', standing === 'expired' ? 'token_expired' : 'token_revoked', {
        status: 401,
        detail:
          standing === 'expired'
            ? 'This access token has expired. Use the refresh token to get a new one.'
            : 'This access was revoked. Ask the user to connect the app again.',
      })
    case 'magic':
      if (standing === 'expired') return deny('credential', 'magic_expired')
      if (standing === 'used') return deny('credential', 'magic_used')
      return deny('credential', 'token_revoked', { detail: 'This link was replaced or revoked. Ask for a new one.' })
    case 'api_token':
      if (standing === 'expired') return deny('credential', 'token_expired')
      if (standing === 'disabled') return deny('credential', 'token_disabled')
      return deny('credential', 'token_revoked')
  }
}
