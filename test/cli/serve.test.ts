import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { beatkeeper, inProcess, serveCli, temporaryFolder } from './run-cli.ts'

/** Whether this machine has ::1. */
const hasSix = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

const it = suite<{ folder: ReturnType<typeof temporaryFolder> }>('beatkeeper serve')
it.before.each((context) => {
  context.folder = temporaryFolder()
})
it.after.each(({ folder }) => folder.remove())

it('0 prints address and setup link once, leaves endpoint.json while it runs, and stops when told', async ({
  folder,
}) => {
  const ready = join(folder.path, 'ready.json')
  const data = join(folder.path, 'data')
  const server = await serveCli(data, ['--ready-file', ready])
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.match(server.setupUrl ?? '', new RegExp(`^${server.url}/console/setup#code=[A-Za-z0-9_-]{22}$`))

  const endpointFile = join(data, 'endpoint.json')
  const endpoint = JSON.parse(readFileSync(endpointFile, 'utf8'))
  assert.equal(Object.keys(endpoint).sort(), ['pid', 'port', 'public_key', 'started_at', 'url', 'version'])
  assert.equal([endpoint.url, endpoint.port], [server.url, server.port])
  for (const file of [endpointFile, ready, join(data, 'beatkeeper.db'), join(data, 'keys', 'identity.key')])
    assert.is(statSync(file).mode & 0o777, 0o600, file)
  assert.equal(JSON.parse(readFileSync(ready, 'utf8')).setup_url, server.setupUrl)

  const health = await fetch(`${server.url}/readyz`)
  assert.equal([health.status, JSON.parse(await health.text()).needs_setup], [200, true])
  const again = await beatkeeper(['serve', '--data', data, '--port', '0'])
  assert.is(again.code, 1)
  assert.match(again.err, /in use by process \d+\. Stop that Beatkeeper first/)
  assert.is(await server.stop(), 0)
  assert.not.ok(existsSync(endpointFile), 'endpoint.json outlived the server')
  assert.is(
    server
      .said()
      .trim()
      .split('\n')
      .filter((line) => line.includes('setup_url')).length,
    1,
  )
})

it('a server that npm started ends with npm, and the next one starts at once', async ({ folder }) => {
  // npm passes a signal on to the shell between, and that shell ends without a word.
  if (process.platform === 'win32') return
  const command = ['run', '--silent', 'beatkeeper', '--', 'serve', '--data', folder.path, '--port', '0', '--json']
  for (const attempt of ['first', 'second']) {
    const npm = spawn('npm', command, { cwd: join(import.meta.dirname, '..', '..'), stdio: ['ignore', 'pipe', 'pipe'] })
    // Words go to stderr (the console may not be built here); the address alone is on stdout.
    let words = ''
    npm.stderr.on('data', (chunk) => {
      words += String(chunk)
    })
    const said = await new Promise<string>((resolve) => {
      npm.stdout.once('data', (chunk) => resolve(String(chunk)))
      npm.once('exit', () => resolve(`npm ended: ${words}`))
    })
    assert.match(said, /^\{"url":/, attempt)
    const ended = new Promise((resolve) => npm.once('exit', resolve))
    npm.kill('SIGTERM')
    await ended
  }
  const held = await beatkeeper(
    ['init', '--data', folder.path, '--workspace', 'A', '--email', 'a@b.co', '--password-stdin'],
    {
      stdin: 'kestrel lichen quarry',
    },
  )
  assert.is(held.code, 0, held.err)
})

it('1 a port that is taken is said, and no other one is taken', async ({ folder }) => {
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
  const address = squatter.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const ran = await beatkeeper(['serve', '--data', folder.path, '--port', String(port)])
  squatter.close()
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, new RegExp(`Port ${port} on 127.0.0.1 is in use.*--port`))
  assert.not.ok(existsSync(join(folder.path, 'endpoint.json')))
})

it('0 it answers on ::1 as on 127.0.0.1, under the name that the address has in a URL', async ({ folder }) => {
  if (!hasSix) return
  const server = await serveCli(folder.path, [])
  const { port } = server
  assert.is((await fetch(`http://[::1]:${port}/readyz`)).status, 200)
  assert.is((await fetch(`http://[::1]:${port}/api/v1/setup`)).status, 200)
  assert.is(await server.stop(), 0)
})

it('2 beyond loopback it wants a public URL, and a certificate or a proxy', async ({ folder }) => {
  const cases: [string[], RegExp][] = [
    [['--host', '0.0.0.0'], /--public-url/],
    [['--host', '0.0.0.0', '--public-url', 'https://status.acme.test'], /--tls-cert.*--trust-proxy/],
    [['--public-url', 'http://status.acme.test'], /must begin with https/],
    [['--public-url', 'https://status.acme.test/path'], /without path/],
    [['--tls-cert', 'a.pem'], /go together/],
    [['--port', '70000'], /0 to 65535/],
    [['--port', 'many'], /whole number/],
    [['--prot', '1'], /Unknown option '--prot'.*--port/],
    [['extra'], /too many arguments|Too many/],
  ]
  for (const [words, says] of cases) {
    const ran = await inProcess(['serve', '--data', folder.path, ...words])
    assert.equal([ran.code, ran.out], [2, ''], words.join(' '))
    assert.match(ran.err, says)
  }
})

it('2 a certificate that is none, or a range that is none, is said before anything starts', async ({ folder }) => {
  const nonsense = join(folder.path, 'nonsense.pem')
  writeFileSync(nonsense, 'not a certificate')
  const flags = ['serve', '--data', join(folder.path, 'data'), '--port', '0']
  const tls = await beatkeeper([...flags, '--tls-cert', nonsense, '--tls-key', nonsense])
  assert.is(tls.code, 2)
  assert.match(tls.err, /holds no certificate in PEM form/)
  const proxy = await beatkeeper([...flags, '--trust-proxy', 'somewhere'])
  assert.is(proxy.code, 2)
  assert.match(proxy.err, /--trust-proxy "somewhere" must be an IPv4 or IPv6 address or range/)
  const everyone = await beatkeeper([...flags, '--trust-proxy', '0.0.0.0/0'])
  assert.is(everyone.code, 2)
  assert.match(everyone.err, /would believe everyone/)
  assert.not.ok(existsSync(join(folder.path, 'data')))
})

it('2 an unknown command, no command, or wrong words are one sentence; help is no failure', async () => {
  const unknown = await inProcess(['srve'])
  assert.is(unknown.code, 2)
  assert.match(unknown.err, /^Unknown command 'srve'\. \(Did you mean serve\?\)/)
  assert.is((await inProcess([])).code, 2)
  const help = await inProcess(['--help'])
  assert.equal([help.code, help.err], [0, ''])
  for (const command of ['serve', 'init', 'token', 'audit', 'backup', 'restore', 'doctor', 'demo'])
    assert.match(help.out, new RegExp(`^ {2}${command}\\b`, 'm'))
  const version = await inProcess(['--version'])
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/)
})

it.run()
