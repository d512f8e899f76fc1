import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { isProof } from '../../src-server/credentials/install-key.ts'
import { ask } from '../support/ask.ts'
import { startTestServer } from '../support/harness.ts'

/** What holds for each program of `examples/local`: it finds the server, is not fooled, and tells nobody else the token. */

const folder = resolve(import.meta.dirname, '..', '..', 'examples', 'local')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export function runProgram(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn(program, words, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise((done) => {
    child.on('close', (code) => done({ code, out, err }))
  })
}

/** @param program with its first words: `['python3']`; the name of the example follows. */
export async function holdsForLocalProgram(program: string, name: string): Promise<void> {
  const server = await startTestServer()
  const tokenFile = join(server.dataDir, 'of-the-script.token')
  const env = { BEATKEEPER_TOKEN_FILE: tokenFile, HOME: server.dataDir }
  const run = (words: readonly string[], more: Record<string, string> = {}): Promise<Ended> =>
    runProgram(program, [join(folder, name), ...words], { ...env, ...more })
  const endpointFile = join(server.dataDir, 'endpoint.json')
  try {
    const { token } = await server.mint({ name: 'a script' })
    writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 })
    const found = await run(['/api/v1/me', server.dataDir])
    assert.is(found.code, 0, found.err)
    assert.is(JSON.parse(found.out).name, 'a script')
    const refused = await run(['/api/v1/admin/nothing', server.dataDir])
    assert.is(refused.code, 1)
    assert.is(JSON.parse(refused.out).code, 'not_found')

    // The usual place, where nobody says another.
    const none = await run([], { XDG_DATA_HOME: join(server.dataDir, 'elsewhere') })
    assert.is(none.code, 1)
    assert.match(none.err, `No Beatkeeper runs on ${join(server.dataDir, 'elsewhere', 'beatkeeper')}`)

    // A stranger on the port: one who signs nothing, one who repeats an old proof, one who passes the question on, one who redirects.
    const endpoint = JSON.parse(readFileSync(endpointFile, 'utf8'))
    const identity = (nonce: string) => ask(endpoint.port, { path: `/.well-known/console-identity?nonce=${nonce}` })
    const old = (await identity('a'.repeat(32))).text
    assert.ok(isProof(endpoint.public_key, 'a'.repeat(32), endpoint.port, JSON.parse(old).signature))
    const strangers: Record<string, (nonce: string) => Promise<string> | string> = {
      silent: () => '{}',
      'no JSON': () => 'hello',
      replaying: () => old,
      relaying: async (nonce) => (await identity(nonce)).text,
      redirecting: () => '',
    }
    for (const [who, answer] of Object.entries(strangers)) {
      const heard: string[] = []
      const stranger = createServer((req, res) => {
        if (req.headers.authorization !== undefined) heard.push(req.headers.authorization)
        const nonce = new URL(req.url ?? '', 'http://x').searchParams.get('nonce') ?? ''
        if (who === 'redirecting') res.writeHead(307, { Location: `${endpoint.url}${req.url}` }).end()
        else void Promise.resolve(answer(nonce)).then((text) => res.end(text))
      })
      await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done))
      const address = stranger.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      writeFileSync(endpointFile, `${JSON.stringify({ ...endpoint, url: `http://127.0.0.1:${port}`, port })}\n`)
      const fooled = await run(['/api/v1/me', server.dataDir])
      stranger.close()
      stranger.closeAllConnections()
      assert.equal([fooled.code, fooled.out, heard], [1, '', []], who)
      if (who !== 'redirecting') assert.match(fooled.err, /is not the Beatkeeper of .*No token was sent/, who)
    }
  } finally {
    await server.stop()
  }
}
