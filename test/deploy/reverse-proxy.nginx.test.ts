/** Behind a real nginx with TLS in front, with the very file that the guide hands out: who is believed about what, and what works. */

import { connect as connectHttp2 } from 'node:http2'
import { Agent } from 'node:https'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isProblem } from '../http/problem.ts'
import { get, post } from '../http/world.ts'
import { type Ask, ask } from '../support/ask.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'
import { adminName, type Behind, behindNginx, pageName } from './behind-nginx.ts'

const it = suite('behind nginx')

const forged = {
  'X-Forwarded-For': '203.0.113.66',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Host': 'evil.test',
  'X-Forwarded-Port': '1',
  Forwarded: 'for=203.0.113.66;proto=http;host=evil.test',
  'X-Real-IP': '203.0.113.66',
  'X-Client-Cert': 'CN=root',
}

const login = (origin: string, headers: Record<string, string> = {}, password = ownerPassword): Ask => ({
  ...post('/auth/login', { email: ownerEmail, password }),
  headers: { Origin: origin, 'Sec-Fetch-Site': 'same-origin', ...headers },
})

/** The address of the latest call with the owner's token that the log knows. */
async function lastAddress({ server }: Behind, requestId: string): Promise<string> {
  const found = await server.asOwner(get(`/admin/audit-log?request_id=${requestId}`))
  return found.json.data[0]?.ip
}

it('a person signs in: the origin is the public URL, cookies are Secure and of this host alone, HSTS is said', async () => {
  await behindNginx({}, async ({ host, plainPort, through }) => {
    const signedIn = await through(login(`https://${host}`))
    assert.is(signedIn.status, 200, signedIn.text)
    const cookies = (signedIn.headers['set-cookie'] ?? '').split('\n')
    assert.ok(cookies.length > 0)
    for (const cookie of cookies)
      assert.match(cookie, /^__Host-[a-z]+=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Strict/)
    assert.is(signedIn.headers['strict-transport-security'], 'max-age=31536000')

    const Cookie = cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')
    const change = (more: Record<string, string>) =>
      through({ ...post('/auth/logout'), headers: { Cookie, 'X-CSRF': signedIn.json.csrf, ...more } })
    isProblem(await change({ Origin: `http://${host}` }), 403, 'cross_origin')
    isProblem(await change({ Origin: `https://${adminName}` }), 403, 'cross_origin')
    isProblem(await change({ Origin: `https://${host}`, 'X-CSRF': 'no' }), 403, 'csrf_failed')
    assert.is((await change({ Origin: `https://${host}` })).status, 204)

    const plain = await ask(plainPort, { path: '/console/?a=b', headers: { Host: adminName } })
    assert.equal([plain.status, plain.headers.location], [308, `https://${adminName}/console/?a=b`])
    assert.is(plain.headers['strict-transport-security'], undefined)
  })
})

it('the log, the failed sign-ins and every limit know the real caller, whatever it claims', async () => {
  await behindNginx({ anonymousPerMinute: 2, failedPerMinute: 2 }, async (behind) => {
    const { server, host, through } = behind
    const who = async (from: string, headers: Record<string, string> = {}): Promise<string> => {
      const id = `call-${Math.random().toString(36).slice(2)}`
      const answer = await through({
        ...get('/me'),
        token: server.ownerToken,
        from,
        headers: { 'X-Request-ID': id, ...headers },
      })
      assert.equal([answer.status, answer.headers['x-request-id']], [200, id])
      return lastAddress(behind, id)
    }
    assert.is(await who('127.0.0.5'), '127.0.0.5')
    assert.is(await who('127.0.0.5', forged), '127.0.0.5')
    assert.is(await who('127.0.0.5', { 'X-Forwarded-For': '127.0.0.1, 127.0.0.3, ::1' }), '127.0.0.5')

    const read = (from: string, claim: string) =>
      through({ ...get('/status?probe=1'), from, headers: { ...forged, 'X-Forwarded-For': claim } })
    for (const claim of ['198.51.100.1', '198.51.100.2']) assert.is((await read('127.0.0.6', claim)).status, 200)
    for (const claim of ['198.51.100.3', '127.0.0.1', ''])
      isProblem(await read('127.0.0.6', claim), 429, 'rate_limited')
    assert.is((await read('127.0.0.7', '127.0.0.6')).status, 200)

    const guess = (from: string, claim: string) =>
      through({ ...get('/me'), from, token: 'bk_live_nonsense', headers: { 'X-Forwarded-For': claim } })
    for (const claim of ['198.51.100.1', '198.51.100.2'])
      isProblem(await guess('127.0.0.6', claim), 401, 'invalid_token')
    isProblem(await guess('127.0.0.6', '198.51.100.3'), 429, 'rate_limited')
    isProblem(await guess('127.0.0.7', '127.0.0.6'), 401, 'invalid_token')

    // Back-off is by account and address: a stranger who fails does not slow the owner down, and cannot pass for somebody else.
    for (let failure = 0; failure < 6; failure += 1)
      await through({
        ...login(`https://${host}`, { 'X-Forwarded-For': `198.51.100.${failure}` }, 'wrong wrong wrong'),
        from: '127.0.0.8',
      })
    const slowed = { ...login(`https://${host}`, { 'X-Forwarded-For': '198.51.100.99' }), from: '127.0.0.8' }
    isProblem(await through(slowed), 429, 'login_throttled')
    assert.is((await through({ ...login(`https://${host}`), from: '127.0.0.9' })).status, 200)
  })
})

it('two proxies: the first one’s word counts because it is named, and no word before it', async () => {
  await behindNginx({}, async (behind) => {
    const id = 'through-both'
    const answer = await behind.throughBoth({
      ...get('/me'),
      token: behind.server.ownerToken,
      from: '127.0.0.5',
      headers: { 'X-Request-ID': id, 'X-Forwarded-For': '203.0.113.66, 127.0.0.3' },
    })
    assert.is(answer.status, 200)
    assert.is(await lastAddress(behind, id), '127.0.0.5')
  })
  // The same, where the outer proxy is not one of ours: then it is the caller.
  await behindNginx({ trustedProxies: ['127.0.0.1'] }, async (behind) => {
    const headers = { 'X-Request-ID': 'outer', 'X-Forwarded-For': '203.0.113.66' }
    await behind.throughBoth({ ...get('/me'), token: behind.server.ownerToken, from: '127.0.0.5', headers })
    assert.is(await lastAddress(behind, 'outer'), '127.0.0.3')
  })
})

it('past the proxy nobody is believed: forged headers from a peer that is not named change nothing', async () => {
  await behindNginx({}, async (behind) => {
    const { server, host } = behind
    const headers = { ...forged, 'X-Forwarded-Proto': 'https', 'X-Request-ID': 'past' }
    const answer = await server.asOwner({ ...get('/me'), from: '127.0.0.9', headers })
    assert.equal([answer.status, answer.headers['strict-transport-security']], [200, undefined])
    assert.is(await lastAddress(behind, 'past'), '127.0.0.9')
    // So a page that speaks http to us cannot pass for the console on https.
    const claimed = { ...login(`https://${host}`, { Host: host, 'X-Forwarded-Proto': 'https' }), from: '127.0.0.9' }
    isProblem(await server.ask(claimed), 403, 'cross_origin')
  })
})

it('no name but ours comes through, and each page has its own', async () => {
  await behindNginx({}, async ({ host, tlsPort, through }) => {
    for (const Host of [
      'evil.test',
      adminName,
      `${adminName}:1`,
      `evil.test:${tlsPort}`,
      `127.0.0.1:${tlsPort}`,
      `x.${host}`,
    ])
      isProblem(await through({ ...get('/status'), headers: { Host, ...forged } }), 421, 'unknown_host')
    for (const Host of [pageName, `${pageName}:${tlsPort}`]) {
      const page = await through({ ...get('/pages/public/current-host'), headers: { Host, ...forged } })
      assert.equal([page.status, page.json.host], [200, pageName], Host)
    }
    const onPage = await through({ ...get('/pages/public/current-host') })
    assert.is(onPage.json.host, pageName)
  })
})

it('the issuer and every address in the discovery are the public URL’s, whatever the caller claims and whichever way it came', async () => {
  await behindNginx({}, async ({ server, host, tlsPort, through, throughBoth }) => {
    const issuer = `https://${host}`
    let looked = 0
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])
      for (const ask of [through, throughBoth, server.ask])
        for (const headers of [
          {},
          forged,
          { ...forged, 'X-Forwarded-Host': 'evil.test', Forwarded: 'host=evil.test' },
        ]) {
          const answer = await ask({ path, headers })
          if (answer.status === 404) continue
          assert.is(answer.status, 200, `${path} ${answer.text.slice(0, 200)}`)
          assert.is(answer.json.issuer, issuer)
          for (const [name, value] of Object.entries(answer.json))
            if (typeof value === 'string' && /^https?:/.test(value)) {
              assert.ok(value === issuer || value.startsWith(`${issuer}/`), `${name}: ${value}`)
              looked += 1
            }
        }
    assert.ok(looked >= 50, `${looked} addresses`)
    const evil = { Host: `evil.test:${tlsPort}`, ...forged }
    isProblem(await through({ path: '/.well-known/openid-configuration', headers: evil }), 421, 'unknown_host')
  })
})

it('HTTP/2 in front is HTTP/1.1 behind, with the same Host', async () => {
  await behindNginx({}, async ({ host, tlsPort, authority }) => {
    const session = connectHttp2(`https://127.0.0.1:${tlsPort}`, { ca: authority, servername: adminName })
    try {
      const answered = await new Promise<Record<string, unknown>>((resolve, reject) => {
        session.on('error', reject)
        session
          .request({ ':path': '/api/v1/status', ':authority': host })
          .on('response', resolve)
          .on('error', reject)
          .end()
      })
      assert.equal([answered[':status'], answered['strict-transport-security']], [200, 'max-age=31536000'])
    } finally {
      session.destroy()
    }
  })
})

it('connections are kept on both sides: 200 calls on one, a few behind', async () => {
  await behindNginx({}, async ({ server, pipe, through }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    let sockets = 0
    agent.on('free', () => undefined)
    const create = agent.createConnection.bind(agent)
    agent.createConnection = (...given) => {
      sockets += 1
      return create(...given)
    }
    const before = pipe.connections
    for (let call = 0; call < 200; call += 1)
      assert.is((await through({ ...get('/me'), token: server.ownerToken, agent })).status, 200)
    agent.destroy()
    assert.is(sockets, 1)
    assert.ok(pipe.connections - before <= 2, `${pipe.connections - before} connections for 200 calls`)
  })
})

it('an export streams through, byte for byte; a body up to a mebibyte goes in, a larger one is refused in our words', async () => {
  await behindNginx({}, async ({ server, through }) => {
    for (let round = 0; round < 20; round += 1)
      await Promise.all(Array.from({ length: 50 }, () => server.asOwner(get('/me'))))
    // Without the rows that reading it writes: those of a time before.
    const to = new Date(Date.now()).toISOString()
    server.clock.pass(1000)
    const path = `/admin/audit-log/export?format=jsonl&to=${encodeURIComponent(to)}`
    const direct = await server.asOwner(get(path))
    const proxied = await through({ ...get(path), token: server.ownerToken })
    assert.equal([proxied.status, proxied.headers['transfer-encoding']], [200, 'chunked'])
    assert.ok(proxied.text.split('\n').length > 1000)
    assert.is(proxied.text, direct.text)

    const incident = (length: number) =>
      through({
        ...post('/admin/incidents', { name: 'a', status: 'investigating', body: 'x'.repeat(length) }),
        token: server.ownerToken,
      })
    isProblem(await incident(1024 * 1024), 413, 'payload_too_large')
    const long = await incident(900_000)
    assert.ok([201, 422].includes(long.status), String(long.status))
  })
})

it('no secret stands in the proxy’s log: no query, no key in a path, no header', async () => {
  await behindNginx({}, async ({ server, nginx, through }) => {
    await through({ path: `/api/v1/status?token=${server.ownerToken}` })
    await through({ path: '/api/v1/heartbeats/very-secret-key?status=up' })
    await through({ path: '/feeds/another-secret-key' })
    await through({ ...get('/me'), token: server.ownerToken, headers: { 'X-Request-ID': 'seen-by-both' } })
    // Its one worker writes the line of a request before it turns to the next.
    await through(get('/status'))
    const log = nginx.accessLog()
    for (const secret of [server.ownerToken, 'very-secret-key', 'another-secret-key'])
      assert.not.ok(log.includes(secret), secret)
    assert.match(log, /"GET \/api\/v1\/heartbeats\/\*" /)
    assert.match(log, /127\.0\.0\.1 \[[^\]]+\] "GET \/api\/v1\/me" 200 \d+ [\d.]+ - seen-by-both\n/)
  })
})

it.run()
