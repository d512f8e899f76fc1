/** What `examples/deploy` hands out, as far as it can be tried where there is neither a container engine nor Caddy nor systemd. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { configFromFlags } from '../../src-server/config.ts'
import { addServeFlags } from '../../src-server/serve-flags.ts'

const it = suite('deploy examples')
const root = resolve(import.meta.dirname, '..', '..')
const folder = join(root, 'examples', 'deploy')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.|Caddyfile$|Containerfile$/.test(name) && !name.endsWith('ignore'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

function fileNamed(name: string): string {
  const found = files.find((file) => file.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found.text
}

/** What the server would make of these words. @throws as it would. */
function serves(words: readonly string[]): ReturnType<typeof configFromFlags> {
  const command = addServeFlags(new Command()).exitOverride()
  command.parse(words, { from: 'user' })
  return configFromFlags(command.opts(), { platform: 'linux', home: '/home/mina', env: {} })
}

it('each file says whether a test runs it', () => {
  assert.ok(files.length >= 5)
  for (const { name, text } of files.filter((file) => !file.name.endsWith('.md')))
    assert.match(
      text,
      name === 'nginx/beatkeeper.conf' ? /A test runs this very file/ : /No test (?:runs|builds|starts)/,
      name,
    )
})

it('every command of the server in them is one that it takes, on loopback or with the remedy for beyond', () => {
  const said = files.flatMap(({ name, text }) =>
    [...text.matchAll(/(?:beatkeeper|beatkeeper\.ts) serve (--[^\n]*)/g)].map(([, words = '']) => ({ name, words })),
  )
  assert.equal([...new Set(said.map(({ name }) => name))].sort(), [
    'caddy/Caddyfile',
    'nginx/beatkeeper.conf',
    'systemd/beatkeeper.service',
  ])
  for (const { words } of said) {
    const config = serves(words.trim().split(/\s+/))
    assert.equal([config.host, config.publicUrl?.href], ['127.0.0.1', 'https://admin.example.org/'])
    assert.equal(config.trustedProxies, ['127.0.0.1'])
  }
  const list = z.array(z.string())
  const entry = list.parse(JSON.parse(/^ENTRYPOINT (.*)$/m.exec(fileNamed('container/Containerfile'))?.[1] ?? '[]'))
  const flags = list.parse(JSON.parse(/^ +command: (.*)$/m.exec(fileNamed('container/compose.yaml'))?.[1] ?? '[]'))
  const own = entry.slice(entry.indexOf('serve') + 1)
  const config = serves([...own, ...flags])
  assert.equal([config.host, config.dataDir, config.port], ['0.0.0.0', '/data', 4600])
  assert.ok(fileNamed('container/compose.yaml').includes(`ipv4_address: ${config.trustedProxies[0]}\n`))
  assert.throws(() => serves(own), /--public-url/, 'a container without its flags would listen for everyone')
})

it('what the image copies is enough for a server, without what only builds need, and its health check tells', async () => {
  const image = fileNamed('container/Containerfile')
  const here = mkdtempSync(join(tmpdir(), 'beatkeeper-image-'))
  const copied = [...image.matchAll(/^COPY --from=build \/build\/(\S+) (\S+)$/gm)].map(([, from = '']) => from)
  assert.equal(copied, ['package.json', 'node_modules', 'src-server', 'out'])
  cpSync(join(root, 'package.json'), join(here, 'package.json'))
  cpSync(join(root, 'src-server'), join(here, 'src-server'), { recursive: true })
  // As `npm prune --omit=dev` leaves them; each looks for its own dependencies here (--preserve-symlinks), not where it really lies.
  for (const name of productionPackages()) {
    mkdirSync(dirname(join(here, name)), { recursive: true })
    symlinkSync(join(root, name), join(here, name))
  }
  const entry = join(here, 'src-server', 'cli', 'beatkeeper.ts')
  const server = spawn(
    process.execPath,
    ['--preserve-symlinks', entry, 'serve', '--data', join(here, 'data'), '--port', '0', '--json'],
    {
      cwd: here,
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', BEATKEEPER_LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let words = ''
  server.stderr.on('data', (chunk) => (words += String(chunk)))
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  try {
    const said = await new Promise<string>((done, fail) => {
      server.stdout.once('data', (chunk) => done(String(chunk)))
      void ended.then(() => fail(new Error(words)))
    })
    const { port } = JSON.parse(said)
    const check = /CMD \["node", "--eval", ("(?:[^"\\]|\\.)*")\]/.exec(image)?.[1]
    assert.ok(check !== undefined)
    const script: string = JSON.parse(check)
    assert.is(await health(script, port), 0)
    server.kill('SIGTERM')
    await ended
    assert.is(await health(script, port), 1)
  } finally {
    server.kill('SIGKILL')
    rmSync(here, { recursive: true, force: true })
  }
})

/** The packages that are no development dependencies and are here, as the lock file names them. */
function productionPackages(): string[] {
  const lock = z.object({
    packages: z.record(z.string(), z.object({ dev: z.optional(z.boolean()), optional: z.optional(z.boolean()) })),
  })
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const here = new Set(readdirSync(join(root, 'node_modules')))
  return Object.entries(packages).flatMap(([name, { dev }]) => {
    const [, first = '', second] = name.split('/')
    // Inner ones come along with their outer folder.
    const isTop = name.startsWith('node_modules/') && !name.slice('node_modules/'.length).includes('node_modules/')
    if (!isTop || dev === true || !here.has(first)) return []
    const path = first.startsWith('@') ? `${first}/${second}` : first
    return first.startsWith('@') && !readdirSync(join(root, 'node_modules', first)).includes(second ?? '')
      ? []
      : [`node_modules/${path}`]
  })
}

function health(script: string, port: number): Promise<number | null> {
  const child = spawn(process.execPath, ['--eval', script.replace(':4600/', `:${port}/`)], { stdio: 'ignore' })
  return new Promise((done) => child.once('exit', done))
}

it.run()
