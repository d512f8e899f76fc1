/** What a call to another server promises: the certificate, ten seconds, one mebibyte, nothing of the surroundings. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createPlainServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createOutbound, type OutboundAnswer, type OutboundCall } from '../../src-server/outbound/call.ts'
import { parseFingerprint } from '../../src-server/outbound/certificate.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import { type OutboundPolicy, thisComputer } from '../../src-server/outbound/policy.ts'
import { createAuthority, type Issued, selfSigned } from '../support/certificates.ts'
import { startTlsServer } from './canary.ts'

const it = suite('call')
const loopback: OutboundPolicy = { kinds: new Set(['loopback']), plainOnLoopback: false }
const authority = createAuthority('Unknown authority')
const issued = authority.issue({ commonName: 'localhost', names: ['localhost', '127.0.0.1'] })
const resolve = async (): Promise<string[]> => ['127.0.0.1']

async function asking(
  certificate: Issued,
  answer: (req: IncomingMessage, res: ServerResponse) => void,
  call: Partial<OutboundCall> & { readonly path?: string; readonly host?: string; readonly timeoutMs?: number } = {},
): Promise<{ answer?: OutboundAnswer; failure?: OutboundFailure; requests: number }> {
  const { path = '/', host = 'localhost', timeoutMs = 10_000, ...rest } = call
  const server = await startTlsServer(certificate, answer)
  try {
    const url = new URL(`https://${host}:${server.port}${path}`)
    const done = { url, policy: loopback, pinned: certificate.fingerprint, ...rest }
    return { answer: await createOutbound({ resolve, timeoutMs })(done), requests: server.requests }
  } catch (error) {
    if (error instanceof OutboundFailure) return { failure: error, requests: server.requests }
    throw error
  } finally {
    server.stop()
  }
}

it('asks once, and answers status, headers and body', async () => {
  const { answer } = await asking(
    issued,
    async (req, res) => {
      const pieces: Buffer[] = []
      for await (const piece of req) pieces.push(piece)
      res
        .writeHead(201, {
          'X-Seen': `${req.method} ${req.url} ${req.headers.host?.split(':')[0]} ${Buffer.concat(pieces)}`,
        })
        .end('ok')
    },
    { path: '/a?b=c', method: 'POST', body: 'hello' },
  )
  assert.equal(
    [answer?.status, answer?.headers['x-seen'], answer?.body.toString()],
    [201, 'POST /a?b=c localhost hello', 'ok'],
  )
})

it('sends no credential, cookie or name of its own', async () => {
  let headers: IncomingMessage['headers'] = {}
  await asking(issued, (req, res) => {
    headers = req.headers
    res.end()
  })
  assert.equal(Object.keys(headers).sort(), ['accept-encoding', 'connection', 'host'])
})

it('a certificate of an authority that nobody here knows is refused before a byte is sent, and told', async () => {
  const { failure, requests } = await asking(issued, (_req, res) => res.end(), { pinned: null })
  assert.is(failure?.code, 'certificate_untrusted')
  assert.is(failure?.certificate?.fingerprint, issued.fingerprint)
  assert.is(failure?.certificate?.problem, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  assert.equal(failure?.certificate?.names.slice(0, 2), ['localhost', '127.0.0.1'])
  assert.is(requests, 0)
})

it('a pinned fingerprint is the one certificate that is taken, whoever signed it; another one is told and refused', async () => {
  const own = selfSigned({ commonName: 'my laptop' })
  assert.is((await asking(own, (_req, res) => res.end('mine'))).answer?.body.toString(), 'mine')
  const { failure, requests } = await asking(own, (_req, res) => res.end(), { pinned: issued.fingerprint })
  assert.equal(
    [failure?.code, failure?.certificate?.fingerprint, requests],
    ['certificate_changed', own.fingerprint, 0],
  )
})

it('a known authority is trusted for the names it vouched for and while it does', async () => {
  const script = `
    import { createOutbound } from ${JSON.stringify(import.meta.resolve('../../src-server/outbound/call.ts'))}
    const [port, host] = process.argv.slice(1)
    const policy = { kinds: new Set(['loopback']), plainOnLoopback: false }
    createOutbound({ resolve: async () => ['127.0.0.1'] })({ url: new URL('https://' + host + ':' + port), policy })
      .then((answer) => console.log(answer.status), (error) => console.log(error.code, error.certificate?.problem))`
  const said = async (certificate: Issued, host: string, env: Record<string, string> = {}): Promise<string> => {
    const server = await startTlsServer(certificate, (_req, res) => res.end())
    try {
      const from = ['--input-type=module', '--eval', script, '--', String(server.port), host]
      return (await promisify(execFile)(process.execPath, from, { env: { ...process.env, ...env } })).stdout.trim()
    } finally {
      server.stop()
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-authority-'))
  try {
    const file = join(folder, 'authority.pem')
    writeFileSync(file, authority.cert)
    const known = { NODE_EXTRA_CA_CERTS: file }
    const past = {
      commonName: 'localhost',
      names: ['localhost'],
      validFrom: new Date(0),
      validTo: new Date(86_400_000),
    }
    assert.is(await said(issued, 'localhost', known), '200')
    assert.is(await said(issued, 'other.test', known), 'certificate_untrusted ERR_TLS_CERT_ALTNAME_INVALID')
    assert.is(await said(authority.issue(past), 'localhost', known), 'certificate_untrusted CERT_HAS_EXPIRED')
    // Nothing in the environment switches the check off, or sends the call another way.
    const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }
    assert.match(await said(issued, 'localhost', off), /^certificate_untrusted/)
    const proxied = { ...known, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '' }
    assert.is(await said(issued, 'localhost', proxied), '200')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('at most one mebibyte, said beforehand or found on the way', async () => {
  const full = Buffer.alloc(1024 * 1024, 'x')
  assert.is((await asking(issued, (_req, res) => res.end(full))).answer?.body.length, full.length)
  const said = await asking(issued, (_req, res) => res.writeHead(200, { 'Content-Length': full.length + 1 }).write('x'))
  assert.is(said.failure?.code, 'too_large')
  const endless = await asking(issued, (_req, res) => {
    const more = (): void => {
      while (!res.destroyed && res.write(full));
      if (!res.destroyed) res.once('drain', more)
    }
    more()
  })
  assert.is(endless.failure?.code, 'too_large')
})

it('what comes compressed is not unpacked: a small bomb stays small', async () => {
  const { failure } = await asking(issued, (_req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'))
  assert.is(failure?.code, 'bad_answer')
})

it('the whole call has one deadline: the name, the handshake, the head, the last byte', async () => {
  const shortly = { timeoutMs: 200 }
  const never = (): void => undefined
  assert.is((await asking(issued, never, shortly)).failure?.code, 'timeout')
  const trickle = (_req: IncomingMessage, res: ServerResponse): void => {
    const drop = setInterval(() => res.write('x'), 20)
    res.on('close', () => clearInterval(drop))
  }
  assert.is((await asking(issued, trickle, shortly)).failure?.code, 'timeout')
  const silent = createSocketServer((socket) => void socket.resume())
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = new URL(`https://localhost:${port}`)
  const code = async (options: Parameters<typeof createOutbound>[0]): Promise<string> =>
    createOutbound({ ...options, ...shortly })({ url, policy: loopback }).then(
      () => 'answered',
      (error: unknown) => (error instanceof OutboundFailure ? error.code : String(error)),
    )
  assert.is(await code({ resolve }), 'timeout')
  // A resolver that never answers holds nothing open, so the test does.
  const held = setInterval(never, 1000)
  assert.is(await code({ resolve: () => new Promise<string[]>(never) }), 'timeout')
  clearInterval(held)
  silent.close()
})

it('says what else went wrong in words of its own, and the details in the note only', async () => {
  const call = createOutbound({ resolve: async (name) => (name === 'none.test' ? [] : ['127.0.0.1']) })
  const fails = async (text: string, policy = loopback): Promise<string> =>
    call({ url: new URL(text), policy }).then(
      () => 'answered',
      (error: unknown) => (error instanceof OutboundFailure ? error.code : String(error)),
    )
  assert.is(await fails('https://none.test'), 'name_not_found')
  assert.is(await fails('https://localhost:1'), 'unreachable')
  assert.is(await fails('http://localhost:1'), 'not_encrypted')
  for (const text of ['ftp://a.test', 'https://user@a.test', 'https://:pw@a.test', 'file:///etc/passwd', 'data:,x'])
    assert.is(await fails(text), 'bad_address', text)
  const plain = createSocketServer((socket) => void socket.resume().end('SSH-2.0-nope\r\n'))
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
  const address = plain.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  assert.is(await fails(`https://localhost:${port}`), 'unreachable')
  assert.is(await fails(`http://localhost:${port}`, thisComputer), 'bad_answer')
  plain.close()
})

it('plain http to this computer, where the connection is one to this computer', async () => {
  const server = createPlainServer((_req, res) => res.end('here'))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const answer = await createOutbound()({ url: new URL(`http://localhost:${port}`), policy: thisComputer })
  assert.is(answer.body.toString(), 'here')
  server.close()
})

it('reads a fingerprint however it was copied', () => {
  const spelled = issued.fingerprint
  for (const text of [
    spelled,
    spelled.toLowerCase(),
    spelled.replaceAll(':', ''),
    ` ${spelled.replaceAll(':', ' ')}\n`,
    `sha256 Fingerprint=${spelled}`,
    `SHA256 Fingerprint=${spelled}`,
    `SHA-256: ${spelled}`,
  ])
    assert.is(parseFingerprint(text), spelled, text)
  for (const text of [
    '',
    'AB',
    spelled.slice(3),
    `${spelled}:00`,
    spelled.replace('A', 'G').replace('B', 'H'),
    'SHA1=aa',
  ])
    if (text !== spelled) assert.is(parseFingerprint(text), null, text)
})

it.run()
