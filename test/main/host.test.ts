import { EventEmitter } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FromServer, ToServer } from '../../src-server/contract/lifecycle.ts'
import type { HostRuntime } from '../../src-server/host.ts'
import { connectHost } from '../../src-server/host.ts'

const host = suite('host')

/** A process as seen by host.ts: an emitter that remembers what was written and how it was ended. */
function runtime(extra: Partial<HostRuntime> & { parentPort?: unknown } = {}) {
  const emitter = new EventEmitter()
  const seen = { out: '', err: '', exits: [] as number[] }
  const fake: HostRuntime = {
    argv: ['node', 'main.ts'],
    stdout: { write: (text: string) => (seen.out += text) },
    stderr: { write: (text: string) => (seen.err += text) },
    on: (event, listener) => emitter.on(event, listener),
    exit: (code) => seen.exits.push(code),
    ...extra,
  }
  return { fake, seen, emit: (event: string, value?: unknown) => emitter.emit(event, value) }
}

const ready: FromServer = {
  type: 'ready',
  url: 'http://127.0.0.1:4600',
  port: 4600,
  pid: 7,
  version: '0.1.0',
  public_url: null,
  setup_url: 'http://127.0.0.1:4600/console/setup#code=abc',
}

host('a terminal reads the address and the setup link', () => {
  const { fake, seen } = runtime()
  connectHost(fake).tell(ready)
  assert.match(seen.out, 'is running at http://127.0.0.1:4600')
  assert.match(seen.out, '/console/setup#code=abc')
  assert.is(seen.err, '')
})

host('a terminal reads where others reach it, and opens the console there', () => {
  const { fake, seen } = runtime()
  connectHost(fake).tell({ ...ready, public_url: 'https://admin.example.org' })
  assert.match(seen.out, 'is running at http://127.0.0.1:4600, for others at https://admin.example.org\n')
  assert.match(seen.out, 'Console: https://admin.example.org/console/\n')
})

host('a terminal that asked for JSON gets one line of it', () => {
  const { fake, seen } = runtime()
  connectHost(fake, { json: true }).tell(ready)
  assert.equal(JSON.parse(seen.out), {
    url: ready.url,
    port: 4600,
    pid: 7,
    version: '0.1.0',
    public_url: null,
    setup_url: ready.setup_url,
  })
})

host('a failure goes to stderr in words', () => {
  const { fake, seen } = runtime()
  connectHost(fake).tell({
    type: 'failed',
    code: 'port_in_use',
    message: 'Port 4600 is taken. Choose another with --port.',
  })
  assert.is(seen.err, 'Port 4600 is taken. Choose another with --port.\n')
})

host('the first signal asks to stop, the second ends at once', () => {
  const { fake, seen, emit } = runtime()
  const heard: ToServer[] = []
  connectHost(fake).listen((message) => heard.push(message))
  emit('SIGINT')
  assert.equal(heard, [{ type: 'stop' }])
  assert.equal(seen.exits, [])
  emit('SIGTERM')
  assert.equal(seen.exits, [130])
})

host('a channel that somebody else opened is not our parent', () => {
  const { fake } = runtime({ send: () => true, connected: true })
  assert.is(connectHost(fake).kind, 'terminal')
})

host('a fork with --channel hears messages of the contract and nothing else', () => {
  const sent: unknown[] = []
  const { fake, emit } = runtime({
    argv: ['node', 'main.ts', '--channel'],
    connected: true,
    send: (message) => sent.push(message) > 0,
  })
  const connected = connectHost(fake)
  assert.is(connected.kind, 'fork')
  const heard: ToServer[] = []
  connected.listen((message) => heard.push(message))
  for (const noise of [undefined, null, 7, 'stop', {}, { type: 'stop', extra: 1 }, { type: 'eval' }])
    emit('message', noise)
  assert.equal(heard, [])
  emit('message', { type: 'stop' })
  assert.equal(heard, [{ type: 'stop' }])
  connected.tell({ type: 'stopped' })
  assert.equal(sent, [{ type: 'stopped' }])
})

host('a fork whose parent died stops by itself', () => {
  const { fake, emit } = runtime({ argv: ['node', 'main.ts', '--channel'], connected: true, send: () => true })
  const heard: ToServer[] = []
  connectHost(fake).listen((message) => heard.push(message))
  emit('disconnect')
  assert.equal(heard, [{ type: 'stop' }])
})

host("the app's parentPort is preferred, and its messages are unwrapped", () => {
  const port = new EventEmitter()
  const posted: unknown[] = []
  const parentPort = Object.assign(port, { postMessage: (message: unknown) => posted.push(message) })
  const { fake } = runtime({ parentPort })
  const connected = connectHost(fake)
  assert.is(connected.kind, 'app')
  const heard: ToServer[] = []
  connected.listen((message) => heard.push(message))
  port.emit('message', { data: { type: 'stop' } })
  assert.equal(heard, [{ type: 'stop' }])
  connected.tell({ type: 'stopped' })
  assert.equal(posted, [{ type: 'stopped' }])
})

host('the global process is a runtime', () => {
  assert.is(connectHost(process).kind, 'terminal')
})

host.run()
