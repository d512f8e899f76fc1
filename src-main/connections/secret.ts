import * as z from 'zod/mini'

/**
 * The credential of one connection, as the keychain keeps it: a line of JSON. It names the address that it is for, so that it is never
 * sent anywhere else, even if the list of connections is changed behind our back. Pure; test/main/keychain.test.ts.
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
