import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createForward } from '../../src-main/forward.ts'
import { localUpstream } from '../../src-main/local-upstream.ts'
import type { WindowCredential } from '../../src-main/window-credential.ts'
import { createWindowCredential, sessionCookieOf } from '../../src-main/window-credential.ts'

const forwarding = suite('forward')

/** A real HTTP server that does what a test says, and what it was asked. */
async function serverThat(act: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(act)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A credential as main has it, whose exchange answers as told. */
function credentialOf(
  secret: string | null,
  takes = true,
): WindowCredential & { exchanged: string[]; readonly renewals: number } {
  let held = secret
  let renewals = 0
  const exchanged: string[] = []
  return {
    exchanged,
    header: () => (held === null ? null : `Bearer ${held}`),
    async exchange(cookie) {
      exchanged.push(cookie)
      if (takes) held = 'bks_new'
      return takes
    },
    async renew() {
      renewals += 1
    },
    get renewals() {
      return renewals
    },
    forget() {
      held = null
    },
  }
}

const api = 'app://console/api/v1'

forwarding(
  'carries method, path, query, the headers of the API and a streamed body, and adds the credential',
  async () => {
    let seen:
      | { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }
      | undefined
    const server = await serverThat(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      seen = { method: request.method, url: request.url, headers: request.headers, body }
      response.writeHead(201, { 'content-type': 'application/json', etag: '"3"' }).end('{"a":1}')
    })
    const forward = createForward(
      localUpstream({ address: async () => server.url, credential: credentialOf('bks_abc') }),
    )
    const answer = await forward(
      new Request(`${api}/admin/tokens?q=a%20b`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': 'k',
          'x-request-id': 'r1',
          'x-page': 'pag_1',
        },
        body: '{"name":"ü"}',
      }),
    )
    assert.is(answer.status, 201)
    assert.is(await answer.text(), '{"a":1}')
    assert.is(answer.headers.get('etag'), '"3"')
    assert.is(seen?.method, 'POST')
    assert.is(seen?.url, '/api/v1/admin/tokens?q=a%20b')
    assert.is(seen?.body, '{"name":"ü"}')
    assert.is(seen?.headers.authorization, 'Bearer bks_abc')
    assert.is(seen?.headers['idempotency-key'], 'k')
    assert.is(seen?.headers['x-page'], 'pag_1')
    server.close()
  },
)

forwarding(
  "nothing of the window's own identity passes: no Origin, Sec-Fetch-*, cookie, Authorization, Host or forwarding header",
  async () => {
    let headers: IncomingMessage['headers'] = {}
    const server = await serverThat((request, response) => {
      headers = request.headers
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const forward = createForward(localUpstream({ address: async () => server.url, credential: credentialOf(null) }))
    const sent = new Headers({
      authorization: 'Bearer bk_live_stolen',
      'x-forwarded-for': '1.2.3.4',
      'x-magic-token': 'bkm_x',
      'x-csrf': 'y',
      forwarded: 'for=1.2.3.4',
      'user-agent': 'Mozilla',
    })
    await forward(new Request(`${api}/me`, { headers: sent }))
    assert.equal(Object.keys(headers).sort(), ['connection', 'host'])
    assert.is(headers.host, server.url.slice('http://'.length))
    server.close()
  },
)

forwarding('a hostile answer can set no cookie, become no page and no script, and send nobody elsewhere', async () => {
  const hostile = {
    'set-cookie': 'a=b',
    location: 'https://evil.test/',
    refresh: '0;url=https://evil.test/',
    'content-security-policy': "script-src 'unsafe-inline'",
    'access-control-allow-origin': '*',
    'service-worker-allowed': '/',
    link: '</x>; rel=preload',
    sourcemap: '/x',
  }
  for (const [type, shown] of [
    ['application/json', true],
    ['application/problem+json; charset=utf-8', true],
    ['text/csv', true],
    ['application/x-ndjson', true],
    ['text/plain', true],
    ['text/html', false],
    ['text/javascript', false],
    ['application/javascript', false],
    ['image/svg+xml', false],
    ['application/xhtml+xml', false],
    ['text/xml', false],
    ['multipart/x-mixed-replace', false],
    ['', false],
  ] as const) {
    const server = await serverThat(
      (_request, response) =>
        void response
          .writeHead(200, type === '' ? hostile : { ...hostile, 'content-type': type })
          .end('<script>1</script>'),
    )
    const answer = await createForward(
      localUpstream({ address: async () => server.url, credential: credentialOf('bks_a') }),
    )(new Request(`${api}/me`))
    assert.is(answer.ok, shown, type)
    for (const name of Object.keys(hostile)) {
      if (name === 'content-security-policy') assert.not.match(answer.headers.get(name) ?? '', 'unsafe')
      else assert.is(answer.headers.get(name), null, `${type}: ${name}`)
    }
    assert.is(answer.headers.get('x-content-type-options'), 'nosniff')
    if (shown) assert.match(answer.headers.get('content-security-policy') ?? '', 'sandbox')
    await answer.text()
    server.close()
  }
})

forwarding('a sign-in is traded for a header session before the window hears of it', async () => {
  const server = await serverThat(
    (_request, response) =>
      void response
        .writeHead(200, {
          'content-type': 'application/json',
          'set-cookie': '__Host-sid=secret; Path=/; Secure; HttpOnly; SameSite=Strict',
        })
        .end('{"user":{}}'),
  )
  const credential = credentialOf(null)
  const answer = await createForward(localUpstream({ address: async () => server.url, credential }))(
    new Request(`${api}/auth/login`, { method: 'POST', body: '{}' }),
  )
  assert.is(answer.status, 200)
  assert.equal(credential.exchanged, ['secret'])
  assert.is(credential.header(), 'Bearer bks_new')
  assert.is(answer.headers.get('set-cookie'), null)
  server.close()
})

forwarding('a sign-in that cannot be traded is no sign-in', async () => {
  const server = await serverThat(
    (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'set-cookie': '__Host-sid=secret; Path=/' })
        .end('{"user":{}}'),
  )
  const credential = credentialOf(null, false)
  const answer = await createForward(localUpstream({ address: async () => server.url, credential }))(
    new Request(`${api}/auth/login`, { method: 'POST', body: '{}' }),
  )
  assert.is(answer.status, 503)
  assert.is(credential.header(), null)
  server.close()
})

forwarding('signing out, and an answer that the session has ended, make main forget it', async () => {
  for (const [path, status, error] of [
    ['/auth/logout', 204, ''],
    ['/me', 401, 'session_expired'],
    ['/me', 401, 'invalid_token'],
  ] as const) {
    const server = await serverThat(
      (_request, response) =>
        void response
          .writeHead(status, { 'content-type': 'application/problem+json', 'x-error': error })
          .end(status === 204 ? undefined : '{}'),
    )
    const credential = credentialOf('bks_a')
    await createForward(localUpstream({ address: async () => server.url, credential }))(
      new Request(`${api}${path}`, { method: 'POST' }),
    )
    assert.is(credential.header(), null, path + error)
    server.close()
  }
})

forwarding('a refusal for another reason keeps the session, and so does a late refusal of an earlier one', async () => {
  const server = await serverThat((request, response) => {
    if (request.url === '/api/v1/late')
      return void setTimeout(
        () =>
          response
            .writeHead(401, { 'content-type': 'application/problem+json', 'x-error': 'session_expired' })
            .end('{}'),
        20,
      )
    if (request.url === '/api/v1/auth/login')
      return void response
        .writeHead(200, { 'content-type': 'application/json', 'set-cookie': '__Host-sid=s' })
        .end('{}')
    response.writeHead(401, { 'content-type': 'application/problem+json', 'x-error': 'login_failed' }).end('{}')
  })
  const credential = credentialOf('bks_old')
  const forward = createForward(localUpstream({ address: async () => server.url, credential }))
  await forward(new Request(`${api}/auth/reauthenticate`, { method: 'POST' }))
  assert.is(credential.header(), 'Bearer bks_old')
  const late = forward(new Request(`${api}/late`))
  await forward(new Request(`${api}/auth/login`, { method: 'POST' }))
  await late
  assert.is(credential.header(), 'Bearer bks_new')
  server.close()
})

forwarding('the password given again renews the session over the private channel; a wrong one does not', async () => {
  let status = 401
  const server = await serverThat((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}'),
  )
  const credential = credentialOf('bks_old')
  const forward = createForward(localUpstream({ address: async () => server.url, credential }))
  const give = () => forward(new Request(`${api}/auth/reauthenticate`, { method: 'POST' }))
  await give()
  assert.is(credential.renewals, 0)
  status = 200
  await give()
  assert.is(credential.renewals, 1)
  server.close()
})

forwarding('no server, and a server that is gone, are 503 unavailable in the shape of all refusals', async () => {
  const gone = await serverThat(() => {})
  gone.close()
  for (const address of [null, gone.url]) {
    const answer = await createForward(localUpstream({ address: async () => address, credential: credentialOf(null) }))(
      new Request(`${api}/me`),
    )
    assert.is(answer.status, 503)
    assert.is(answer.headers.get('x-error'), 'unavailable')
    assert.is(answer.headers.get('retry-after'), '1')
    const body: unknown = await answer.json()
    assert.is(typeof body === 'object' && body !== null && 'code' in body && body.code, 'unavailable')
  }
})

forwarding('bodies stream out as they come', async () => {
  let finish = (): void => {}
  const server = await serverThat((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write('{"n":1}\n')
    finish = () => response.end('{"n":2}\n')
  })
  const answer = await createForward(
    localUpstream({ address: async () => server.url, credential: credentialOf(null) }),
  )(new Request(`${api}/export`))
  const reader = answer.body?.getReader()
  const first = await reader?.read()
  assert.is(new TextDecoder().decode(first?.value), '{"n":1}\n')
  finish()
  const second = await reader?.read()
  assert.is(new TextDecoder().decode(second?.value), '{"n":2}\n')
  server.close()
})

forwarding('304 and 204 have no body', async () => {
  for (const status of [204, 304]) {
    const server = await serverThat((_request, response) => void response.writeHead(status, { etag: '"1"' }).end())
    const answer = await createForward(
      localUpstream({ address: async () => server.url, credential: credentialOf(null) }),
    )(new Request(`${api}/me`))
    assert.is(answer.status, status)
    assert.is(answer.body, null)
    server.close()
  }
})

forwarding('only the session cookie counts, and only when it is set to something', () => {
  assert.is(sessionCookieOf(['__Host-known=x; Path=/', '__Host-sid=abc; Path=/; Secure']), 'abc')
  assert.is(sessionCookieOf(['__Host-sid=; Max-Age=0']), null)
  assert.is(sessionCookieOf(['__Host-sid=abc; Max-Age=0; Path=/']), null)
  assert.is(sessionCookieOf(['x__Host-sid=abc']), null)
  assert.is(sessionCookieOf(['__Host-sid']), null)
  assert.is(sessionCookieOf([]), null)
})

forwarding("the credential is the server's word, and nothing is kept when it refuses", async () => {
  const asked: unknown[] = []
  const answers = [
    { type: 'session', id: 1, user_id: 'usr_1', secret: 'bks_1', expires_at: '' },
    { type: 'refused', id: 2, code: 'session_expired' },
    null,
  ] as const
  let turn = 0
  const credential = createWindowCredential({
    ask(question) {
      asked.push(question)
      return Promise.resolve(answers[turn++] ?? null)
    },
  })
  assert.is(await credential.exchange('c'), true)
  assert.is(credential.header(), 'Bearer bks_1')
  assert.is(await credential.exchange('d'), false)
  assert.is(credential.header(), null)
  assert.is(await credential.exchange('e'), false)
  assert.equal(asked[0], { type: 'exchange-session', cookie: 'c' })
})

forwarding.run()
