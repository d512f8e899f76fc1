import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { identityMessage } from '../../src-server/contract/system.ts'
import { isProof } from '../../src-server/credentials/install-key.ts'
import { ask } from '../support/ask.ts'
import { startTestServer } from '../support/harness.ts'
import { beatkeeper, initialised, serveCli, temporaryFolder } from './run-cli.ts'

/**
 * A server proves itself before a command tells it a token (security.md 2.3.8): whoever took the port of a server that has died hears
 * nothing. The teeth: a stranger who signs with a key of its own, one who replays an old proof, and one who passes the question on.
 */
const it = suite('identity')

const nonce = 'abcdefghijklmnopqrstuvwxyz0123456789'

it('200 signs nonce and port with the key that endpoint.json names, the same key after a restart', async () => {
  const server = await startTestServer()
  const { public_key: publicKey } = JSON.parse(readFileSync(join(server.dataDir, 'endpoint.json'), 'utf8'))
  const path = `/.well-known/console-identity?nonce=${nonce}`
  const { json, status } = await server.ask({ path })
  assert.equal([status, json.nonce, json.port, json.public_key], [200, nonce, server.running.port, publicKey])
  assert.ok(isProof(publicKey, nonce, json.port, json.signature))
  assert.not.ok(isProof(publicKey, `${nonce}x`, json.port, json.signature), 'another nonce')
  assert.not.ok(isProof(publicKey, nonce, json.port + 1, json.signature), 'another port')
  assert.not.ok(
    isProof(publicKey, nonce, json.port, json.signature.replace(/^./, 'A').replace(/.$/, 'A')),
    'another signature',
  )
  assert.not.ok(isProof('not a key', nonce, json.port, json.signature), 'no key')
  assert.is(identityMessage(nonce, 4600), `beatkeeper-console-identity-v1\n${nonce}\n4600\n`)
  await server.restart()
  assert.is((await server.ask({ path })).json.public_key, publicKey)
  await server.stop()
})

it('422 a nonce that is too short to be fresh', async () => {
  const server = await startTestServer()
  for (const bad of ['short', 'x'.repeat(87), 'a b', '%0A'.repeat(22)])
    assert.is(
      (await server.ask({ path: `/.well-known/console-identity?nonce=${encodeURIComponent(bad)}` })).status,
      422,
    )
  await server.stop()
})

interface Squatter {
  readonly server: Server
  readonly port: number
  /** Whatever came with an Authorization header. */
  readonly heard: string[]
}

/** A program on a port of its own that answers as `answer` says, and writes down every credential that it is told. */
async function squat(answer: (req: IncomingMessage) => Promise<string> | string): Promise<Squatter> {
  const heard: string[] = []
  const server = createServer((req, res) => {
    if (req.headers.authorization !== undefined) heard.push(req.headers.authorization)
    void Promise.resolve(answer(req)).then((text) => {
      res.writeHead(200, { 'Content-Type': 'application/json' })
      res.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0, heard }
}

it('1 a token goes to the server of the folder, and to nobody who only has its port', async () => {
  const folder = temporaryFolder()
  const { token } = await initialised(folder.path)
  const real = await serveCli(folder.path)
  const endpointFile = join(folder.path, 'endpoint.json')
  const endpoint = JSON.parse(readFileSync(endpointFile, 'utf8'))
  const stats = (): ReturnType<typeof beatkeeper> =>
    beatkeeper(['token', 'stats', '--data', folder.path, '--json'], { env: { BEATKEEPER_TOKEN: token } })
  assert.is((await stats()).json.total, 1)

  const proof = (await ask(real.port, { path: `/.well-known/console-identity?nonce=${nonce}` })).text
  const other = await startTestServer()
  const squatters: [string, Squatter][] = [
    ['answers anything', await squat(() => '{"data":[]}')],
    ['replays an old proof', await squat(() => proof)],
    ['signs with its own key', await squat((req) => other.ask({ path: req.url ?? '/' }).then(({ text }) => text))],
    ['passes the question on', await squat((req) => passOn(real.port, req))],
  ]
  for (const [what, { server, port, heard }] of squatters) {
    writeFileSync(endpointFile, JSON.stringify({ ...endpoint, url: `http://127.0.0.1:${port}`, port }), { mode: 0o600 })
    const ran = await stats()
    assert.equal([what, ran.code, ran.out], [what, 1, ''])
    assert.match(ran.err, /could not prove itself\. No token was sent\./, what)
    assert.equal(heard, [], `${what}: it heard a credential`)
    server.close()
  }
  await other.stop()
  await real.stop()
  folder.remove()
})

/** What someone in the middle does: the same question to the real server, under the real server's name. */
function passOn(port: number, { url = '/' }: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: url, agent: false }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += String(chunk)))
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end()
  })
}

it('1 a server that was killed left endpoint.json: nothing answers, and that is said', async () => {
  const folder = temporaryFolder()
  const { token } = await initialised(folder.path)
  const server = await serveCli(folder.path)
  await server.stop('SIGKILL')
  const ran = await beatkeeper(['token', 'list', '--data', folder.path], { env: { BEATKEEPER_TOKEN: token } })
  assert.is(ran.code, 1)
  assert.match(ran.err, /No server answers at .*Start it again: beatkeeper serve/)
  folder.remove()
})

it.run()
