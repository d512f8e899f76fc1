import { randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Codes of authenticator apps (TOTP, RFC 6238): six digits, thirty seconds, SHA-1, because that is what every app can do.
 *
 * Chosen: one step before and after the present one is taken (§5.2), for clocks that differ by half a minute, and never a step that was
 * taken before, nor one before it (§5.2: a code is accepted once). The library is loaded with the first code: most people never give one.
 * Held by test/identity/totp.test.ts, with the vectors of RFC 6238 appendix B.
 */

const periodSeconds = 30
const digits = 6
/** Steps before and after the present one whose codes are taken. */
const windowSteps = 1
/** 160 bits, as RFC 4226 §4 recommends. */
const secretBytes = 20

/** A fresh secret. */
export function newTotpSecret(): Buffer {
  return randomBytes(secretBytes)
}

export interface Totp {
  /** The secret as people type it into an app: base32. */
  textOf(secret: Buffer): string
  /** The address that an app reads from a QR code. */
  uriOf(secret: Buffer, issuer: string, account: string): string
  /**
   * The step that a code belongs to, or null where it is not right now.
   * @param now milliseconds UTC.
   * @param after the step of the last code that was taken: only later ones count.
   */
  stepOf(secret: Buffer, code: string, now: number, after: number): number | null
}

/** The algorithm, loaded on first use. */
export async function loadTotp(): Promise<Totp> {
  const { HOTP, Secret, TOTP } = await import('otpauth')
  const secretOf = (bytes: Buffer) => new Secret({ buffer: Uint8Array.from(bytes).buffer })
  return {
    textOf: (secret) => secretOf(secret).base32,
    uriOf: (secret, issuer, account) =>
      new TOTP({
        issuer: withoutColon(issuer),
        label: withoutColon(account),
        algorithm: 'SHA1',
        digits,
        period: periodSeconds,
        secret: secretOf(secret),
      }).toString(),
    stepOf(secret, code, now, after) {
      const present = Math.floor(now / 1000 / periodSeconds)
      let found: number | null = null
      // All of them are compared, whichever is right: how long it takes tells nothing.
      for (let step = present - windowSteps; step <= present + windowSteps; step += 1) {
        const right = HOTP.generate({ secret: secretOf(secret), algorithm: 'SHA1', digits, counter: step })
        if (isSame(right, code) && step > after) found ??= step
      }
      return found
    },
  }
}

/** The key URI format divides issuer and account by a colon, so neither may hold one. */
function withoutColon(text: string): string {
  return text.replaceAll(':', ' ').trim()
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
