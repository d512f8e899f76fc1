/** The built console for browsers: the files that the build listed, byte for byte, and nothing else under the sun. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { isProblem } from './problem.ts'

const it = suite<{ folder: string; server: TestServer; host: string }>('console')

const page = '<!doctype html><title>Console</title>'
it.before(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'beatkeeper-console-'))
  const dir = join(context.folder, 'console')
  mkdirSync(join(dir, 'assets'), { recursive: true })
  writeFileSync(join(dir, 'index.html'), page)
  writeFileSync(join(dir, 'assets', 'main-B1x2.js'), 'let a = 1')
  writeFileSync(join(dir, 'assets', 'unlisted.js'), 'let b = 2')
  writeFileSync(join(context.folder, 'secret.txt'), 'secret')
  const listed = (name: string, type: string) => ({ name, type, bytes: 1, sha256: '0'.repeat(64) })
  const files = [listed('index.html', 'text/html; charset=utf-8'), listed('assets/main-B1x2.js', 'text/javascript')]
  writeFileSync(`${dir}-files.json`, JSON.stringify({ version: 1, files }))
  context.server = await startTestServer({ consoleDir: dir })
  const { running } = context.server
  context.host = `${running.services.workspace.current.consoleId}.localhost:${running.port}`
})
it.after(async ({ server, folder }) => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('200 the page, for itself and for every path of the console’s own, with a policy that lets nothing foreign run', async ({
  server,
  host,
}) => {
  for (const path of ['/console/', '/console/tokens', '/console/tokens/tok_1?tab=use', '/console/setup']) {
    const answer = await server.ask({ path, headers: { Host: host } })
    assert.equal([answer.status, answer.text], [200, page], path)
    assert.is(answer.headers['cache-control'], 'no-store')
    assert.is(answer.headers['x-frame-options'], 'DENY')
    const policy = answer.headers['content-security-policy'] ?? ''
    for (const rule of [
      "default-src 'none'",
      `script-src http://${host}/console/assets/;`,
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
    ])
      assert.ok(policy.includes(rule), rule)
    assert.not.match(policy, /unsafe|\*/)
  }
})

it('200 a listed file, kept for a year; HEAD has its headers and no body', async ({ server, host }) => {
  const file = { path: '/console/assets/main-B1x2.js', headers: { Host: host } }
  const got = await server.ask(file)
  assert.equal([got.status, got.text, got.headers['content-type']], [200, 'let a = 1', 'text/javascript'])
  assert.is(got.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.is(got.headers['x-content-type-options'], 'nosniff')
  const head = await server.ask({ ...file, method: 'HEAD' })
  assert.equal([head.status, head.text, head.headers['content-length']], [200, '', '9'])
})

it('404 what the build did not list, however it is spelled, and never a redirect below assets', async ({
  server,
  host,
}) => {
  const names = [
    'unlisted.js',
    'main-b1x2.js',
    'main-B1x2.js/',
    '',
    '../index.html',
    '..%2Findex.html',
    '%6dain-B1x2.js',
  ]
  for (const name of [...names, '../../secret.txt', '..%5c..%5csecret.txt', 'main-B1x2.js%00'])
    isProblem(await server.ask({ path: `/console/assets/${name}`, headers: { Host: host } }), 404, 'not_found')
  // Outside of assets an unknown name is a path of the console's own: the page, and never a file beside it.
  for (const path of [
    '/console/..%2fsecret.txt',
    '/console/../secret.txt',
    '/console//secret.txt',
    '/console/%2e%2e/x',
  ])
    assert.is((await server.ask({ path, headers: { Host: host } })).text, page, path)
})

it('405 whatever would change something', async ({ server, host }) => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await server.ask({ method, path: '/console/', headers: { Host: host } })
    isProblem(answer, 405, 'method_not_allowed')
    assert.is(answer.headers.allow, 'GET, HEAD')
  }
})

it('on an address a browser is led to the name that no other port knows, path and query kept', async ({
  server,
  host,
}) => {
  for (const [path, target] of [
    ['/console', '/console/'],
    ['/console/', '/console/'],
    ['/console/tokens?status=active', '/console/tokens?status=active'],
    ['/console/setup', '/console/setup'],
  ] as const) {
    const answer = await server.ask({ path })
    assert.equal([answer.status, answer.headers.location], [307, `http://${host}${target}`], path)
    assert.is(answer.headers['cache-control'], 'no-store')
  }
  const bare = await server.ask({ path: '/console', headers: { Host: host } })
  assert.equal([bare.status, bare.headers.location], [308, '/console/'])
})

it('behind TLS it is led to https', async ({ folder }) => {
  const server = await startTestServer({
    consoleDir: join(folder, 'console'),
    trustedProxies: ['127.0.0.1'],
    publicUrl: 'https://console.example.org',
  })
  try {
    const answer = await server.ask({ path: '/console/', headers: { 'X-Forwarded-Proto': 'https' } })
    assert.match(answer.headers.location ?? '', /^https:\/\/[a-p0-9]+\.localhost:\d+\/console\/$/)
  } finally {
    await server.stop()
  }
})

it('404 on a page’s host: visitors of a status page have no business here', async ({ server }) => {
  const answer = await server.ask({ path: '/console/', headers: { Host: 'status.acme.test' } })
  isProblem(answer, 404, 'not_found')
})

it('404 says how to build it where there is none', async () => {
  const server = await startTestServer()
  try {
    const answer = await server.ask({ path: '/console/' })
    isProblem(answer, 404, 'not_found')
    assert.match(answer.json.detail, /npm run build/)
  } finally {
    await server.stop()
  }
})

it.run()
