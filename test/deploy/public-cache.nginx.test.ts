/** Public answers multiplied by a real nginx: kept as long as they say, told apart, and shown for a day while the server is down. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { expecting, get, post } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'
import { type Behind, behindNginx, pageName } from './behind-nginx.ts'

const it = suite('public cache')

const kept = ({ headers }: Answer): string => headers['x-cache-status'] ?? 'none'

/** Everything public that one page shows. */
const paths = [
  '/',
  ...['settings', 'status', 'components', 'checks', 'incidents', 'maintenances', 'pages/public/current-host'].map(
    (name) => `/api/v1/${name}`,
  ),
]

it('the second reader is answered without the server; each name, query and path is kept apart', async () => {
  await behindNginx({}, async ({ pipe, host, through }) => {
    const readable: string[] = []
    for (const path of paths) {
      const first = await through({ path })
      if (first.status === 404) continue
      readable.push(path)
      assert.equal([first.status, kept(first)], [200, 'MISS'], path)
      const before = pipe.bytes
      const second = await through({ path, from: '127.0.0.5' })
      assert.equal([second.status, kept(second), pipe.bytes - before], [200, 'HIT', 0], path)
      assert.equal([second.text, second.headers.etag], [first.text, first.headers.etag], path)
      for (const name of ['content-security-policy', 'access-control-allow-origin', 'x-content-type-options', 'vary'])
        if (name !== 'vary') assert.is(second.headers[name], first.headers[name], `${path} ${name}`)
      assert.is(second.headers['strict-transport-security'], 'max-age=31536000')
    }
    assert.ok(readable.length >= 6, readable.join(' '))
    assert.is(kept(await through({ path: '/api/v1/incidents?status=open' })), 'MISS')
    assert.is(kept(await through({ path: '/api/v1/status', headers: { Host: pageName } })), 'MISS')
    assert.is(kept(await through({ path: '/api/v1/status', headers: { Host: host } })), 'HIT')
  })
})

it('304 without the server, for the tag of what is kept; each answer has the id of its own request', async () => {
  await behindNginx({}, async ({ pipe, through }) => {
    const first = await through({ path: '/api/v1/status', headers: { 'X-Request-ID': 'first' } })
    const before = pipe.bytes
    const same = await through({
      path: '/api/v1/status',
      headers: { 'If-None-Match': first.headers.etag ?? '', 'X-Request-ID': 'second' },
    })
    assert.equal([same.status, same.text, pipe.bytes - before], [304, '', 0])
    assert.equal([first.headers['x-request-id'], same.headers['x-request-id']], ['first', 'second'])
    const ill = await through({ path: '/api/v1/status', headers: { 'X-Request-ID': 'not one of ours' } })
    assert.match(ill.headers['x-request-id'] ?? '', /^[0-9a-f]{32}$/)
    const gzipped = await through({ path: '/', headers: { 'Accept-Encoding': 'gzip' } })
    assert.equal([gzipped.headers['content-encoding'], kept(gzipped)], ['gzip', 'MISS'])
    const again = await through({
      path: '/',
      headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': gzipped.headers.etag ?? '' },
    })
    assert.is(again.status, 304)
  })
})

it('who shows a credential, asks for a page or probes is answered by the server, and nobody else gets that answer', async () => {
  await behindNginx({}, async ({ server, through }) => {
    await through(get('/status'))
    const own = await through({ ...get('/status'), token: server.ownerToken })
    assert.equal([kept(own), own.headers['cache-control']], ['BYPASS', 'private, no-store'])
    isProblem(await through({ ...get('/status'), token: 'bk_live_nonsense' }), 401, 'invalid_token')
    const magic = await through({ ...get('/status'), headers: { 'X-Magic-Token': 'bkm_nonsense' } })
    assert.equal([kept(magic), magic.status], ['BYPASS', 401])
    const paged = await through({ ...get('/status'), headers: { 'X-Page': server.pageId } })
    assert.equal([kept(paged), paged.headers['cache-control']], ['BYPASS', 'private, no-store'])
    const anonymous = await through(get('/status'))
    assert.equal([kept(anonymous), anonymous.headers['x-token-expires-at']], ['HIT', undefined])
    for (const path of ['/me', '/admin/tokens', '/auth/session', '/openapi.json'])
      assert.is(kept(await through({ ...get(path), token: server.ownerToken })), 'none', path)
  })
})

it('a probe hears of an outage at once, also where an earlier answer is kept', async () => {
  await behindNginx({}, async ({ server, through }) => {
    const probe = async (): Promise<[number, string]> => {
      const answer = await through(get('/status?probe=1'))
      return [answer.status, kept(answer)]
    }
    assert.equal(await probe(), [200, 'BYPASS'])
    await expecting(
      201,
      server.asOwner(
        post('/admin/incidents', { name: 'Everything is down', status: 'investigating', impact: 'critical' }),
      ),
    )
    assert.equal(await probe(), [503, 'BYPASS'])
  })
})

it('down: what is kept is shown on, then as stale; the rest says so in the form that its reader understands; back: fresh', async () => {
  await behindNginx({}, async (behind) => {
    const { server, through } = behind
    const before = await through({ path: '/' })
    await through(get('/status'))
    const { running } = server
    await running.stop()
    assert.equal([(await through({ path: '/' })).text, kept(await through(get('/status')))], [before.text, 'HIT'])

    isProblem(await through(get('/me')), 502, 'unavailable', { 'Retry-After': '5' })
    isProblem(await through(get('/incidents?status=resolved')), 502, 'unavailable')
    isProblem(await through(post('/admin/incidents', {})), 502, 'unavailable')
    const page = await through({ path: '/console/' })
    assert.equal([page.status, page.headers['content-type']], [502, 'text/plain; charset=utf-8'])

    // Fresh for 15 s, by the server's own word; then stale, and shown all the same.
    const stale = await until(behind, (answer) => kept(answer) !== 'HIT')
    assert.equal([stale.status, stale.text], [200, before.text])
    assert.ok(['STALE', 'UPDATING'].includes(kept(stale)), kept(stale))

    await server.restart()
    const fresh = await until(behind, (answer) => kept(answer) === 'HIT')
    assert.equal([fresh.status, fresh.headers.etag], [200, before.headers.etag])
  })
})

/** Reads the status page until it is answered so. The runner's deadline is the limit. */
async function until({ through }: Behind, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await through({ path: '/' })
    if (holds(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

it.run()
