import * as z from 'zod/mini'

/**
 * The part of the bridge that is about connections: what they look like from the window, and what the window may ask about them.
 *
 * Chosen: a secret goes in once, when it is typed or pasted, and never comes out: the window sees whether someone is signed in and where
 * that is kept. Addresses go in as text and are read by main; nothing here makes main open or send anything but to the connection's own
 * address. Held by test/main/bridge.test.ts (T18) and test/main/connections.test.ts.
 */

/** The colours of the stripe: names of tokens, never a value. */
export const connectionColours = ['red', 'amber', 'green', 'teal', 'blue', 'violet', 'pink', 'grey'] as const
/** How careful main is with changes of a connection: it lets them pass, asks first, wants the password first, or refuses them. */
export const safeModes = ['normal', 'ask', 'password', 'read_only'] as const
/** How someone signs in to a remote. */
export const signInKinds = ['password', 'token', 'oauth'] as const

/** Why a connection does not work as it should. The window has a sentence for each. */
export const connectionTroubles = [
  'bad_address',
  'not_encrypted',
  'name_not_found',
  'address_refused',
  'unreachable',
  'timeout',
  'certificate_untrusted',
  'certificate_changed',
  'redirected',
  'too_large',
  'bad_answer',
  'not_beatkeeper',
  'not_set_up',
  'not_ready',
  'no_browser_sign_in',
  'another_address',
  'not_running',
  'refused',
] as const

/** What the keychain did instead of answering. `slow`: it may be waiting to be unlocked. */
export const keychainTroubles = ['locked', 'unavailable', 'denied', 'slow'] as const

/** No control characters, no lone surrogates, nothing that shows nothing. */
const word = (most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(most),
    z.refine((text) => !/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(text) && /[^\p{Z}\p{Cf}]/u.test(text)),
  )

export const connectionId = z.string().check(z.regex(/^(?:local|con_[a-z0-9]{20})$/))
const remoteId = z.string().check(z.regex(/^con_[a-z0-9]{20}$/))
export const fingerprint = z.string().check(z.regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/))

/** What a person says about a connection, whichever it is. */
export const connectionLooks = {
  name: word(60),
  /** The word beside the colour: Production, Staging, Homelab. */
  environment: word(24),
  colour: z.enum(connectionColours),
  safe_mode: z.enum(safeModes),
}

/** Where a connection leads, and what its owner agreed to. */
export const connectionWay = {
  /** As it was typed; main reads it. */
  address: z.string().check(z.minLength(1), z.maxLength(300)),
  /** The name may lead to an address of one's own network. */
  private_network: z.boolean(),
  /** The one certificate that is taken, compared by a person: SHA-256, upper case, with colons. */
  pinned: z.nullable(fingerprint),
}

/** What a server showed of itself. Whatever a stranger wrote is cut to a line. */
const certificate = z.strictObject({
  fingerprint,
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  valid_from: z.nullable(z.string()),
  valid_to: z.nullable(z.string()),
  /** This computer trusts it without being told to. */
  trusted: z.boolean(),
})

export const connection = z.strictObject({
  id: connectionId,
  kind: z.enum(['local', 'remote']),
  ...connectionLooks,
  /** `https://status.acme.dev`; of the local workspace its folder. */
  address: z.string(),
  private_network: z.boolean(),
  pinned: z.nullable(fingerprint),
  sign_in: z.nullable(z.enum(signInKinds)),
  /** It is the one that this window shows. */
  current: z.boolean(),
  state: z.strictObject({
    kind: z.enum(['unknown', 'checking', 'connected', 'sign_in', 'trouble']),
    why: z.nullable(z.enum(connectionTroubles)),
  }),
  /** Who is signed in, as the server said; `null`: nobody, or nobody asked yet. */
  user: z.nullable(z.string()),
  /** Where the credential is: in the keychain, in main's memory for this run, or nowhere. */
  kept: z.enum(['none', 'keychain', 'this_run']),
  /** Why the keychain does not hold it, or did not give it. */
  keychain: z.nullable(z.enum(keychainTroubles)),
  version: z.nullable(z.string()),
  /** How its version relates to this app's. */
  age: z.nullable(z.enum(['same', 'older', 'newer'])),
  latency_ms: z.nullable(z.int()),
  last_seen_at: z.nullable(z.string()),
  /** What it showed when it could not be trusted. */
  certificate: z.nullable(certificate),
})

const connections = z.strictObject({
  connections: z.array(connection),
  /** Whether this computer has a keychain that answers, as far as is known. */
  keychain: z.enum(['working', 'unknown', ...keychainTroubles]),
})

const found = z.strictObject({
  outcome: z.literal('found'),
  /** As it is kept: scheme, host and port. */
  address: z.string(),
  version: z.string(),
  age: z.enum(['same', 'older', 'newer']),
  workspace: z.nullable(z.string()),
  latency_ms: z.int(),
  certificate: z.nullable(certificate),
  /** It offers signing in through the browser. */
  browser_sign_in: z.boolean(),
})
const trouble = z.strictObject({
  outcome: z.literal('trouble'),
  why: z.enum(connectionTroubles),
  certificate: z.nullable(certificate),
})

const signedIn = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('signed_in'),
    user: z.nullable(z.string()),
    kept: z.enum(['keychain', 'this_run']),
    keychain: z.nullable(z.enum(keychainTroubles)),
  }),
  z.strictObject({ outcome: z.literal('cancelled') }),
  /** `code`: the server's own, where it refused; `why`: what else stood in the way. */
  z.strictObject({
    outcome: z.literal('refused'),
    why: z.nullable(z.enum(connectionTroubles)),
    code: z.nullable(z.string()),
  }),
])

const nothing = z.null()
const verb = <const I extends z.ZodMiniType, const O extends z.ZodMiniType>(input: I, output: O) => ({ input, output })

export const connectionVerbs = {
  listConnections: verb(nothing, connections),
  /** Looks at an address before there is a connection: reachable, version, certificate. Sends no credential. */
  checkAddress: verb(z.strictObject(connectionWay), z.discriminatedUnion('outcome', [found, trouble])),
  addConnection: verb(
    z.strictObject({ ...connectionLooks, ...connectionWay, sign_in: z.enum(signInKinds) }),
    z.discriminatedUnion('outcome', [z.strictObject({ outcome: z.literal('added'), id: remoteId }), trouble]),
  ),
  /** Another address forgets the sign-in; a more careless safe mode is asked about by main itself. */
  editConnection: verb(
    z.strictObject({
      id: connectionId,
      name: z.optional(connectionLooks.name),
      environment: z.optional(connectionLooks.environment),
      colour: z.optional(connectionLooks.colour),
      safe_mode: z.optional(connectionLooks.safe_mode),
      address: z.optional(connectionWay.address),
      private_network: z.optional(connectionWay.private_network),
      sign_in: z.optional(z.enum(signInKinds)),
    }),
    z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('saved') }),
      z.strictObject({ outcome: z.literal('cancelled') }),
      trouble,
    ]),
  ),
  /** Forgets it, and deletes what the keychain holds for it. The server is not touched. */
  removeConnection: verb(z.strictObject({ id: remoteId }), nothing),
  /** Asks the server how it is. `who`: also who is signed in, which the server's log notes. */
  testConnection: verb(z.strictObject({ id: connectionId, who: z.boolean() }), connection),
  /** Shows another connection: its own window, session and storage in place of this one's. */
  switchConnection: verb(z.strictObject({ id: connectionId }), nothing),
  /** The one certificate to take from now on; it must be the one that the server showed last. `null`: what this computer trusts. */
  trustCertificate: verb(
    z.strictObject({ id: remoteId, fingerprint: z.nullable(fingerprint) }),
    z.strictObject({ outcome: z.enum(['trusted', 'not_shown']) }),
  ),
  signInWithToken: verb(
    z.strictObject({ id: remoteId, token: z.string().check(z.minLength(1), z.maxLength(512)) }),
    signedIn,
  ),
  /** Opens the system's browser at the server's own address and waits for its answer on loopback. */
  signInWithBrowser: verb(z.strictObject({ id: remoteId }), signedIn),
  /** Stops waiting for the browser. */
  cancelSignIn: verb(z.strictObject({ id: remoteId }), nothing),
  /** Ends the session or grant at the server, and forgets what is kept here. An API token is only forgotten. */
  signOutConnection: verb(z.strictObject({ id: remoteId }), nothing),
  /** Writes the list to a file that the person chooses: no secret, no pin. */
  exportConnections: verb(
    nothing,
    z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('saved'), file_name: z.string() }),
      z.strictObject({ outcome: z.literal('cancelled') }),
    ]),
  ),
  /** Reads such a file: the text that was dropped on the window, or, for `null`, a file that the person chooses. */
  importConnections: verb(
    z.strictObject({ text: z.nullable(z.string().check(z.maxLength(262_144))) }),
    z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('imported'), count: z.int(), known: z.int() }),
      z.strictObject({ outcome: z.literal('cancelled') }),
      z.strictObject({ outcome: z.literal('unreadable') }),
    ]),
  ),
} as const

export const connectionEvents = {
  /** Something about a connection is different now. */
  connections,
} as const

export type ConnectionColour = (typeof connectionColours)[number]
export type SafeMode = (typeof safeModes)[number]
export type SignInKind = (typeof signInKinds)[number]
export type ConnectionTrouble = (typeof connectionTroubles)[number]
export type KeychainTrouble = (typeof keychainTroubles)[number]
export type ConnectionView = z.output<typeof connection>
export type ConnectionsView = z.output<typeof connections>
export type CertificateView = z.output<typeof certificate>
