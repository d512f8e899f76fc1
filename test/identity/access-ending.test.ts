/** Whatever keeps someone out ends all that lets them in, by the very next request: no way in is forgotten. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintMagicToken } from '../../src-server/credentials/magic-tokens.ts'
import { plantGrant } from '../http/mutations.ts'
import { expecting, post, startWorld, type World } from '../http/world.ts'
import { ownerPassword } from '../support/harness.ts'
import { turnOnTwoFactor } from './authenticator.ts'
import { join, login, memberPassword, type SignedIn, signIn, tokenIn } from './people.ts'

const it = suite('access ending')
let world: World
let people = 0
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())
it.before.each(() => world.server.clock.pass(61_000))

const path = '/api/v1/auth/password-reset'
const appFields = {
  redirect_uris: ['https://app.example.com/callback'],
  scopes: ['incidents:read'],
  client_type: 'confidential',
}

/** Everything that someone can hold, and what each of them answers now. */
async function holder() {
  const { server } = world
  people += 1
  const owner = await signIn(server)
  const email = `person${people}@example.org`
  const person = await join(server, owner, { email, role_key: 'owner' })
  const app = await turnOnTwoFactor(server, person)
  const other = await secondSession(email, app.nextCode())
  const { challenge } = (await login(server, { email, password: memberPassword })).json
  const link = await mintLink(person.userId)
  const invited = await expecting(
    201,
    person.ask(post('/org/invites', { email: `guest${people}@example.org`, role_key: 'viewer', page_id: null })),
  )
  const registered = await expecting(201, owner.ask(post('/admin/oauth-apps', { ...appFields, name: `App ${people}` })))
  const grant = await plantGrant(world, `/admin/oauth-apps/${registered.json.id}`, person.userId)
  const look = async () => ({
    session: (await person.ask({ path: '/api/v1/me' })).status,
    other: (await other.ask({ path: '/api/v1/me' })).status,
    challenge: (await finish(challenge, '000000')).json.code,
    link: (await server.ask({ method: 'PUT', path, headers: { 'X-Magic-Token': link }, body: { password: 'x' } })).json
      .code,
    invite: (await acceptWith(tokenIn(invited.json.url))).json.code,
    grant: isLive(grant),
  })
  return { person, app, link, look, owner }
}

const finish = (challenge: string, code: string) => world.server.ask(post('/auth/two-factor', { challenge, code }))
const acceptWith = (token: string) =>
  world.server.ask(post('/invites/accept', { name: 'x', password: 'x' }, { headers: { 'X-Magic-Token': token } }))
const isLive = (grantId: string): boolean =>
  world.server.running.services.db.get('SELECT 1 FROM oauth_grants WHERE id = ? AND revoked_at IS NULL', grantId) !==
  undefined

async function secondSession(email: string, code: string): Promise<SignedIn> {
  const { challenge } = (await login(world.server, { email, password: memberPassword })).json
  const answer = await expecting(200, finish(challenge, code))
  const cookie = (answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const csrf: string = answer.json.csrf
  return {
    ...{ email, cookie, csrf, userId: answer.json.user.id },
    ask: (request) => world.server.ask({ ...request, headers: { Cookie: cookie, 'X-CSRF': csrf, ...request.headers } }),
  }
}

async function mintLink(subjectId: string): Promise<string> {
  const { writer } = world.server.running.services
  const link = { purpose: 'password_reset', subjectId, now: world.server.clock.wall(), lifeMs: 900_000 } as const
  return (await writer.submit((tx) => mintMagicToken(tx, link))).secret
}

const before = {
  session: 200,
  other: 200,
  challenge: 'two_factor_failed',
  link: 'validation_failed',
  invite: 'validation_failed',
  grant: true,
}
const out = {
  session: 401,
  other: 401,
  challenge: 'sign_in_over',
  link: 'token_revoked',
  invite: 'token_revoked',
  grant: false,
}

it('a disabled member is out: sessions, half a sign-in, a reset link, the invites they made, OAuth grants', async () => {
  const { person, look, owner } = await holder()
  assert.equal(await look(), before)
  await expecting(200, owner.ask(post(`/org/members/${person.userId}/disable`)))
  assert.equal(await look(), out)
  await expecting(200, owner.ask(post(`/org/members/${person.userId}/enable`)))
  assert.equal(await look(), out, 'enabling brings nothing back')
})

it('a removed member is out, and so is everything that was theirs', async () => {
  const { person, look, owner } = await holder()
  await expecting(204, owner.ask({ method: 'DELETE', path: `/api/v1/org/members/${person.userId}` }))
  assert.equal(await look(), { ...out, grant: false })
})

it('a changed password ends everything but the session that changed it, and the invites, which were well made', async () => {
  const { person, app, look } = await holder()
  const body = { current_password: memberPassword, code: app.nextCode(), password: 'walrus sextant harbour 9' }
  await expecting(204, person.ask({ method: 'PUT', path: '/api/v1/me/password', body }))
  assert.equal(await look(), { ...out, session: 200, invite: 'validation_failed' })
})

it('a reset password ends every session; its link is used', async () => {
  const { link, look } = await holder()
  const body = { password: 'walrus sextant harbour 9' }
  await expecting(200, world.server.ask({ method: 'PUT', path, headers: { 'X-Magic-Token': link }, body }))
  assert.equal(await look(), { ...out, link: 'magic_used', invite: 'validation_failed' })
})

it('ending all other sessions leaves this one, the password’s links and what was allowed to apps', async () => {
  const { person, look } = await holder()
  await expecting(204, person.ask({ method: 'DELETE', path: '/api/v1/me/sessions' }))
  assert.equal(await look(), { ...before, other: 401, challenge: 'sign_in_over' })
  assert.is((await login(world.server, { password: ownerPassword })).status, 200)
})

it.run()
