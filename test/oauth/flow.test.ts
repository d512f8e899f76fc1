/** The whole way of an app: authorize, exchange, call, refresh, introspect, userinfo, revoke, and what the log says of it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { expecting, get, startWorld, type World } from '../http/world.ts'
import { authorize, connect, exchange, proof, protocol, refresh, registerApp, tokensIn } from './oauth-app.ts'

const it = suite('oauth flow')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

it('a confidential app: code with iss and state, tokens of our format, the API, refresh, introspection, userinfo, revocation', async () => {
  const { server } = world
  const app = await registerApp(world.owner)
  const authorized = await authorize(server, app)
  assert.equal(
    [authorized.answer.origin, authorized.answer.searchParams.get('state'), authorized.answer.searchParams.get('iss')],
    ['https://pager.example.com', 'af0ifjsldkj', server.url],
  )
  assert.is(secretKindOf(authorized.code), 'oauth_code')

  const answer = await expecting(200, exchange(server, app, authorized))
  const first = tokensIn(answer)
  assert.equal([secretKindOf(first.access), secretKindOf(first.refresh)], ['oauth_access', 'oauth_refresh'])
  assert.equal(
    [answer.json.token_type, answer.json.expires_in, answer.json.scope],
    ['Bearer', 3600, 'openid incidents:read incidents:write'],
  )
  assert.equal([answer.headers['cache-control'], answer.headers.server], ['no-store', undefined])

  const me = await expecting(200, server.ask(get('/me', { token: first.access })))
  assert.equal(
    [me.json.kind, me.json.name, me.json.permission, me.json.scopes, me.json.environment],
    ['oauth', 'Mina Okafor', null, ['incidents:read', 'incidents:write'], 'live'],
  )
  assert.match(me.json.id, /^gnt_/)
  await expecting(200, server.ask(get('/admin/incidents', { token: first.access })))
  const denied = await server.ask(get('/admin/checks-of-nothing', { token: first.access }))
  assert.is(denied.status, 404)
  const beyond = await server.ask(get('/admin/tokens', { token: first.access }))
  assert.equal([beyond.status, beyond.json.code], [403, 'insufficient_scope'])

  const held = async () => (await expecting(200, world.owner.ask(get('/me/connected-apps')))).json.data
  assert.equal(
    (await held()).map((each: { app: { id: string }; live_tokens: number }) => [each.app.id, each.live_tokens]),
    [[app.id, 2]],
  )
  const introspected = await protocol(server, 'introspect', { token: first.access, ...proof(app) })
  assert.equal(
    [introspected.json.active, introspected.json.scp, introspected.json.client_id, introspected.json.sub],
    [true, ['openid', ...app.scopes], app.id, server.ownerId],
  )
  const userinfo = await expecting(200, server.ask({ path: '/oauth/userinfo', token: first.access }))
  assert.equal(userinfo.json, {
    sub: server.ownerId,
    name: 'Mina Okafor',
    email: 'mina@example.org',
    scp: ['openid', ...app.scopes],
  })

  const second = tokensIn(await expecting(200, refresh(server, app, first.refresh)))
  assert.is((await held())[0].live_tokens, 3, 'the used refresh token counts no more')
  assert.not.equal(second.refresh, first.refresh)
  await expecting(200, server.ask(get('/me', { token: second.access })))
  await expecting(200, protocol(server, 'revoke', { token: second.refresh, ...proof(app) }))
  for (const token of [first.access, second.access]) {
    const gone = await server.ask(get('/me', { token }))
    assert.equal(
      [gone.status, gone.json.code, gone.headers['x-error'], gone.headers['www-authenticate']],
      [401, 'token_revoked', 'token_revoked', 'Bearer error="invalid_token"'],
    )
  }
  assert.is((await refresh(server, app, second.refresh)).json.error, 'invalid_grant')
  assert.is((await protocol(server, 'introspect', { token: second.access, ...proof(app) })).json.active, false)
})

it('a public app: PKCE and nothing else proves who began, any port on loopback, consent each time', async () => {
  const app = await registerApp(world.owner, {
    client_type: 'public',
    redirect_uris: ['http://127.0.0.1/callback'],
    scopes: ['checks:read'],
  })
  const here = { ...app, redirectUri: 'http://127.0.0.1:51004/callback' }
  const authorized = await authorize(world.server, here)
  assert.is(authorized.answer.port, '51004')
  await expecting(200, exchange(world.server, here, authorized))
  const again = await authorize(world.server, here, { browser: authorized.browser })
  const tokens = await expecting(200, exchange(world.server, here, again))
  assert.is(tokens.json.scope, 'openid checks:read')
})

it('the log says who acted on whose behalf, with the scopes that each call consumed', async () => {
  const app = await registerApp(world.owner, { name: 'Logged app' })
  const tokens = await connect(world.server, app)
  await expecting(200, world.server.ask(get('/admin/incidents', { token: tokens.access })))
  await expecting(200, refresh(world.server, app, tokens.refresh))
  const { json } = await expecting(200, world.owner.ask(get('/admin/audit-log?oauth_app=Logged%20app&limit=50')))
  const said = json.data.map((row: { action: string; actor: { name: string; on_behalf_of?: { name: string } } }) => [
    row.action,
    row.actor.name,
    row.actor.on_behalf_of?.name,
  ])
  const mina = ['Mina Okafor', 'Logged app']
  assert.equal(said, [
    ['oauth.token', ...mina],
    ['grant.refresh', ...mina],
    ['incidents.list', ...mina],
    ['oauth.token', ...mina],
    ['grant.exchange', ...mina],
    ['oauth.interaction', ...mina],
    ['grant.create', ...mina],
  ])
  await expecting(200, protocol(world.server, 'introspect', { token: tokens.access, ...proof(app) }))
  const itself = await expecting(200, world.owner.ask(get('/admin/audit-log?oauth_app=Logged%20app&limit=1')))
  assert.equal(
    [itself.json.data[0].action, itself.json.data[0].actor.kind, itself.json.data[0].actor.name],
    ['oauth.introspection', 'oauth_app', 'Logged app'],
  )
  const call = json.data.find((row: { action: string }) => row.action === 'incidents.list')
  assert.equal([call.scopes_used, call.actor.kind], [['incidents:read'], 'user'])
})

it.run()
