import * as z from 'zod/mini'

/**
 * What the server process and its parent say to each other, over a channel that only the two of them have.
 *
 * Chosen: small named messages, parsed on both ends; whatever is secret (setup code, session) travels here and never in argv, env or a file.
 * The parent is the desktop's main process (parentPort), a Node process that forked it (process.send), or a terminal, which
 * says `stop` with a signal and hears the rest as words: src-server/host.ts is the one file that knows which.
 * Held by test/main/server-process.test.ts (both ends, every message, a real server).
 */

/** The cookie that holds a browser's session, which main trades for a header session before its window sees it. */
export const sessionCookieName = '__Host-sid'

const id = z.int()

/** Why a server did not come up, or ended. `internal` is the only one after which trying again may help by itself. */
export const failureCodes = [
  'port_in_use',
  'data_in_use',
  'data_unwritable',
  'data_newer',
  'data_damaged',
  'bad_config',
  /** The keys of the folder are sealed and cannot be opened, or are not its own. */
  'sealed',
  'internal',
] as const
export type FailureCode = (typeof failureCodes)[number]

export const toServer = z.discriminatedUnion('type', [
  /** Begin. The first message, once. `port` 0 picks a free one. */
  z.strictObject({
    type: z.literal('start'),
    data_dir: z.string().check(z.minLength(1)),
    port: z.int().check(z.minimum(0), z.maximum(65_535)),
    /** Where the built console lies, with its list of files beside it; `null` serves no console. */
    console_dir: z.nullable(z.string()),
    /**
     * What the keychain has for the sealing key (contract/seal.ts), where the key is sealed by it; `trouble` says why it did not answer and
     * what to do. Left out: this process asks the keychain itself, if it has to.
     */
    seal: z.optional(
      z.union([z.strictObject({ key: z.nullable(z.string()) }), z.strictObject({ trouble: z.string() })]),
    ),
  }),
  /** Drain: answer what has begun, take no more, write what is left, then say `stopped` and exit. */
  z.strictObject({ type: z.literal('stop') }),
  /** This code, and no earlier one, sets the workspace up from now on for an hour. Answered with `setup-state`. */
  z.strictObject({ type: z.literal('setup-code'), id, code: z.string().check(z.regex(/^[A-Za-z0-9_-]{22,64}$/)) }),
  /**
   * Someone has just signed in through main: trade the cookie session that the answer set (the cookie's value) for a header session (`bks_…`).
   * The cookie session ends with this; the new one has its user and its time of authentication. Answered with `session` or `refused`.
   */
  z.strictObject({
    type: z.literal('exchange-session'),
    id,
    cookie: z.string().check(z.minLength(1), z.maxLength(512)),
  }),
  /**
   * The app is unlocked: give the header session a new secret, and twelve hours from now. The earlier secret ends ten seconds later. Answered with
   * `session` or `refused`.
   */
  z.strictObject({
    type: z.literal('renew-session'),
    id,
    secret: z.string().check(z.minLength(1), z.maxLength(512)),
  }),
])

export const fromServer = z.discriminatedUnion('type', [
  /** It listens. `setup_url` holds the setup link of a workspace without an owner when the server made a code itself (no app above it). */
  z.strictObject({
    type: z.literal('ready'),
    url: z.string(),
    port: z.int(),
    pid: z.int(),
    version: z.string(),
    /** Where others reach it; `null` = nobody but this computer. */
    public_url: z.nullable(z.string()),
    setup_url: z.nullable(z.string()),
  }),
  /** It will not come up, or must end. `message` says what to do and holds no secret. It exits by itself afterwards. */
  z.strictObject({ type: z.literal('failed'), code: z.enum(failureCodes), message: z.string() }),
  z.strictObject({ type: z.literal('stopped') }),
  /** `needs_setup` false: there is an owner, the code was not taken. */
  z.strictObject({ type: z.literal('setup-state'), id, needs_setup: z.boolean() }),
  z.strictObject({ type: z.literal('session'), id, user_id: z.string(), secret: z.string(), expires_at: z.string() }),
  z.strictObject({ type: z.literal('refused'), id, code: z.string() }),
])

export type ToServer = z.output<typeof toServer>
export type FromServer = z.output<typeof fromServer>
export type StartMessage = Extract<ToServer, { type: 'start' }>

/** Parses what the parent said; `null` for what is not one of ours (it is ignored, never an error). */
export function parseToServer(value: unknown): ToServer | null {
  const parsed = toServer.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** Parses what the server said; `null` for what is not one of ours. */
export function parseFromServer(value: unknown): FromServer | null {
  const parsed = fromServer.safeParse(value)
  return parsed.success ? parsed.data : null
}
