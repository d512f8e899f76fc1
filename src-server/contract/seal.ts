import * as z from 'zod/mini'

/**
 * `keys/seal.json`: how the sealing key of a data folder is sealed itself. Nothing in it opens anything alone.
 *
 * Both sides read it: the server, and the desktop's main process, which fetches the key from the keychain and hands it over its private channel.
 */
export const sealFileName = 'seal.json'

const keyId = z.string().check(z.regex(/^[0-9a-f]{16}$/))
const base64url = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,400}$/))

/** The sealing key, wrapped by the recovery code that was shown when it was sealed. */
const recovery = z.strictObject({ salt: base64url, wrapped: base64url })

const common = { version: z.literal(1), key_id: keyId }

export const sealFile = z.discriminatedUnion('sealed_by', [
  /** The key lies beside it as it is, for its owner's eyes only. */
  z.strictObject({ ...common, sealed_by: z.literal('nothing') }),
  /** By a key in the operating system's keychain. */
  z.strictObject({ ...common, sealed_by: z.literal('keychain'), wrapped: base64url, recovery }),
  /** By a passphrase (argon2id). */
  z.strictObject({
    ...common,
    sealed_by: z.literal('passphrase'),
    salt: base64url,
    memory_kib: z.int().check(z.minimum(8192), z.maximum(1_048_576)),
    passes: z.int().check(z.minimum(1), z.maximum(20)),
    wrapped: base64url,
    recovery,
  }),
])
export type SealFile = z.output<typeof sealFile>

/** Under which name the keychain keeps what opens the key. */
export function sealAccount(id: string): string {
  return `sealing-key ${id}`
}

/** Why the keychain did not answer, and what to do. */
export const keychainTroubleWords = {
  locked: 'it is locked. Unlock it (sign in to the desktop of this computer), then start again.',
  unavailable:
    'there is none for this user now (on Linux: no Secret Service on the session bus). Start it where there is one.',
  denied: 'it did not allow Beatkeeper to read its entry. Allow it, then start again.',
  slow: 'it did not answer within five seconds. A question of its own may be waiting on the screen; answer it, then start again.',
} as const
