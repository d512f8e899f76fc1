import * as z from 'zod/mini'
import { connectionEvents, connectionVerbs } from './connection-verbs.ts'

export type {
  CertificateView,
  ConnectionColour,
  ConnectionsView,
  ConnectionTrouble,
  ConnectionView,
  KeychainTrouble,
  SafeMode,
  SignInKind,
} from './connection-verbs.ts'

/**
 * What the window may ask of the desktop: the whole list. FRONT DOOR of src-main; the console imports the types only.
 *
 * Chosen: a few verbs with a narrow meaning, each with a schema for what goes in and what comes out; preload is derived from this
 * value and main checks both ways. Left out, on purpose: a verb for the API (the console fetches `/api/…` like any browser, and main adds
 * the credential), verbs for files, stores or paths, synchronous calls, and `ipcRenderer` itself.
 * A verb never rejects: it answers `{ ok: false, code }`, so that nothing of an error's text crosses the border.
 * Held by test/main/bridge.test.ts (T18: every verb against every wrong sender and every wrong input).
 */

/** The name on `window` in the desktop app; absent in a browser. */
export const bridgeName = 'beatkeeper'

const nothing = z.null()

/** How the local server is doing. `since`: RFC 3339. `message` says what to do, in words for the person in front of the window. */
const serverState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('starting'), since: z.string() }),
  z.strictObject({ kind: z.literal('running'), since: z.string(), url: z.string(), version: z.string() }),
  z.strictObject({ kind: z.literal('restarting'), since: z.string(), attempt: z.int(), next_try_at: z.string() }),
  z.strictObject({ kind: z.literal('failed'), since: z.string(), code: z.string(), message: z.string() }),
  z.strictObject({ kind: z.literal('stopped'), since: z.string() }),
])

/** One command of the console, as the menu bar shows it. `keys` is an Electron accelerator; the console itself listens for it. */
const menuItem = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9._:/-]{0,79}$/)),
  label: z.string().check(z.minLength(1), z.maxLength(80)),
  keys: z.nullable(
    z
      .string()
      .check(
        z.regex(
          /^(?:(?:CmdOrCtrl|Ctrl|Alt|Shift)\+){0,3}(?:[A-Z0-9,.?/+-]|F\d{1,2}|Delete|Enter|Plus|Space|Left|Right)$/,
        ),
      ),
  ),
  enabled: z.boolean(),
  /** The one in force, in a group of choices. */
  checked: z.optional(z.boolean()),
})
const menuItems = z.array(menuItem).check(z.maxLength(60))

/** Exports that main may write to disk: the API's own export routes, and no other path. */
export const exportPaths = ['/admin/tokens/export', '/admin/audit-log/export'] as const

const verb = <const I extends z.ZodMiniType, const O extends z.ZodMiniType>(input: I, output: O) => ({ input, output })

export const verbs = {
  /** Versions, for About and Diagnostics. */
  appInfo: verb(
    nothing,
    z.strictObject({
      name: z.string(),
      version: z.string(),
      platform: z.string(),
      electron: z.string(),
      chromium: z.string(),
      packaged: z.boolean(),
    }),
  ),
  /** How the local server is doing now; `serverState` events tell of every change. */
  serverState: verb(nothing, serverState),
  /** Try again after `failed`, or at once while `restarting`. */
  retryServer: verb(nothing, nothing),
  /** A fresh setup code for a workspace that has no owner yet; `null` when it has one or the server is not running. */
  setupCode: verb(nothing, z.strictObject({ code: z.nullable(z.string()) })),
  /** Puts a secret on the clipboard and takes it away after a minute, unless something else has been copied since. */
  copySecret: verb(
    z.strictObject({ text: z.string().check(z.minLength(1), z.maxLength(4096)) }),
    z.strictObject({ clears_after_seconds: z.int() }),
  ),
  /** Keeps the window out of screenshots and screen sharing while a secret is shown (where the system can). */
  protectContent: verb(z.strictObject({ on: z.boolean() }), nothing),
  /** The theme of native parts and of the window before the page has drawn; kept for the next start. */
  setTheme: verb(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) }), nothing),
  /** The console's commands, as the menu bar: main adds only what belongs to the window (copy, zoom, quit). */
  showMenu: verb(
    z.strictObject({
      file: menuItems,
      edit: menuItems,
      view: menuItems,
      workspace: menuItems,
      connection: menuItems,
      help: menuItems,
    }),
    nothing,
  ),
  /** Opens a page of this workspace in the system's browser. Main knows the addresses, the window does not say them. */
  openPage: verb(z.strictObject({ page: z.enum(['status_page', 'api_docs']) }), nothing),
  /** Asks where to save, fetches the export with the window's credential and writes it, without holding it in memory. */
  saveExport: verb(
    z.strictObject({
      path: z.enum(exportPaths),
      query: z.record(z.string().check(z.regex(/^[a-z_]{1,40}$/)), z.string().check(z.maxLength(400))),
      page_id: z.nullable(z.string().check(z.regex(/^pag_[A-Za-z0-9]{1,40}$/))),
      environment: z.enum(['live', 'test']),
      /** Proposed to the person; only its last part is used. */
      file_name: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/)),
    }),
    z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('saved'), file_name: z.string(), bytes: z.int() }),
      z.strictObject({ outcome: z.literal('cancelled') }),
      z.strictObject({
        outcome: z.literal('refused'),
        status: z.int(),
        code: z.string(),
        request_id: z.nullable(z.string()),
      }),
    ]),
  ),
  ...connectionVerbs,
} as const

/** What main tells the window without being asked. */
export const events = {
  serverState,
  /** A menu item was chosen: the console runs the command of that id. */
  menuCommand: z.strictObject({ id: z.string() }),
  ...connectionEvents,
} as const

export type Verb = keyof typeof verbs
export type VerbInput<V extends Verb> = z.output<(typeof verbs)[V]['input']>
export type VerbOutput<V extends Verb> = z.output<(typeof verbs)[V]['output']>
export type VerbOutputs = { readonly [V in Verb]: VerbOutput<V> }
export type BridgeEvent = keyof typeof events
export type EventValue<E extends BridgeEvent> = z.output<(typeof events)[E]>
export type ServerState = z.output<typeof serverState>
export type MenuCommands = VerbInput<'showMenu'>

/** `not_allowed`: the sender is not our window; `invalid_input`: the schema refused it; `failed`: main could not do it. */
export type BridgeFailure = 'not_allowed' | 'invalid_input' | 'failed'
export type BridgeReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: BridgeFailure }

/** `window.beatkeeper`, as the console sees it. */
export type Bridge = {
  readonly [V in Verb]: (input: VerbInput<V>) => Promise<BridgeReply<VerbOutput<V>>>
} & {
  /** Hears an event until the returned function is called. */
  readonly on: <E extends BridgeEvent>(event: E, listener: (value: EventValue<E>) => void) => () => void
}

/** The IPC channel of a verb or an event. */
export const verbChannel = (name: Verb): string => `beatkeeper:verb:${name}`
export const eventChannel = (name: BridgeEvent): string => `beatkeeper:event:${name}`
