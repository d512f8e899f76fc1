/** Liveness, readiness, the contract and the page to read it: for anyone, without a page and before set-up. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { problemCodes } from '../../src-server/contract/problems.ts'
import { ask } from '../support/ask.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { listenBeside } from './beside.ts'

const it = suite<{ server: TestServer }>('system')
it.before(async (context) => {
  context.server = await startTestServer()
})
it.after(({ server }) => server.stop())

it('200 /healthz and /readyz, also to HEAD and on a page’s host', async ({ server }) => {
  const hosts: Record<string, string>[] = [{}, { Host: 'status.acme.test' }]
  for (const headers of hosts) {
    const health = await server.ask({ path: '/healthz', headers })
    assert.equal([health.status, health.json], [200, { status: 'ok' }])
    const ready = await server.ask({ path: '/readyz', headers })
    assert.equal([ready.status, ready.json.status, ready.json.needs_setup], [200, 'ready', false])
    assert.equal((await server.ask({ method: 'HEAD', path: '/readyz', headers })).text, '')
  }
})

it('503 /readyz with Retry-After while log and disk take no changes; /healthz stays well', async ({ server }) => {
  const beside = await listenBeside(server, {}, { isReady: () => false })
  try {
    const ready = await ask(beside.port, { path: '/readyz' })
    assert.equal([ready.status, ready.json.status, ready.headers['retry-after']], [503, 'unavailable', '5'])
    assert.is((await ask(beside.port, { path: '/healthz' })).status, 200)
  } finally {
    beside.stop()
  }
})

it('200 /api/docs: every route and every refusal, no script, a policy for its own style; 304 when it is known', async ({
  server,
}) => {
  const page = await server.ask({ path: '/api/docs' })
  assert.equal([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8'])
  for (const endpoint of endpoints) assert.ok(page.text.includes(`<code>${fullPath(endpoint)}</code>`), endpoint.id)
  for (const code of problemCodes) assert.ok(page.text.includes(`<code>${code}</code>`), code)
  assert.not.match(page.text, /<script|\son\w+=|javascript:/i)
  assert.match(page.headers['content-security-policy'] ?? '', /^default-src 'none'; style-src 'sha256-[^']+'; /)
  const known = await server.ask({ path: '/api/docs', headers: { 'If-None-Match': page.headers.etag ?? '' } })
  assert.equal([known.status, known.text], [304, ''])
})

it.run()
