import { randomInt } from 'node:crypto'
import type { Readable, Writable } from '../db/database.ts'
import type { Passwords } from './passwords.ts'

/**
 * Recovery codes: for the day when the authenticator app is gone. Ten of them, shown once, each good for one sign-in.
 *
 * Chosen: twelve characters that nobody mistakes for others, in three groups, because people write them down. That is less than 112
 * bits, so each is kept as argon2id like a password (ASVS 5.0, 6.5.2). The first group finds the one hash to compare with, so that a
 * try costs one comparison and not ten; a try that finds none costs the same. Used up by compare-and-set.
 * Held by test/identity/two-factor-api.test.ts.
 */

/** Crockford's base32 in lower case: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const groupLength = 4
const groups = 3
export const recoveryCodeCount = 10

/** Twelve characters as they are compared, from however someone typed them; null for what is no recovery code. */
export function recoveryCodeOf(typed: string): string | null {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll(/[il]/g, '1').replaceAll('o', '0')
  return /^[0-9a-hjkmnp-tv-z]{12}$/.test(plain) ? plain : null
}

/** As people read it: `k7qm-2xnd-9f4w`. */
export function shownRecoveryCode(code: string): string {
  return Array.from({ length: groups }, (_, place) => code.slice(place * groupLength, (place + 1) * groupLength)).join(
    '-',
  )
}

export interface MintedCode {
  /** To be shown once. */
  readonly code: string
  readonly hash: string
}

/** Ten fresh codes with their hashes, one after the other: they must not keep others from signing in. */
export async function mintRecoveryCodes(passwords: Pick<Passwords, 'hash'>): Promise<MintedCode[]> {
  const codes = new Map<string, string>()
  while (codes.size < recoveryCodeCount) {
    const code = Array.from({ length: groupLength * groups }, () => alphabet[randomInt(alphabet.length)]).join('')
    codes.set(selectorOf(code), code)
  }
  const minted: MintedCode[] = []
  for (const code of codes.values()) minted.push({ code, hash: await passwords.hash(code) })
  return minted
}

function selectorOf(code: string): string {
  return code.slice(0, groupLength)
}

/** Keeps these codes in place of all earlier ones. */
export function keepRecoveryCodes(tx: Writable, userId: string, minted: readonly MintedCode[]): void {
  tx.run('DELETE FROM recovery_codes WHERE user_id = ?', userId)
  for (const { code, hash } of minted)
    tx.run('INSERT INTO recovery_codes (user_id, selector, hash) VALUES (?, ?, ?)', userId, selectorOf(code), hash)
}

/** How many of a person's codes have not been used. */
export function recoveryCodesLeft(db: Readable, userId: string): number {
  const row = db.get<{ left: number }>(
    'SELECT count(*) AS left FROM recovery_codes WHERE user_id = ? AND used_at IS NULL',
    userId,
  )
  return row?.left ?? 0
}

/** The hash that a code was right for, or null; costs one comparison in any case. Changes nothing. */
export async function matchRecoveryCode(
  db: Readable,
  passwords: Pick<Passwords, 'verify'>,
  userId: string | null,
  code: string,
): Promise<string | null> {
  const row =
    userId === null
      ? undefined
      : db.get<{ hash: string }>(
          'SELECT hash FROM recovery_codes WHERE user_id = ? AND selector = ? AND used_at IS NULL',
          userId,
          selectorOf(code),
        )
  const right = await passwords.verify(row?.hash ?? null, code)
  return right && row !== undefined ? row.hash : null
}

/** Uses up the code of this hash. False: it was used meanwhile, or replaced. */
export function useRecoveryCode(tx: Writable, userId: string, hash: string, now: number): boolean {
  return (
    tx.run(
      'UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL',
      now,
      userId,
      hash,
    ) === 1
  )
}
