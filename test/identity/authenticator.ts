import { Secret, TOTP } from 'otpauth'
import type { TestServer } from '../support/harness.ts'
import type { SignedIn } from './people.ts'

/** An authenticator app for tests: it knows the secret that the server showed, and the server's clock. */
export interface Authenticator {
  readonly secret: string
  /** The recovery codes that were shown. */
  readonly recoveryCodes: readonly string[]
  /** The code of now, of an earlier or of a later step. */
  code(steps?: number): string
  /** A code that was never given before: half a minute later. */
  nextCode(): string
}

/** An app that was given this secret. */
export function authenticatorOf(
  clock: TestServer['clock'],
  secret: string,
  recoveryCodes: readonly string[] = [],
): Authenticator {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 })
  const code = (steps = 0): string => totp.generate({ timestamp: clock.wall() + steps * 30_000 })
  return {
    secret,
    recoveryCodes,
    code,
    nextCode() {
      clock.pass(30_000)
      return code()
    },
  }
}

/** Turns two-factor on for someone who has just signed in. */
export async function turnOnTwoFactor(server: TestServer, person: SignedIn): Promise<Authenticator> {
  const begun = await person.ask({ method: 'PUT', path: '/api/v1/me/two-factor/secret' })
  if (begun.status !== 200) throw new Error(`beginning answered ${begun.status}: ${begun.text}`)
  const app = authenticatorOf(server.clock, begun.json.secret)
  const confirmed = await person.ask({ method: 'PUT', path: '/api/v1/me/two-factor', body: { code: app.code() } })
  if (confirmed.status !== 200) throw new Error(`confirming answered ${confirmed.status}: ${confirmed.text}`)
  return authenticatorOf(server.clock, begun.json.secret, confirmed.json.recovery_codes)
}
