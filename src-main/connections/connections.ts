import type { SecretStore } from '../../src-server/lib/keychain.ts'
import type { Resolve } from '../../src-server/outbound/policy.ts'
import type {
  ConnectionsView,
  ConnectionTrouble,
  ConnectionView,
  KeychainTrouble,
  SafeMode,
} from '../bridge/connection-verbs.ts'
import type { ServerState, VerbInput, VerbOutput } from '../bridge/contract.ts'
import type { Upstream } from '../forward.ts'
import { readAddress } from './address.ts'
import { readExchange, writeExchange } from './exchange-file.ts'
import { createKeptSecrets, type Owner } from './kept-secrets.ts'
import type { ConnectionList, ListFile, RemoteEntry } from './list-file.ts'
import { lookAt, offersBrowserSignIn, troubleFrom, workspaceName } from './probe.ts'
import { openRemote, presentCertificate, type Remote, type RemoteSignIn } from './remote.ts'
import { openDoor } from './remote-door.ts'
import { isLooser } from './safe-mode.ts'
import { ageOf } from './version-age.ts'

/**
 * All connections: the list, how each of them is, and what may be done with them. The local workspace is always one of them.
 *
 * The list is a file without secrets, secrets are the keychain's, and both are changed here and nowhere else. What is told to the window
 * is a view that has no field for a secret. Held by test/main/connections.test.ts.
 */
export interface Connections {
  view(): ConnectionsView
  onChange(listener: (view: ConnectionsView) => void): void
  current(): string
  /** @throws RangeError for a connection that there is not. */
  choose(id: string): void
  has(id: string): boolean
  check(way: VerbInput<'checkAddress'>): Promise<VerbOutput<'checkAddress'>>
  add(wanted: VerbInput<'addConnection'>): VerbOutput<'addConnection'>
  edit(change: VerbInput<'editConnection'>): Promise<VerbOutput<'editConnection'>>
  remove(id: string): Promise<void>
  test(id: string, who: boolean): Promise<ConnectionView>
  trust(input: VerbInput<'trustCertificate'>): VerbOutput<'trustCertificate'>
  signInWithToken(id: string, token: string): Promise<VerbOutput<'signInWithToken'>>
  signInWithBrowser(id: string): Promise<VerbOutput<'signInWithBrowser'>>
  cancelSignIn(id: string): void
  signOut(id: string): Promise<void>
  /** What another computer may import. */
  exported(): string
  imported(text: string): VerbOutput<'importConnections'>
  /** The server behind a remote connection. */
  upstreamOf(id: string): Upstream
  /** Where the pages of a remote are. */
  originOf(id: string): string
  /** Somebody's words for a connection, and how careful it is. */
  looksOf(id: string): {
    readonly name: string
    readonly environment: string
    readonly mode: SafeMode
    readonly hasPassword: boolean
  }
  close(): void
}

export interface ConnectionsParts {
  readonly file: ListFile
  readonly store: SecretStore
  readonly resolve: Resolve
  readonly clock: { nowMs(): number; monotonicMs(): number }
  readonly newId: () => string
  readonly appVersion: string
  readonly local: { readonly folder: string; state(): ServerState }
  /** Main asks the person whether changes may pass more easily from now on. */
  readonly mayLoosen: (name: string, mode: SafeMode) => Promise<boolean>
  /** Signs in through the system's browser; answers what came of it. */
  readonly browserSignIn: (
    way: { readonly origin: string; readonly fetch: typeof fetch; readonly signal: AbortSignal },
    keep: Remote['keepGrant'],
  ) => Promise<RemoteSignIn>
}

const remotesMost = 200

export function createConnections(parts: ConnectionsParts): Connections {
  const { file, clock, resolve, appVersion, local } = parts
  let list: ConnectionList = file.read()
  let current = 'local'
  const remotes = new Map<string, Remote>()
  const listeners = new Set<(view: ConnectionsView) => void>()
  const waiting = new Map<string, AbortController>()
  const secrets = createKeptSecrets(parts.store, (id, { inKeychain }) => change(id, { in_keychain: inKeychain }))

  const entryOf = (id: string): RemoteEntry => {
    const entry = list.remotes.find((one) => one.id === id)
    if (entry === undefined) throw new RangeError('there is no such connection')
    return entry
  }
  const ownerOf = ({ id, address, in_keychain: inKeychain }: RemoteEntry): Owner => ({
    id,
    origin: address,
    inKeychain,
  })

  function tell(): void {
    const view = viewed()
    for (const listener of listeners) listener(view)
  }
  function write(next: ConnectionList): void {
    file.write(next)
    list = next
    tell()
  }
  /** Changes an entry, if it is still there. */
  function change(id: string, changes: Partial<RemoteEntry>): void {
    const before = list.remotes.find((one) => one.id === id)
    if (before === undefined) return
    const after = { ...before, ...changes }
    if (JSON.stringify(after) === JSON.stringify(before)) return
    write({ ...list, remotes: list.remotes.map((one) => (one.id === id ? after : one)) })
  }

  function remoteOf(id: string): Remote {
    const open = remotes.get(id)
    if (open !== undefined) return open
    entryOf(id)
    const remote = openRemote({
      entry: () => entryOf(id),
      secrets,
      resolve,
      clock,
      changed: tell,
      learnt: (fact) => change(id, fact),
    })
    remotes.set(id, remote)
    return remote
  }

  function viewOfRemote(entry: RemoteEntry): ConnectionView {
    const { id, version } = entry
    const health = remotes.get(id)?.health()
    const { kept, trouble } = secrets.keeping(ownerOf(entry))
    const certificate = health?.certificate ?? null
    return {
      id,
      kind: 'remote',
      name: entry.name,
      environment: entry.environment,
      colour: entry.colour,
      safe_mode: entry.safe_mode,
      address: entry.address,
      private_network: entry.private_network,
      pinned: entry.pinned,
      sign_in: entry.sign_in,
      current: id === current,
      state: { kind: health?.state ?? 'unknown', why: health?.why ?? null },
      user: entry.user,
      kept,
      keychain: trouble,
      version,
      age: version === null ? null : ageOf(version, appVersion),
      latency_ms: health?.latencyMs ?? null,
      last_seen_at: entry.last_seen_at,
      certificate: certificate === null ? null : presentCertificate(certificate),
    }
  }

  function viewOfLocal(): ConnectionView {
    const server = local.state()
    const state: ConnectionView['state'] =
      server.kind === 'running'
        ? { kind: 'connected', why: null }
        : server.kind === 'failed' || server.kind === 'stopped'
          ? { kind: 'trouble', why: 'not_running' }
          : { kind: 'checking', why: null }
    return {
      id: 'local',
      kind: 'local',
      ...list.local,
      address: local.folder,
      private_network: false,
      pinned: null,
      sign_in: null,
      current: current === 'local',
      state,
      user: null,
      kept: 'none',
      keychain: null,
      version: server.kind === 'running' ? server.version : null,
      age: server.kind === 'running' ? 'same' : null,
      latency_ms: null,
      last_seen_at: null,
      certificate: null,
    }
  }

  function viewed(): ConnectionsView {
    return { connections: [viewOfLocal(), ...list.remotes.map(viewOfRemote)], keychain: secrets.keychain() }
  }
  const viewOf = (id: string): ConnectionView => (id === 'local' ? viewOfLocal() : viewOfRemote(entryOf(id)))

  const trouble = (why: ConnectionTrouble) => ({ outcome: 'trouble', why, certificate: null }) as const

  /** The entry that `add` and `import` make. */
  function added(wanted: Omit<RemoteEntry, 'id' | 'in_keychain' | 'version' | 'user' | 'last_seen_at'>): RemoteEntry {
    return { id: parts.newId(), ...wanted, in_keychain: false, version: null, user: null, last_seen_at: null }
  }

  return {
    view: viewed,
    onChange: (listener) => void listeners.add(listener),
    current: () => current,
    choose(id) {
      viewOf(id)
      current = id
      tell()
    },
    has: (id) => id === 'local' || list.remotes.some((one) => one.id === id),

    async check({ address: typed, private_network: privateNetwork, pinned }) {
      const address = readAddress(typed)
      if ('trouble' in address) return trouble(address.trouble)
      const door = openDoor({ origin: address.origin, privateNetwork, pinned }, resolve)
      try {
        const { version, latencyMs, certificate } = await lookAt(door, clock.monotonicMs)
        return {
          outcome: 'found',
          address: address.origin,
          version,
          age: ageOf(version, appVersion),
          workspace: await workspaceName(door),
          latency_ms: latencyMs,
          certificate: certificate === null ? null : presentCertificate(certificate),
          browser_sign_in: await offersBrowserSignIn(door),
        }
      } catch (error) {
        const { why, certificate } = troubleFrom(error)
        return { outcome: 'trouble', why, certificate: certificate === null ? null : presentCertificate(certificate) }
      } finally {
        door.close()
      }
    },

    add({ address: typed, ...wanted }) {
      const address = readAddress(typed)
      if ('trouble' in address) return trouble(address.trouble)
      if (list.remotes.length >= remotesMost) return trouble('refused')
      const entry = added({ ...wanted, address: address.origin })
      write({ ...list, remotes: [...list.remotes, entry] })
      return { outcome: 'added', id: entry.id }
    },

    async edit({ id, address: typed, private_network: privateNetwork, sign_in: signIn, ...looks }) {
      const before = viewOf(id)
      const mode = looks.safe_mode
      if (mode !== undefined && isLooser(mode, before.safe_mode) && !(await parts.mayLoosen(before.name, mode)))
        return { outcome: 'cancelled' }
      const given = Object.fromEntries(Object.entries(looks).filter(([, value]) => value !== undefined))
      if (id === 'local') {
        write({ ...list, local: { ...list.local, ...given } })
        return { outcome: 'saved' }
      }
      const entry = entryOf(id)
      const address = typed === undefined ? { origin: entry.address } : readAddress(typed)
      if ('trouble' in address) return trouble(address.trouble)
      const isMoved = address.origin !== entry.address
      // The credential is for the old address and goes nowhere else; so does what was agreed to there.
      if (isMoved) await secrets.forget(ownerOf(entry))
      const way = {
        address: address.origin,
        private_network: privateNetwork ?? (isMoved ? false : entry.private_network),
        pinned: isMoved ? null : entry.pinned,
      }
      change(id, {
        ...given,
        ...way,
        ...(signIn === undefined ? {} : { sign_in: signIn }),
        ...(isMoved ? { version: null, user: null, last_seen_at: null } : {}),
      })
      if (isMoved || way.private_network !== entry.private_network) remotes.get(id)?.reopen()
      return { outcome: 'saved' }
    },

    async remove(id) {
      const entry = entryOf(id)
      waiting.get(id)?.abort()
      await secrets.forget(ownerOf(entry))
      remotes.get(id)?.close()
      remotes.delete(id)
      if (current === id) current = 'local'
      write({ ...list, remotes: list.remotes.filter((one) => one.id !== id) })
    },

    async test(id, who) {
      if (id !== 'local') {
        if (who) secrets.askAgain()
        await remoteOf(id).test(who)
      }
      return viewOf(id)
    },

    trust({ id, fingerprint }) {
      const seen = remotes.get(id)?.health().certificate ?? null
      if (fingerprint !== null && seen?.fingerprint !== fingerprint) return { outcome: 'not_shown' }
      // Where the computer trusts it by itself, nothing is pinned: its successor will be trusted as well.
      change(id, { pinned: seen?.problem === null ? null : fingerprint })
      remotes.get(id)?.reopen()
      return { outcome: 'trusted' }
    },

    signInWithToken: async (id, token) => signedIn(await remoteOf(id).signInWithToken(token.trim())),

    async signInWithBrowser(id) {
      waiting.get(id)?.abort()
      const called = new AbortController()
      waiting.set(id, called)
      const remote = remoteOf(id)
      try {
        const way = { origin: entryOf(id).address, fetch: remote.fetch, signal: called.signal }
        return signedIn(await parts.browserSignIn(way, remote.keepGrant))
      } catch (error) {
        if (called.signal.aborted) return { outcome: 'cancelled' }
        throw error
      } finally {
        if (waiting.get(id) === called) waiting.delete(id)
      }
    },
    cancelSignIn: (id) => waiting.get(id)?.abort(),
    signOut: (id) => remoteOf(id).signOut(),

    exported: () => writeExchange(list.remotes),
    imported(text) {
      const read = readExchange(text)
      if (read === null) return { outcome: 'unreadable' }
      const isKnown = (one: { address: string; name: string }): boolean =>
        list.remotes.some(({ address, name }) => address === one.address && name === one.name)
      const fresh = read.filter((one) => !isKnown(one)).slice(0, remotesMost - list.remotes.length)
      const entries = fresh.map((one) => added({ ...one, private_network: false, pinned: null }))
      if (entries.length > 0) write({ ...list, remotes: [...list.remotes, ...entries] })
      return { outcome: 'imported', count: entries.length, known: read.length - entries.length }
    },

    upstreamOf: (id) => remoteOf(id).upstream,
    originOf: (id) => entryOf(id).address,
    looksOf(id) {
      const { name, environment, safe_mode: mode, sign_in: signIn } = viewOf(id)
      return { name, environment, mode, hasPassword: id === 'local' || signIn === 'password' }
    },
    close() {
      for (const one of waiting.values()) one.abort()
      for (const remote of remotes.values()) remote.close()
    },
  }

  function signedIn(answer: RemoteSignIn): VerbOutput<'signInWithToken'> {
    if (answer.outcome === 'refused') return answer
    const { kept, trouble: keychain }: { kept: string; trouble: KeychainTrouble | null } = answer.keeping
    return { outcome: 'signed_in', user: answer.user, kept: kept === 'keychain' ? 'keychain' : 'this_run', keychain }
  }
}
