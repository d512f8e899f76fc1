/** M7: whatever name, scheme or forwarded header a request comes with, addresses are the issuer's; unknown names are not answered at all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expecting, hereHost, startWorld, type World } from '../http/world.ts'
import { Browser } from './browser.ts'
import { authorize, authorizePath, exchange, pkce, registerApp } from './oauth-app.ts'

const it = suite('oauth host')
let local: World
let world: World
const issuer = 'https://beat.example.org'
it.before(async () => {
  local = await startWorld()
  world = await startWorld({ publicUrl: issuer, trustedProxies: ['127.0.0.1'] })
})
it.after(async () => {
  await local.server.stop()
  await world.server.stop()
})

const discovery = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const forged: readonly Record<string, string>[] = [
  {},
  { 'X-Forwarded-Host': 'evil.test' },
  { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.test:80' },
  { Forwarded: 'host=evil.test;proto=http' },
  { 'X-Original-Host': 'evil.test', 'X-Host': 'evil.test' },
  { Origin: 'https://evil.test', Referer: 'https://evil.test/' },
]

it('421 under a name that is not ours, on every address of the authorization server', async () => {
  const paths = [
    ...discovery,
    '/oauth/jwks',
    '/oauth/authorize',
    '/oauth/token',
    '/oauth/userinfo',
    '/oauth/interaction/x',
  ]
  for (const path of paths)
    for (const method of ['GET', 'POST']) {
      const answer = await local.server.ask({ method, path, headers: { Host: 'evil.test' } })
      assert.equal([answer.status, answer.headers['x-error']], [421, 'unknown_host'], `${method} ${path}`)
    }
})

for (const [name, of, expected] of [
  ['without a public URL', () => local, () => local.server.url],
  ['with a public URL', () => world, () => issuer],
] as const)
  it(`the same document under each of our names, ${name}`, async () => {
    const { server } = of()
    const port = server.running.port
    const names = [`127.0.0.1:${port}`, `localhost:${port}`, hereHost, ...(of() === world ? ['beat.example.org'] : [])]
    const seen = new Set<string>()
    for (const path of discovery)
      for (const host of names)
        for (const headers of forged) {
          const { text, json } = await expecting(200, server.ask({ path, headers: { Host: host, ...headers } }))
          seen.add(text)
          for (const [member, value] of Object.entries<unknown>(json))
            if (/_endpoint$|_uri$/.test(member))
              assert.ok(String(value).startsWith(`${expected()}/oauth/`), `${member} ${value}`)
          assert.is(json.issuer, expected())
          assert.not.match(text, /evil/)
        }
    assert.is(seen.size, 1)
    const { json } = await expecting(200, server.ask({ path: discovery[0] ?? '' }))
    assert.equal(
      [json.response_types_supported, json.response_modes_supported, json.grant_types_supported],
      [['code'], ['query'], ['authorization_code', 'refresh_token']],
    )
    assert.equal(
      [json.code_challenge_methods_supported, json.token_endpoint_auth_methods_supported],
      [['S256'], ['none', 'client_secret_basic', 'client_secret_post']],
    )
    assert.equal(json.scopes_supported, [
      'openid',
      'offline_access',
      ...['checks', 'incidents', 'webhooks', 'status_pages'].flatMap((area) => [`${area}:read`, `${area}:write`]),
      'billing:read',
      'teams:read',
      'teams:write',
    ])
    for (const absent of [
      'registration_endpoint',
      'device_authorization_endpoint',
      'end_session_endpoint',
      'pushed_authorization_request_endpoint',
      'backchannel_authentication_endpoint',
    ])
      assert.not.ok(absent in json, absent)
    assert.is(json.authorization_response_iss_parameter_supported, true)
  })

it('behind a proxy with TLS: the issuer is https, cookies are Secure, and no answer names the inner address', async () => {
  const { server } = world
  const app = await registerApp(world.owner)
  const host = 'beat.example.org'
  const browser = new Browser(server, host)
  const proxied = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.7' }
  const first = await browser.request({
    path: authorizePath(app, { code_challenge: pkce().challenge }),
    headers: proxied,
  })
  assert.match(first.headers.location ?? '', /^\/oauth\/interaction\//)
  for (const cookie of (first.headers['set-cookie'] ?? '').split('\n'))
    assert.match(cookie, /^__Host-as-open=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/)
  assert.is(first.headers['strict-transport-security'], 'max-age=31536000')
  const authorized = await authorize(server, app, { browser: new Browser(server, host) })
  assert.is(authorized.answer.searchParams.get('iss'), issuer)
  const tokens = await expecting(200, exchange(server, app, authorized))
  const claims = JSON.parse(Buffer.from(tokens.json.id_token.split('.')[1], 'base64url').toString())
  assert.is(claims.iss, issuer)
})

it('CORS: everyone reads what a server says about itself, nobody else anything; an Origin is never repeated', async () => {
  const headers = { Origin: 'https://evil.test' }
  for (const path of [...discovery, '/oauth/jwks'])
    assert.is((await local.server.ask({ path, headers })).headers['access-control-allow-origin'], '*')
  for (const path of ['/oauth/token', '/oauth/userinfo', '/oauth/introspect', '/oauth/revoke'])
    for (const method of ['POST', 'OPTIONS']) {
      const answer = await local.server.ask({
        method,
        path,
        headers: { ...headers, 'Access-Control-Request-Method': 'POST' },
      })
      assert.is(answer.headers['access-control-allow-origin'], undefined, `${method} ${path}`)
      assert.not.match(JSON.stringify(answer.headers), /evil/)
    }
})

it('405 with Allow for a method that an address does not have; 404 for what is not there', async () => {
  for (const [method, path, allowed] of [
    ['GET', '/oauth/token', 'POST'],
    ['POST', '/oauth/authorize', 'GET'],
    ['HEAD', '/oauth/authorize', 'GET'],
    ['PUT', '/oauth/jwks', 'GET, HEAD'],
    ['DELETE', '/oauth/userinfo', 'GET, POST'],
  ] as const) {
    const answer = await local.server.ask({ method, path })
    assert.equal([answer.status, answer.headers.allow], [405, allowed], `${method} ${path}`)
  }
  for (const path of [
    '/oauth/',
    '/oauth/register',
    '/oauth/device',
    '/oauth/TOKEN',
    '/oauth/token/',
    '/oauth/session/end',
    '/.well-known/openid-credential-issuer',
  ])
    assert.is((await local.server.ask({ path })).status, 404, path)
})

it.run()
