/** A server that ends TLS itself: what it promises on TLS, certificates that are wrong are said, and renewed ones are taken while it runs. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ConfigProblem } from '../../src-server/config.ts'
import { openCertificate } from '../../src-server/serving-certificate.ts'
import { beatkeeper, temporaryFolder } from '../cli/run-cli.ts'
import { ask } from '../support/ask.ts'
import { createAuthority, type Issued, selfSigned } from '../support/certificates.ts'
import { ownerEmail, ownerPassword, startTestServer } from '../support/harness.ts'
import { freePort } from './free-port.ts'

const it = suite('certificate')
const authority = createAuthority()
const name = 'admin.acme.test'
const issue = (more: Partial<Parameters<typeof authority.issue>[0]> = {}): Issued =>
  authority.issue({ commonName: name, names: [name], ...more })

let folder: ReturnType<typeof temporaryFolder>
it.before.each(() => {
  folder = temporaryFolder()
})
it.after.each(() => folder.remove())

/** Two files as they are given to the server. */
function written({ cert, key }: Pick<Issued, 'cert' | 'key'>): { certFile: string; keyFile: string } {
  const files = { certFile: join(folder.path, 'cert.pem'), keyFile: join(folder.path, 'key.pem') }
  // Replaced, not written over, as renewals do.
  for (const [file, text] of [
    [files.certFile, cert],
    [files.keyFile, key],
  ] as const) {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  return files
}

function refusal(files: Pick<Issued, 'cert' | 'key'>, publicUrl = `https://${name}`): string {
  try {
    openCertificate(written(files), new URL(publicUrl), Date.now())
    return 'accepted'
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message
    throw error
  }
}

const day = 86_400_000

it('2 a certificate that would keep people out is said before anything starts, with what to do', () => {
  const good = issue()
  assert.is(refusal(good), 'accepted')
  assert.is(refusal(selfSigned({ commonName: name, names: [name] })), 'accepted')
  assert.is(refusal(issue({ names: ['*.acme.test'] })), 'accepted')
  assert.is(refusal(issue({ names: ['127.0.0.1'] }), 'https://127.0.0.1'), 'accepted')
  assert.match(refusal({ cert: good.cert, key: issue().key }), /do not belong together.*issued together/)
  const { privateKey } = generateKeyPairSync('ed25519')
  const otherKind = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  assert.match(refusal({ cert: good.cert, key: otherKind }), /do not belong together/)
  const ended = issue({ validFrom: new Date(Date.now() - 9 * day), validTo: new Date(Date.now() - day) })
  assert.match(refusal(ended), /ended on \d{4}-\d\d-\d\d\. Renew it/)
  const later = issue({ validFrom: new Date(Date.now() + day), validTo: new Date(Date.now() + 9 * day) })
  assert.match(refusal(later), /begins on \d{4}-\d\d-\d\d.*clock/)
  assert.match(refusal(issue({ names: ['other.test'] })), /not made out to admin\.acme\.test.*but to DNS:other\.test/)
  assert.match(refusal(good, 'https://127.0.0.1'), /not made out to 127\.0\.0\.1/)
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const locked = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
  assert.match(refusal({ cert: good.cert, key: locked }), /locked with a passphrase/)
  assert.match(refusal({ cert: good.key, key: good.cert }), /--tls-cert: .* holds no certificate in PEM form/)
  assert.match(refusal({ cert: good.cert, key: good.cert }), /--tls-key: .* holds no private key in PEM form/)
  const torn = good.cert.replace(/\n.{64}\n/, '\nAAAA\n')
  assert.match(refusal({ cert: torn, key: good.key }), /--tls-cert: .* cannot be read as a certificate/)
})

it('2 the command says it and ends; the data folder is not touched', async () => {
  const ended = issue({ validFrom: new Date(0), validTo: new Date(day) })
  const { certFile, keyFile } = written(ended)
  const data = join(folder.path, 'data')
  mkdirSync(data)
  const words = ['serve', '--data', data, '--port', '0', '--public-url', `https://${name}`]
  const ran = await beatkeeper([...words, '--tls-cert', certFile, '--tls-key', keyFile])
  assert.equal([ran.code, ran.out], [2, ''])
  assert.match(ran.err, /ended on 1970-01-02\. Renew it/)
  const missing = await beatkeeper([...words, '--tls-cert', join(data, 'none.pem'), '--tls-key', keyFile])
  assert.is(missing.code, 2)
  assert.match(missing.err, /--tls-cert: ENOENT/)
})

it('on TLS: HSTS, the console’s origin, sign-in with Secure cookies; what is not TLS gets no answer', async () => {
  const port = await freePort()
  const server = await startTestServer({ publicUrl: `https://${name}:${port}`, port, tls: written(issue()) })
  const tls = { ca: authority.cert, servername: name }
  const Host = `${name}:${port}`
  try {
    assert.is(server.url, `https://${name}:${port}`)
    const me = await server.ask({ path: '/api/v1/status', tls, headers: { Host } })
    assert.equal([me.status, me.headers['strict-transport-security']], [200, 'max-age=31536000'])
    const login = (origin: string) =>
      server.ask({
        method: 'POST',
        path: '/api/v1/auth/login',
        tls,
        headers: { Host, Origin: origin, 'Sec-Fetch-Site': 'same-origin' },
        body: { email: ownerEmail, password: ownerPassword },
      })
    assert.is((await login(`http://${Host}`)).json.code, 'cross_origin')
    const signedIn = await login(`https://${Host}`)
    assert.is(signedIn.status, 200)
    for (const cookie of (signedIn.headers['set-cookie'] ?? '').split('\n'))
      assert.match(cookie, /^__Host-[a-z]+=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Strict/)
    // A header that only a proxy may send says nothing here.
    const spoofed = { Host, 'X-Forwarded-Proto': 'http', 'X-Forwarded-For': '203.0.113.9' }
    assert.ok(
      'strict-transport-security' in (await server.ask({ path: '/api/v1/status', tls, headers: spoofed })).headers,
    )
    await assertRejects(ask(port, { path: '/api/v1/status', headers: { Host } }))
  } finally {
    await server.stop()
  }
})

async function assertRejects(work: Promise<unknown>): Promise<void> {
  let rejected = false
  await work.catch(() => {
    rejected = true
  })
  assert.ok(rejected)
}

it('a renewed certificate is shown from the next look on; half of one, or a worse one, is not', async () => {
  const port = await freePort()
  const first = issue()
  const files = written(first)
  const server = await startTestServer({
    publicUrl: `https://${name}:${port}`,
    port,
    tls: files,
    logLevel: 'silent',
  })
  try {
    assert.is(await shown(port), first.fingerprint)
    const second = issue()
    writeFileSync(files.certFile, second.cert)
    await server.running.look()
    assert.is(await shown(port), first.fingerprint, 'the key has not been renewed yet')
    written(second)
    await server.running.look()
    assert.is(await shown(port), second.fingerprint)
    written(issue({ validFrom: new Date(0), validTo: new Date(day) }))
    await server.running.look()
    assert.is(await shown(port), second.fingerprint, 'one that has ended')
    const third = issue()
    written(third)
    await server.running.look()
    assert.is(await shown(port), third.fingerprint)
  } finally {
    await server.stop()
  }
})

/** The certificate that a new connection sees. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: name, ca: authority.cert }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
      socket.end()
    })
    socket.on('error', reject)
  })
}

it.run()
