import * as z from 'zod/mini'

/**
 * The credential of one connection, as the system's keychain keeps it: a line of JSON. It names the address that it is for, so that it is
 * never sent anywhere else, even if a list of connections is changed behind our back. The desktop app and the command line write the same
 * shape under the same service (lib/keychain.ts), but each its own entries: a refresh token is used up by whoever uses it, and two
 * programs with the same one would end each other's grant. Pure; test/contract/connection-secret.test.ts.
 */

const v = z.literal(1)
const origin = z.string()

const secret = z.discriminatedUnion('kind', [
  /** A browser's session: the cookie and the second secret. */
  z.strictObject({ v, kind: z.literal('session'), origin, cookie: z.string(), csrf: z.string() }),
  z.strictObject({ v, kind: z.literal('token'), origin, token: z.string() }),
  z.strictObject({
    v,
    kind: z.literal('oauth'),
    origin,
    issuer: z.string(),
    client_id: z.string(),
    refresh_token: z.string(),
    /** For a program that runs often and briefly: the access token, and until when it works (milliseconds UTC). */
    access: z.optional(z.strictObject({ token: z.string(), until: z.int() })),
  }),
])

export type ConnectionSecret = z.output<typeof secret>

export function writeSecret(value: ConnectionSecret): string {
  return JSON.stringify(value)
}

/** `null` for what is damaged, of another version, or for another address. */
export function readSecret(text: string, origin: string): ConnectionSecret | null {
  try {
    const value = secret.parse(JSON.parse(text))
    return value.origin === origin ? value : null
  } catch {
    return null
  }
}
