/** T14: no name but ours reaches anything (DNS rebinding), however it is spelled; and a teeth run with the list opened. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalHost } from '../../src-server/http/find-host.ts'
import { ask } from '../support/ask.ts'
import { startTestServer } from '../support/harness.ts'
import { listenBeside } from './beside.ts'
import { databaseHash } from './database-hash.ts'
import { isProblem } from './problem.ts'
import { sendRaw } from './raw.ts'
import { get, post, startWorld, type World } from './world.ts'

const it = suite('hosts')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

/** A change with a good credential: what a page that was rebound to us would like to make. */
const attack = post('/admin/incidents', { name: 'pwned', status: 'investigating' })

const foreign = (port: number, id: string): string[] => [
  'evil.test',
  `evil.test:${port}`,
  'localhost',
  'localhost.',
  `localhost.:${port}`,
  `localhost:${port + 1}`,
  `localhost:0${port}`,
  'localhost:80',
  '127.0.0.1',
  '127.0.0.1:',
  `127.0.0.1:${port + 1}`,
  `127.0.0.1:+${port}`,
  `127.0.0.1:0${port}`,
  `127.0.0.1.:${port}`,
  `127.1:${port}`,
  `127.0.1:${port}`,
  `127.0.0.2:${port}`,
  `127.0.0.01:${port}`,
  `0177.0.0.1:${port}`,
  `2130706433:${port}`,
  `017700000001:${port}`,
  `0x7f000001:${port}`,
  `0x7f.1:${port}`,
  `0.0.0.0:${port}`,
  `0:${port}`,
  `[::]:${port}`,
  '[::1]',
  `[::ffff:127.0.0.1]:${port}`,
  `[::ffff:7f00:1]:${port}`,
  `[0:0:0:0:0:0:0:1]:${port}`,
  `[::1%25lo]:${port}`,
  `::1:${port}`,
  `127.0.0.1:${port}@evil.test`,
  `evil.test@127.0.0.1:${port}`,
  `127.0.0.1:${port}/x`,
  `127.0.0.1:${port}#x`,
  `127.0.0.1:${port}?x`,
  `127.0.0.1:${port}, evil.test`,
  `127.0.0.1:${port} evil.test`,
  `x.localhost:${port}`,
  `${id}.localhost`,
  `${id}x.localhost:${port}`,
  `x.${id}.localhost:${port}`,
  `${id}.localhost.:${port}`,
  'status.acme.test.',
  'status.acme.test:',
  'status.acme.test:1',
  'xstatus.acme.test',
  'x.status.acme.test',
  'status.acme.test.evil.test',
  'status%2eacme.test',
  '*',
  '',
]

it('T14 421 for every other spelling, with a good credential, and nothing changed', async () => {
  const { running, ownerToken } = world.server
  const { db, workspace } = running.services
  const hosts = foreign(running.port, workspace.current.consoleId)
  const before = databaseHash(db)
  for (const host of hosts) {
    const answer = await ask(running.port, { ...attack, token: ownerToken, headers: { Host: host } })
    isProblem(answer, 421, 'unknown_host', { Connection: 'close', 'Access-Control-Allow-Origin': null })
  }
  const twice = `POST /api/v1/admin/incidents HTTP/1.1\r\nHost: 127.0.0.1:${running.port}\r\nHost: evil.test\r\nAuthorization: Bearer ${ownerToken}\r\n\r\n`
  assert.is((await sendRaw(running.port, twice)).answers[0]?.status, 421)
  const changes = databaseHash(db) === before ? 0 : 1
  console.log(`T14 host spellings ${hosts.length + 1} let through 0 state changes ${changes}`)
  assert.is(changes, 0)
})

it('T14 teeth: with the list of hosts opened, the same attack comes through', async () => {
  const { running, ownerToken } = world.server
  const { pages, db } = running.services
  const opened = {
    byHost: () => pages.defaultPage,
    byId: pages.byId,
    reload: pages.reload,
    get all() {
      return pages.all
    },
    get onlyPageId() {
      return pages.onlyPageId
    },
    get defaultPage() {
      return pages.defaultPage
    },
  }
  const beside = await listenBeside(world.server, { pages: opened })
  try {
    const before = databaseHash(db)
    let through = 0
    for (const host of ['evil.test', `2130706433:${beside.port}`, `evil.test:${beside.port}`]) {
      const answer = await ask(beside.port, { ...attack, token: ownerToken, headers: { Host: host } })
      if (answer.status === 201) through += 1
    }
    console.log(`T14 teeth: with the list opened ${through} of 3 came through`)
    assert.equal([through, databaseHash(db) === before], [3, false])
  } finally {
    beside.stop()
  }
})

it('our own names, in any case: the addresses, localhost, the console’s name, the pages’', async () => {
  const { running } = world.server
  const { port } = running
  const { consoleId } = running.services.workspace.current
  const ours = [
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    `localhost:${port}`,
    `LocalHost:${port}`,
    `${consoleId}.localhost:${port}`,
    'status.acme.test',
    'STATUS.Acme.Test',
    `status.acme.test:${port}`,
    'other.acme.test',
  ]
  for (const host of ours)
    assert.is((await world.server.ask(get('/status', { headers: { Host: host } }))).status, 200, host)
})

it('a host is a page: each shows its own, and a header of a proxy that nobody named changes nothing', async () => {
  const { ask: askServer } = world.server
  const spoofed = {
    'X-Forwarded-Host': 'other.acme.test',
    Forwarded: 'host=other.acme.test',
    'X-Forwarded-Proto': 'https',
  }
  for (const [host, id] of [
    ['status.acme.test', world.here],
    ['other.acme.test', world.there],
  ] as const) {
    const answer = await askServer(get('/pages/public/current-host', { headers: { Host: host, ...spoofed } }))
    assert.equal([answer.json.id, answer.json.host, answer.headers['strict-transport-security']], [id, host, undefined])
  }
  const evil = { Host: 'evil.test', 'X-Forwarded-Host': 'status.acme.test' }
  isProblem(await askServer(get('/status', { headers: evil })), 421, 'unknown_host')
})

it('the public URL’s host is ours with its own port only, and behind a trusted proxy its scheme is believed', async () => {
  const server = await startTestServer({ publicUrl: 'https://console.example.org', trustedProxies: ['127.0.0.0/8'] })
  try {
    const from = (host: string, more: Record<string, string> = {}) =>
      server.ask(get('/status', { headers: { Host: host, ...more } }))
    assert.is((await from('console.example.org')).status, 200)
    for (const host of [
      'console.example.org:8443',
      'console.example.org:',
      'console.example.org.',
      'x.console.example.org',
    ])
      isProblem(await from(host), 421, 'unknown_host')
    const secure = await from('console.example.org', { 'X-Forwarded-Proto': 'https' })
    assert.match(secure.headers['strict-transport-security'] ?? '', /^max-age=\d+/)
    assert.is(
      (await from('console.example.org', { 'X-Forwarded-Proto': 'http' })).headers['strict-transport-security'],
      undefined,
    )
  } finally {
    await server.stop()
  }
})

it('a page’s host is stored in one spelling; what is no host of the outside is none', () => {
  const good: [string, string][] = [
    ['Status.Acme.TEST', 'status.acme.test'],
    ['bücher.example', 'xn--bcher-kva.example'],
    [' a-b.c ', 'a-b.c'],
    ['🐦.example', 'xn--uo8h.example'],
    ['localhost.example.org', 'localhost.example.org'],
  ]
  for (const [text, host] of good) assert.is(normalHost(text), host)
  for (const text of [
    '',
    '.',
    'a..b',
    'a.b.',
    'a b',
    'a/b',
    'a:80',
    'http://a',
    '127.0.0.1',
    '2130706433',
    '127.1',
    '0x7f.1',
    '[::1]',
    'localhost',
    'x.localhost',
    'LOCALHOST',
    '*.a.b',
    'a_b.c',
    `${'a'.repeat(64)}.b`,
    `${'a.'.repeat(127)}b`,
  ])
    assert.is(normalHost(text), null, text)
})

it.run()
