import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BridgeReply, Verb } from '../../src-main/bridge/contract.ts'
import { eventChannel, events, verbChannel, verbs } from '../../src-main/bridge/contract.ts'
import type { Handlers, ServeBridgeParts } from '../../src-main/bridge/handlers.ts'
import { isOurWindow, serveBridge, tellWindow } from '../../src-main/bridge/handlers.ts'

/** T18: every verb, against every sender that is not our window and every input that is not the contract's. */
const bridge = suite('bridge')

const names = Object.keys(verbs) as Verb[]

const remoteId = 'con_0123456789abcdefghij'
const looks = { name: 'Acme production', environment: 'Production', colour: 'red', safe_mode: 'ask' }
const aConnection = {
  id: remoteId,
  kind: 'remote',
  ...looks,
  address: 'https://status.acme.dev',
  private_network: false,
  pinned: null,
  sign_in: 'password',
  current: false,
  state: { kind: 'trouble', why: 'certificate_changed' },
  user: null,
  kept: 'none',
  keychain: 'locked',
  version: '1.8.2',
  age: 'newer',
  latency_ms: 18,
  last_seen_at: '2026-01-01T00:00:00.000Z',
  certificate: null,
}

/** One good input and one good answer for each verb; a verb that is missing here does not compile. */
const good: { [V in Verb]: { input: unknown; output: unknown } } = {
  appInfo: {
    input: null,
    output: { name: 'Beatkeeper', version: '0', platform: 'linux', electron: '45', chromium: '150', packaged: false },
  },
  serverState: { input: null, output: { kind: 'starting', since: '2026-01-01T00:00:00.000Z' } },
  retryServer: { input: null, output: null },
  setupCode: { input: null, output: { code: null } },
  copySecret: { input: { text: 'bk_live_x' }, output: { clears_after_seconds: 60 } },
  protectContent: { input: { on: true }, output: null },
  setTheme: { input: { theme: 'dark' }, output: null },
  showMenu: {
    input: {
      file: [{ id: 'tokens.new', label: 'New token', keys: 'CmdOrCtrl+N', enabled: true }],
      edit: [],
      view: [],
      workspace: [],
      connection: [{ id: 'connection.mode.ask', label: 'Ask first', keys: null, enabled: true, checked: true }],
      help: [],
    },
    output: null,
  },
  openPage: { input: { page: 'status_page' }, output: null },
  saveExport: {
    input: {
      path: '/admin/tokens/export',
      query: { format: 'csv' },
      page_id: null,
      environment: 'live',
      file_name: 'tokens.csv',
    },
    output: { outcome: 'cancelled' },
  },
  listConnections: { input: null, output: { connections: [aConnection], keychain: 'unknown' } },
  checkAddress: {
    input: { address: 'status.acme.dev', private_network: false, pinned: null },
    output: { outcome: 'trouble', why: 'timeout', certificate: null },
  },
  addConnection: {
    input: { ...looks, address: 'status.acme.dev', private_network: false, pinned: null, sign_in: 'token' },
    output: { outcome: 'added', id: remoteId },
  },
  editConnection: { input: { id: 'local', colour: 'red' }, output: { outcome: 'saved' } },
  removeConnection: { input: { id: remoteId }, output: null },
  testConnection: { input: { id: remoteId, who: true }, output: aConnection },
  switchConnection: { input: { id: 'local' }, output: null },
  trustCertificate: { input: { id: remoteId, fingerprint: null }, output: { outcome: 'trusted' } },
  signInWithToken: {
    input: { id: remoteId, token: 'bk_live_x' },
    output: { outcome: 'signed_in', user: 'Mina', kept: 'keychain', keychain: null },
  },
  signInWithBrowser: { input: { id: remoteId }, output: { outcome: 'cancelled' } },
  cancelSignIn: { input: { id: remoteId }, output: null },
  signOutConnection: { input: { id: remoteId }, output: null },
  exportConnections: { input: null, output: { outcome: 'cancelled' } },
  importConnections: { input: { text: null }, output: { outcome: 'imported', count: 1, known: 0 } },
}

const senders = {
  'our window': { senderFrame: { parent: null, origin: 'app://console' }, sender: { id: 1 } },
  'a frame inside it': { senderFrame: { parent: {}, origin: 'app://console' }, sender: { id: 1 } },
  'a frame that is gone': { senderFrame: null, sender: { id: 1 } },
  'about:blank': { senderFrame: { parent: null, origin: 'null' }, sender: { id: 1 } },
  'no origin': { senderFrame: { parent: null, origin: '' }, sender: { id: 1 } },
  'another origin': { senderFrame: { parent: null, origin: 'https://evil.test' }, sender: { id: 1 } },
  'an origin that begins like ours': { senderFrame: { parent: null, origin: 'app://console.evil' }, sender: { id: 1 } },
  'our origin with a slash': { senderFrame: { parent: null, origin: 'app://console/' }, sender: { id: 1 } },
  'the server over http': { senderFrame: { parent: null, origin: 'http://127.0.0.1:4600' }, sender: { id: 1 } },
  'a window that we did not open': { senderFrame: { parent: null, origin: 'app://console' }, sender: { id: 2 } },
} as const

const wrongInputs: unknown[] = [
  undefined,
  0,
  '',
  'x',
  true,
  [],
  {},
  [null],
  { extra: 1 },
  { text: '' },
  { text: 1 },
  { theme: 'pink' },
  { page: 'https://evil.test' },
  { on: 'yes' },
  { __proto__: null, text: 'x', more: 1 },
  10n,
  Number.NaN,
]

/** The served bridge, its handlers answering as told, and what was called. */
function served(overrides: Partial<Record<Verb, () => unknown>> = {}) {
  const called: Verb[] = []
  const reported: Verb[] = []
  const channels = new Map<string, (event: never, value: unknown) => Promise<BridgeReply<unknown>>>()
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        called.push(name)
        return overrides[name] === undefined ? good[name].output : overrides[name]()
      },
    ]),
  )
  serveBridge({
    // Stand-ins: `handle` keeps what it is given, and the handlers answer from the table above.
    ipcMain: {
      handle: (channel: string, listener: never) => void channels.set(channel, listener),
    } as ServeBridgeParts['ipcMain'],
    windows: { has: (id) => id === 1 },
    handlers: handlers as unknown as Handlers,
    report: (verb) => reported.push(verb),
  })
  const call = (name: Verb, sender: keyof typeof senders, input: unknown) =>
    channels.get(verbChannel(name))?.(senders[sender] as never, input)
  return { channels, called, reported, call }
}

bridge('T18 the channels are exactly the verbs of the contract', () => {
  assert.equal([...served().channels.keys()].sort(), names.map(verbChannel).sort())
})

bridge('T18 only the main frame of our own window, at exactly our origin, is heard', async () => {
  const { call, called } = served()
  let denied = 0
  for (const name of names) {
    for (const sender of Object.keys(senders) as (keyof typeof senders)[]) {
      const reply = await call(name, sender, good[name].input)
      if (sender === 'our window') assert.equal(reply, { ok: true, value: good[name].output }, name)
      else {
        assert.equal(reply, { ok: false, code: 'not_allowed' }, `${name} from ${sender}`)
        denied += 1
      }
    }
  }
  assert.equal(called, names)
  process.stdout.write(`T18 verbs ${names.length} x wrong senders: ${denied} denied\n`)
})

bridge('T18 an input that is not the contract is refused before the handler', async () => {
  const { call, called } = served()
  let refused = 0
  for (const name of names) {
    for (const input of wrongInputs) {
      if (verbs[name].input.safeParse(input).success) continue
      assert.equal(
        await call(name, 'our window', input),
        { ok: false, code: 'invalid_input' },
        `${name} ${typeof input}`,
      )
      refused += 1
    }
    assert.equal(
      await call(name, 'our window', {
        ...(typeof good[name].input === 'object' ? good[name].input : {}),
        unknown_field: 1,
      }),
      { ok: false, code: 'invalid_input' },
      `${name} with a field too many`,
    )
    refused += 1
  }
  assert.equal(called, [])
  process.stdout.write(`T18 wrong inputs: ${refused} refused\n`)
})

bridge('no input of any shape makes a verb throw, and only the contract passes', async () => {
  const { call } = served()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, input) => {
      const reply = await call(name, 'our window', input)
      assert.is(reply?.ok, verbs[name].input.safeParse(input).success)
    }),
    { numRuns: 1000 },
  )
})

bridge('an error in main crosses as a code, without its text', async () => {
  const { call, reported } = served({
    copySecret() {
      throw new Error('bk_live_secret')
    },
  })
  const reply = await call('copySecret', 'our window', good.copySecret.input)
  assert.equal(reply, { ok: false, code: 'failed' })
  assert.equal(reported, ['copySecret'])
})

bridge('an answer that is not the contract does not cross either', async () => {
  const { call } = served({ appInfo: () => ({ ...(good.appInfo.output as object), env: process.env }) })
  assert.equal(await call('appInfo', 'our window', null), { ok: false, code: 'failed' })
})

bridge('an event that is not the contract is never sent', () => {
  const sent: unknown[] = []
  const contents = { send: (channel: string, value: unknown) => sent.push([channel, value]) }
  tellWindow(contents, 'menuCommand', { id: 'tokens.new' })
  assert.equal(sent, [[eventChannel('menuCommand'), { id: 'tokens.new' }]])
  // A wrong value does not compile; at run time it throws.
  assert.throws(() => tellWindow(contents, 'menuCommand', { id: 1 } as unknown as { id: string }))
  assert.is(sent.length, 1)
  assert.equal(Object.keys(events).sort(), ['connections', 'menuCommand', 'serverState'])
})

bridge('a connection has no field that a secret could leave by, and an answer with one does not cross', async () => {
  for (const extra of ['token', 'cookie', 'csrf', 'refresh_token', 'secret', 'password', 'credential']) {
    const leaking = { connections: [{ ...aConnection, [extra]: 'bk_live_secret' }], keychain: 'unknown' }
    const { call } = served({ listConnections: () => leaking })
    assert.equal(await call('listConnections', 'our window', null), { ok: false, code: 'failed' }, extra)
  }
  const secrets = Object.keys(aConnection).filter((name) => /token|secret|cookie|csrf|password|credential/.test(name))
  assert.equal(secrets, [])
})

bridge('words of a connection show something and hide nothing', () => {
  for (const name of ['', ' ', '\u200b', 'a\u0000b', 'a\nb', '\u2028', 'x'.repeat(61)])
    assert.not(verbs.addConnection.input.safeParse({ ...(good.addConnection.input as object), name }).success, name)
  for (const id of ['', 'con_', 'con_../../etc', 'local2', 'con_0123456789ABCDEFGHIJ'])
    assert.not(verbs.switchConnection.input.safeParse({ id }).success, id)
  assert.not(verbs.removeConnection.input.safeParse({ id: 'local' }).success, 'the local workspace stays')
})

bridge('no verb opens a URL, a file or a channel that the window names', () => {
  for (const evil of [
    'https://evil.test/',
    'file:///etc/passwd',
    '../../etc/passwd',
    '/etc/passwd',
    'javascript:1',
    'C:\\x',
  ]) {
    assert.not(verbs.openPage.input.safeParse({ page: evil }).success)
    const exporting = {
      path: '/admin/tokens/export',
      query: {},
      page_id: null,
      environment: 'live',
      file_name: 'x.csv',
    }
    assert.not(verbs.saveExport.input.safeParse({ ...exporting, file_name: evil }).success, evil)
    assert.not(verbs.saveExport.input.safeParse({ ...exporting, path: evil }).success, evil)
  }
})

bridge('teeth: a check by the beginning of the origin, or without the frame, would have let strangers in', () => {
  const known = { has: (id: number) => id === 1 }
  const careless = Object.entries(senders).filter(([, { senderFrame }]) =>
    senderFrame?.origin.startsWith('app://console'),
  )
  const real = Object.entries(senders).filter(([, sender]) =>
    isOurWindow(sender as unknown as Parameters<typeof isOurWindow>[0], known),
  )
  assert.ok(careless.length > real.length)
  assert.equal(
    real.map(([name]) => name),
    ['our window'],
  )
})

bridge.run()
