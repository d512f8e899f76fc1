import { randomInt } from 'node:crypto'

/**
 * The code that opens the sealing key when the keychain or the passphrase is lost: 26 characters, 130 bits, drawn at random, shown once when a
 * folder is sealed. Crockford's alphabet, so that it can be read from paper: no I, L, O, U, and what looks like them is read as what they mean.
 * Held by test/keys/wrapping.test.ts.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 26

/** A fresh code, in groups: `7Q2M4-…`. */
export function newRecoveryCode(): string {
  let code = ''
  for (let position = 0; position < length; position += 1) code += alphabet[randomInt(alphabet.length)] ?? '0'
  return code.replaceAll(/(.{5})(?=.)/g, '$1-')
}

/** The bytes of a code as someone typed it, or null: it is none. */
export function recoveryBytes(typed: string): Buffer | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return new RegExp(`^[${alphabet}]{${length}}$`).test(code) ? Buffer.from(code) : null
}
