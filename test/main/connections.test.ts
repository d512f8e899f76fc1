import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConnectionView } from '../../src-main/bridge/contract.ts'
import { patienceMs, signInWithBrowser } from '../../src-main/connections/browser-sign-in.ts'
import type { Connections } from '../../src-main/connections/connections.ts'
import { createForward } from '../../src-main/forward.ts'
import { openOutside } from '../../src-main/open-outside.ts'
import { SignInFailure } from '../../src-server/contract/native-sign-in.ts'
import { receiveOnLoopback } from '../../src-server/lib/loopback-receiver.ts'
import { type Answer, addTo, beatkeeper, deskWith, json, startRemote, type TestRemote } from '../support/remotes.ts'
import { within } from '../support/runner/within.ts'

/** Connections as main holds them: what is kept where, who is signed in, and what becomes of it. */
const tests = suite('connections')
const connections = (name: string, act: () => Promise<unknown>): void => tests(name, within(60, act))

const api = 'app://console/api/v1'
const problem =
  (status: number, code: string): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/problem+json', 'x-error': code }).end('{}')

/** A remote with a session by password: `/auth/login` sets a cookie, and the rest wants it with its second secret. */
const withSessions: Answer = beatkeeper('1.8.2', (request, response) => {
  const { cookie, 'x-csrf': csrf } = request.headers
  if (request.url === '/api/v1/auth/login')
    return json(
      response,
      200,
      {
        user: { id: 'usr_1', email: 'm@x', name: 'Mina' },
        csrf: 'second-secret',
        expires_at: '2027-01-01T00:00:00.000Z',
      },
      { 'set-cookie': '__Host-sid=first-secret; Path=/; Secure; HttpOnly; SameSite=Strict' },
    )
  if (cookie !== '__Host-sid=first-secret' || csrf !== 'second-secret')
    return problem(401, 'unauthenticated')(request, response)
  if (request.url === '/api/v1/ended') return problem(401, 'session_expired')(request, response)
  if (request.url === '/api/v1/auth/logout') return void response.writeHead(204).end()
  json(response, 200, { name: 'Mina', user: { name: 'Mina Okafor', email: 'm@x' } })
})

/** A remote that takes one API token. */
const token = 'bk_live_0123456789abcdefghijklmnopqrstuv'
const withToken: Answer = beatkeeper('1.9.0', (request, response) =>
  request.headers.authorization === `Bearer ${token}`
    ? json(response, 200, { name: 'pagerduty' })
    : problem(401, 'invalid_token')(request, response),
)

const viewOf = (all: Connections, id: string): ConnectionView => {
  const found = all.view().connections.find((one) => one.id === id)
  if (found === undefined) throw new Error('it is not in the list')
  return found
}
const pinnedTo = (remote: TestRemote) => ({ pinned: remote.certificate.fingerprint })

/** Everything that was told, as text: no secret may be in it. */
function listening(all: Connections): () => string {
  const told: string[] = []
  all.onChange((view) => told.push(JSON.stringify(view)))
  return () => told.join('\n')
}

connections('the local workspace is always one of them, and cannot be taken away', async () => {
  const { connections: all } = deskWith()
  assert.equal(
    all.view().connections.map(({ id, kind, current }) => [id, kind, current]),
    [['local', 'local', true]],
  )
  await all.remove('local').then(
    () => assert.unreachable(),
    (error: unknown) => assert.instance(error, RangeError),
  )
})

connections(
  'by password: the session stays in main, travels with every request, and is in the keychain for the next run',
  async () => {
    const remote = await startRemote(withSessions)
    const { connections: all, store, again } = deskWith()
    const told = listening(all)
    const id = addTo(all, remote.origin, pinnedTo(remote))
    const forward = createForward(all.upstreamOf(id))
    assert.is((await forward(new Request(`${api}/context`))).status, 401)
    const login = await forward(
      new Request(`${api}/auth/login`, { method: 'POST', body: '{"email":"m@x","password":"pw"}' }),
    )
    assert.is(login.status, 200)
    const said = await login.text()
    assert.match(said, '"csrf":""')
    assert.not.match(said, /second-secret|first-secret/)
    assert.is(login.headers.get('set-cookie'), null)
    assert.is((await forward(new Request(`${api}/context`))).status, 200)
    assert.is(viewOf(all, id).state.kind, 'connected')
    assert.is(viewOf(all, id).kept, 'keychain')
    assert.match(store.entries.get(id) ?? '', 'second-secret')
    assert.not.match(told() + JSON.stringify(all.view()), /first-secret|second-secret/)
    // The app is started again.
    const later = again()
    assert.is(viewOf(later, id).kept, 'keychain')
    assert.is((await createForward(later.upstreamOf(id))(new Request(`${api}/context`))).status, 200)
    for (const asked of remote.asked) {
      assert.is(asked.headers.origin, undefined)
      assert.is(asked.headers['sec-fetch-site'], undefined)
    }
    remote.stop()
  },
)

connections('a session that the server has ended is forgotten, here and in the keychain', async () => {
  const remote = await startRemote(withSessions)
  const { connections: all, store } = deskWith()
  const id = addTo(all, remote.origin, pinnedTo(remote))
  const forward = createForward(all.upstreamOf(id))
  await forward(new Request(`${api}/auth/login`, { method: 'POST', body: '{}' }))
  await forward(new Request(`${api}/ended`))
  assert.is((await forward(new Request(`${api}/context`))).status, 401)
  assert.is(viewOf(all, id).state.kind, 'sign_in')
  assert.is(viewOf(all, id).kept, 'none')
  assert.is(store.entries.has(id), false)
  remote.stop()
})

connections('signing out ends the session there, and forgets it here even where nothing answers', async () => {
  const remote = await startRemote(withSessions)
  const { connections: all, store } = deskWith()
  const id = addTo(all, remote.origin, pinnedTo(remote))
  const forward = createForward(all.upstreamOf(id))
  await forward(new Request(`${api}/auth/login`, { method: 'POST', body: '{}' }))
  await all.signOut(id)
  assert.equal(
    remote.asked.filter(({ path }) => path === '/api/v1/auth/logout').map(({ method }) => method),
    ['POST'],
  )
  assert.is(store.entries.has(id), false)
  await forward(new Request(`${api}/auth/login`, { method: 'POST', body: '{}' }))
  remote.stop()
  await all.signOut(id)
  assert.is(store.entries.has(id), false)
})

connections('by token: tried before it is kept, named, and never told again', async () => {
  const remote = await startRemote(withToken)
  const { connections: all, store } = deskWith()
  const told = listening(all)
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  assert.equal(await all.signInWithToken(id, 'bk_live_wrong'), { outcome: 'refused', why: null, code: 'invalid_token' })
  assert.is(store.entries.size, 0)
  assert.equal(await all.signInWithToken(id, ` ${token}\n`), {
    outcome: 'signed_in',
    user: 'pagerduty',
    kept: 'keychain',
    keychain: null,
  })
  const view = viewOf(all, id)
  assert.equal([view.state.kind, view.user, view.sign_in], ['connected', 'pagerduty', 'token'])
  assert.is((await createForward(all.upstreamOf(id))(new Request(`${api}/me`))).status, 200)
  assert.not.match(told() + JSON.stringify(all.view()), /bk_live_/)
  remote.stop()
})

connections(
  'a token that a server refuses is kept, because nobody can show it again, and said to be refused',
  async () => {
    let isRevoked = false
    const remote = await startRemote((request, response) =>
      isRevoked && request.url?.startsWith('/api/v1/me') === true
        ? problem(403, 'token_revoked')(request, response)
        : withToken(request, response),
    )
    const { connections: all, store } = deskWith()
    const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
    await all.signInWithToken(id, token)
    isRevoked = true
    assert.is((await createForward(all.upstreamOf(id))(new Request(`${api}/me`))).status, 403)
    assert.is(viewOf(all, id).state.kind, 'sign_in')
    assert.match(store.entries.get(id) ?? '', token)
    remote.stop()
  },
)

connections('no keychain: kept for this run, and the view says so; the next run knows nothing', async () => {
  const remote = await startRemote(withToken)
  const { connections: all, again } = deskWith({
    store: {
      read: async () => ({ kind: 'trouble', why: 'unavailable' }),
      write: async () => 'unavailable',
      remove: async () => 'unavailable',
    },
  })
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  const answer = await all.signInWithToken(id, token)
  assert.equal(answer, { outcome: 'signed_in', user: 'pagerduty', kept: 'this_run', keychain: 'unavailable' })
  assert.equal([viewOf(all, id).kept, all.view().keychain], ['this_run', 'unavailable'])
  assert.is((await createForward(all.upstreamOf(id))(new Request(`${api}/me`))).status, 200)
  const later = again()
  assert.is((await createForward(later.upstreamOf(id))(new Request(`${api}/me`))).status, 401)
  assert.is(viewOf(later, id).kept, 'none')
  remote.stop()
})

connections('another address forgets the sign-in and the pin; the credential goes nowhere else', async () => {
  const remote = await startRemote(withToken)
  const thief = await startRemote(beatkeeper('1.8.2'))
  const { connections: all, store, list } = deskWith()
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  await all.signInWithToken(id, token)
  assert.equal(await all.edit({ id, address: thief.origin }), { outcome: 'saved' })
  assert.is(store.entries.has(id), false)
  assert.is(list().remotes[0]?.pinned, null)
  await all.test(id, false)
  all.trust({ id, fingerprint: thief.certificate.fingerprint })
  await createForward(all.upstreamOf(id))(new Request(`${api}/me`))
  assert.ok(thief.asked.length > 0)
  for (const asked of thief.asked) assert.is(asked.headers.authorization, undefined)
  thief.stop()
  remote.stop()
})

connections('an entry of the keychain that is for another address is not sent to this one', async () => {
  const remote = await startRemote(withToken)
  const { connections: all, store, again } = deskWith()
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  await all.signInWithToken(id, token)
  store.entries.set(id, (store.entries.get(id) ?? '').replace(remote.origin, 'https://status.acme.dev'))
  remote.asked.length = 0
  const later = again()
  await createForward(later.upstreamOf(id))(new Request(`${api}/me`))
  assert.is(remote.asked[0]?.headers.authorization, undefined)
  remote.stop()
})

connections('health: version and age, and every way in which a remote is not what it should be', async () => {
  const answers: readonly [Answer, ConnectionView['state']['kind'], string | null][] = [
    [beatkeeper('1.8.9'), 'sign_in', null],
    [(_q, s) => json(s, 200, { hello: 'world' }), 'trouble', 'not_beatkeeper'],
    [
      (_q, s) => void s.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works</h1>'),
      'trouble',
      'not_beatkeeper',
    ],
    [(_q, s) => json(s, 200, { status: 'ready', version: '1.8.2', needs_setup: true }), 'trouble', 'not_set_up'],
    [(_q, s) => json(s, 503, { status: 'unavailable', version: '1.8.2', needs_setup: false }), 'trouble', 'not_ready'],
    [
      (_q, s) => json(s, 200, { status: 'ready', version: '<img src=x>', needs_setup: false }),
      'trouble',
      'not_beatkeeper',
    ],
    [(_q, s) => void s.writeHead(302, { location: '/login' }).end(), 'trouble', 'redirected'],
    [(_q, s) => void s.writeHead(200, { 'content-type': 'application/json' }).end('{'), 'trouble', 'not_beatkeeper'],
    [
      (_q, s) => void s.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100_000)),
      'trouble',
      'not_beatkeeper',
    ],
  ]
  for (const [answer, kind, why] of answers) {
    const remote = await startRemote(answer)
    const { connections: all } = deskWith()
    const id = addTo(all, remote.origin, pinnedTo(remote))
    const view = await all.test(id, false)
    assert.equal(view.state, { kind, why })
    if (kind === 'sign_in') assert.equal([view.version, view.age], ['1.8.9', 'same'])
    remote.stop()
    assert.equal((await all.test(id, false)).state, { kind: 'trouble', why: 'unreachable' })
  }
})

connections('older and newer are known, and the name that a stranger gives is cut to a line', async () => {
  for (const [version, age] of [
    ['1.7.0', 'older'],
    ['2.0.0', 'newer'],
  ] as const) {
    const remote = await startRemote(
      beatkeeper(version, (_q, s) =>
        json(s, 200, { name: 'x', user: { name: `Mina\u202e\n${'y'.repeat(500)}`, email: '' } }),
      ),
    )
    const { connections: all } = deskWith()
    const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
    await all.signInWithToken(id, token)
    const view = await all.test(id, true)
    assert.is(view.age, age)
    assert.match(view.user ?? '', /^Minay{50,116}$/)
    remote.stop()
  }
})

connections('a changed certificate stops everything until the new one was compared', async () => {
  const remote = await startRemote(withToken)
  const { connections: all } = deskWith()
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  await all.signInWithToken(id, token)
  remote.stop()
  const other = await startRemote(withToken, { port: remote.port })
  const forward = createForward(all.upstreamOf(id))
  const refused = await forward(new Request(`${api}/me`))
  assert.is(refused.headers.get('x-error'), 'connection_untrusted')
  const view = viewOf(all, id)
  assert.equal(view.state, { kind: 'trouble', why: 'certificate_changed' })
  assert.equal(
    [view.pinned, view.certificate?.fingerprint],
    [remote.certificate.fingerprint, other.certificate.fingerprint],
  )
  assert.equal(other.asked, [])
  // Only what the server has shown can be trusted.
  assert.equal(all.trust({ id, fingerprint: Array.from({ length: 32 }, () => '00').join(':') }), {
    outcome: 'not_shown',
  })
  assert.is((await forward(new Request(`${api}/me`))).status, 502)
  assert.equal(all.trust({ id, fingerprint: other.certificate.fingerprint }), { outcome: 'trusted' })
  assert.is((await forward(new Request(`${api}/me`))).status, 200)
  other.stop()
})

connections('a more careless safe mode is asked about by main; a more careful one is not', async () => {
  const asked: string[] = []
  const { connections: all } = deskWith({
    async mayLoosen(name, mode) {
      asked.push(`${name} ${mode}`)
      return false
    },
  })
  const id = addTo(all, 'https://status.acme.dev', { safe_mode: 'ask' })
  assert.equal(await all.edit({ id, safe_mode: 'read_only' }), { outcome: 'saved' })
  assert.equal(await all.edit({ id, safe_mode: 'normal', name: 'X' }), { outcome: 'cancelled' })
  assert.equal([viewOf(all, id).safe_mode, viewOf(all, id).name], ['read_only', 'Acme production'])
  assert.equal(await all.edit({ id: 'local', safe_mode: 'ask' }), { outcome: 'saved' })
  assert.equal(asked, ['Acme production normal'])
})

connections('removing one deletes what the keychain holds for it', async () => {
  const remote = await startRemote(withToken)
  const { connections: all, store } = deskWith()
  const id = addTo(all, remote.origin, { ...pinnedTo(remote), sign_in: 'token' })
  await all.signInWithToken(id, token)
  all.choose(id)
  await all.remove(id)
  assert.equal([store.entries.size, all.has(id), all.current()], [0, false, 'local'])
  remote.stop()
})

connections('what another computer exported comes in without trust, and not twice', async () => {
  const { connections: one } = deskWith()
  addTo(one, 'https://status.acme.dev', { private_network: true })
  const text = one.exported()
  const { connections: other, list } = deskWith()
  assert.equal(other.imported(text), { outcome: 'imported', count: 1, known: 0 })
  assert.equal(other.imported(text), { outcome: 'imported', count: 0, known: 1 })
  assert.equal([list().remotes[0]?.private_network, list().remotes[0]?.pinned], [false, null])
  assert.equal(other.imported('{}'), { outcome: 'unreadable' })
})

/** A remote that signs in through the browser: what its token endpoint was asked, and tokens that are told apart. */
function authorizationServer(origin: () => string, { refresh = 'good' }: { refresh?: 'good' | 'ended' } = {}) {
  let issued = 0
  const forms: URLSearchParams[] = []
  const answer: Answer = beatkeeper('1.8.2', (request, response) => {
    if (request.url === '/.well-known/oauth-authorization-server')
      return json(response, 200, {
        issuer: origin(),
        authorization_endpoint: `${origin()}/oauth/authorize`,
        token_endpoint: `${origin()}/oauth/token`,
        revocation_endpoint: `${origin()}/oauth/revoke`,
      })
    if (request.url === '/oauth/revoke') return json(response, 200, {})
    if (request.url === '/oauth/token') {
      issued += 1
      if (refresh === 'ended' && issued > 1) return json(response, 400, { error: 'invalid_grant' })
      return json(response, 200, {
        token_type: 'Bearer',
        access_token: `bko_access_${issued}`,
        refresh_token: `bkr_refresh_${issued}`,
        expires_in: 3600,
        scope: 'openid',
      })
    }
    return request.headers.authorization?.startsWith('Bearer bko_access_') === true
      ? json(response, 200, { name: 'x', user: { name: 'Mina Okafor', email: 'm@x' } })
      : problem(401, 'unauthenticated')(request, response)
  })
  return { answer, forms, issued: () => issued }
}

const words = {
  done: { title: 'a', words: 'a' },
  denied: { title: 'b', words: 'b' },
  foreign: { title: 'c', words: 'c' },
}

/** Signs in as the browser of a person would, who is led back with `back`. */
function browserThat(back: (authorize: URL) => Promise<unknown>) {
  return {
    async browserSignIn(
      { origin, fetch, signal }: { origin: string; fetch: typeof globalThis.fetch; signal: AbortSignal },
      keep: Parameters<NonNullable<Parameters<typeof deskWith>[0]>['browserSignIn'] & object>[1],
    ) {
      const { provider, tokens } = await signInWithBrowser({
        origin,
        clientId: 'app_1',
        scopes: ['openid'],
        fetch,
        receive: receiveOnLoopback,
        open: async (url) => void back(new URL(url)),
        now: () => Date.now(),
        signal,
        words,
      })
      return keep(provider, 'app_1', tokens)
    },
  }
}

/** The answer of an honest server. */
function answerOf(authorize: URL, issuer: string, more: Record<string, string> = { code: 'c0de' }): URL {
  const to = new URL(authorize.searchParams.get('redirect_uri') ?? '')
  to.search = new URLSearchParams({ state: authorize.searchParams.get('state') ?? '', iss: issuer, ...more }).toString()
  return to
}

connections(
  'in the browser: PKCE, state and iss; the grant is in the keychain, the access token in memory',
  async () => {
    let origin = ''
    const server = authorizationServer(() => origin)
    const remote = await startRemote(server.answer)
    origin = remote.origin
    let asked: URL | null = null
    const { connections: all, store } = deskWith(
      browserThat(async (authorize) => {
        asked = authorize
        await fetch(answerOf(authorize, origin))
      }),
    )
    const told = listening(all)
    const id = addTo(all, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
    assert.equal(await all.signInWithBrowser(id), {
      outcome: 'signed_in',
      user: 'Mina Okafor',
      kept: 'keychain',
      keychain: null,
    })
    const authorize: URL = asked ?? new URL('about:blank')
    assert.is(authorize.origin, origin)
    assert.is(authorize.searchParams.get('code_challenge_method'), 'S256')
    assert.match(authorize.searchParams.get('redirect_uri') ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    const kept = store.entries.get(id) ?? ''
    assert.match(kept, 'bkr_refresh_1')
    assert.not.match(kept, 'bko_access')
    assert.not.match(told() + JSON.stringify(all.view()), /bk[or]_/)
    assert.is((await createForward(all.upstreamOf(id))(new Request(`${api}/me`))).status, 200)
    await all.signOut(id)
    const revoked = remote.asked.find(({ path }) => path === '/oauth/revoke')
    assert.match(revoked?.body ?? '', 'bkr_refresh_1')
    assert.is(store.entries.has(id), false)
    remote.stop()
  },
)

connections(
  'a refresh token is used once: its successor is in the keychain before the access token beside it is used',
  async () => {
    let origin = ''
    const server = authorizationServer(() => origin)
    const remote = await startRemote(server.answer)
    origin = remote.origin
    const { connections: all, store, again } = deskWith(browserThat((authorize) => fetch(answerOf(authorize, origin))))
    const id = addTo(all, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
    await all.signInWithBrowser(id)
    // Another run: no access token is there yet, and many requests want one at once.
    const later = again()
    remote.asked.length = 0
    const forward = createForward(later.upstreamOf(id))
    const answers = await Promise.all(Array.from({ length: 12 }, () => forward(new Request(`${api}/me`))))
    assert.equal(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.is(remote.asked.filter(({ path }) => path === '/oauth/token').length, 1, 'renewed once')
    assert.match(store.entries.get(id) ?? '', 'bkr_refresh_2')
    remote.stop()
  },
)

connections('a grant that is over is forgotten, and someone must sign in again', async () => {
  let origin = ''
  const server = authorizationServer(() => origin, { refresh: 'ended' })
  const remote = await startRemote(server.answer)
  origin = remote.origin
  const { connections: all, store, again } = deskWith(browserThat((authorize) => fetch(answerOf(authorize, origin))))
  const id = addTo(all, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
  await all.signInWithBrowser(id)
  const later = again()
  assert.is((await createForward(later.upstreamOf(id))(new Request(`${api}/me`))).status, 401)
  assert.is(viewOf(later, id).state.kind, 'sign_in')
  assert.is(store.entries.has(id), false)
  remote.stop()
})

connections('an answer with a wrong state or iss ends nothing; denied does; calling off does', async () => {
  let origin = ''
  const server = authorizationServer(() => origin)
  const remote = await startRemote(server.answer)
  origin = remote.origin
  const statuses: number[] = []
  const { connections: all } = deskWith(
    browserThat(async (authorize) => {
      const good = answerOf(authorize, origin)
      for (const wrong of [
        answerOf(authorize, 'https://evil.test'),
        new URL(good.href.replace(/state=[^&]+/, 'state=guessed')),
        new URL(`${good.href}&iss=https://evil.test`),
        new URL(`${good.origin}${good.pathname}?code=stolen`),
      ])
        statuses.push((await fetch(wrong)).status)
      await fetch(answerOf(authorize, origin, { error: 'access_denied' }))
    }),
  )
  const id = addTo(all, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
  await all.signInWithBrowser(id).then(
    () => assert.unreachable(),
    (error: unknown) => assert.ok(error instanceof SignInFailure && error.code === 'denied'),
  )
  assert.equal(statuses, [400, 400, 400, 400])
  assert.is(server.issued(), 0)
  const { connections: other } = deskWith(browserThat(async () => other.cancelSignIn(otherId)))
  const otherId = addTo(other, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
  assert.equal(await other.signInWithBrowser(otherId), { outcome: 'cancelled' })
  assert.is(patienceMs, 300_000)
  remote.stop()
})

connections(
  'a server that names endpoints of others, or calls itself something else, is not signed in to',
  async () => {
    for (const document of [
      { issuer: 'https://evil.test' },
      { authorization_endpoint: 'https://evil.test/authorize' },
      { token_endpoint: 'https://evil.test/token' },
    ]) {
      let origin = ''
      let opened = 0
      const remote = await startRemote(
        beatkeeper('1.8.2', (request, response) =>
          request.url === '/.well-known/oauth-authorization-server'
            ? json(response, 200, {
                issuer: origin,
                authorization_endpoint: `${origin}/oauth/authorize`,
                token_endpoint: `${origin}/oauth/token`,
                revocation_endpoint: `${origin}/oauth/revoke`,
                ...document,
              })
            : json(response, 404, {}),
        ),
      )
      origin = remote.origin
      const { connections: all } = deskWith(
        browserThat(async () => {
          opened += 1
        }),
      )
      const id = addTo(all, origin, { ...pinnedTo(remote), sign_in: 'oauth' })
      await all.signInWithBrowser(id).then(
        () => assert.unreachable(),
        (error: unknown) => assert.instance(error, SignInFailure),
      )
      assert.is(opened, 0)
      remote.stop()
    }
  },
)

connections(
  'the browser is opened at https or at this computer, below the connection’s own address, and nowhere else',
  async () => {
    const opened: string[] = []
    const shell = { openExternal: async (url: string) => void opened.push(url) }
    await openOutside(shell, 'https://status.acme.dev/oauth/authorize?x=1', 'https://status.acme.dev')
    await openOutside(shell, 'http://127.0.0.1:4600/', 'http://127.0.0.1:4600')
    assert.equal(opened.splice(0), ['https://status.acme.dev/oauth/authorize?x=1', 'http://127.0.0.1:4600/'])
    for (const [url, origin] of [
      ['https://evil.test/', 'https://status.acme.dev'],
      ['http://status.acme.dev/', 'http://status.acme.dev'],
      ['https://status.acme.dev:8443/', 'https://status.acme.dev'],
      ['https://status.acme.dev@evil.test/', 'https://status.acme.dev'],
      ['https://mina:pw@status.acme.dev/', 'https://status.acme.dev'],
      ['file:///etc/passwd', 'file:///'],
      ['javascript:alert(1)', 'https://status.acme.dev'],
      ['http://127.0.0.1:4601/', 'http://127.0.0.1:4600'],
      ['http://10.0.0.1/', 'http://10.0.0.1'],
    ] as const)
      await openOutside(shell, url, origin).then(
        () => assert.unreachable(url),
        () => undefined,
      )
    assert.equal(opened, [])
  },
)

tests.run()
