/**
 * Two certified client libraries, unmodified, against us: discovery, authorization, exchange, refresh, introspection, userinfo,
 * revocation; and what they refuse when an answer is not from us (mix-up, RFC 9700 4.4). Our sign-in and consent pages are driven over HTTP.
 */
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OAUTH_SCOPES } from '../../src-server/contract/permissions.ts'
import { expecting, get, startWorld, type World } from '../http/world.ts'
import { Browser } from './browser.ts'
import { registerApp, type TestApp } from './oauth-app.ts'

const it = suite('oauth client libraries')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const scope = 'openid offline_access incidents:read'
const native = { client_type: 'public' as const, redirect_uris: ['http://127.0.0.1/callback'] }

/** Signs in and allows, and answers the address that the app would be called at. */
async function allowed(address: URL): Promise<URL> {
  const browser = new Browser(world.server)
  await browser.open(address.href)
  await browser.signIn()
  const { headers } = await browser.submit({ act: 'allow' })
  return new URL(headers.location ?? '')
}

async function openidClient(app: TestApp): Promise<client.Configuration> {
  const proof = app.secret === null ? client.None() : client.ClientSecretBasic(app.secret)
  return client.discovery(new URL(world.server.url), app.id, undefined, proof, {
    execute: [client.allowInsecureRequests],
  })
}

async function begun(config: client.Configuration, redirectUri: string) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const address = client.buildAuthorizationUrl(config, {
    ...{ redirect_uri: redirectUri, scope, state, nonce, code_challenge_method: 'S256' },
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
  })
  return { address, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce } }
}

for (const [kind, fields, redirect] of [
  ['confidential', {}, undefined],
  ['public', native, 'http://127.0.0.1:49152/callback'],
] as const)
  it(`openid-client, a ${kind} app: every step of the protocol`, async () => {
    const app = await registerApp(world.owner, { scopes: ['incidents:read'], ...fields })
    const config = await openidClient(app)
    const metadata = config.serverMetadata()
    assert.ok(metadata.supportsPKCE())
    assert.equal(metadata.scopes_supported, ['openid', 'offline_access', ...OAUTH_SCOPES])
    const { address, checks } = await begun(config, redirect ?? app.redirectUri)
    const tokens = await client.authorizationCodeGrant(config, await allowed(address), checks)
    const claims = tokens.claims()
    assert.equal([claims?.sub, claims?.scp], [world.server.ownerId, ['openid', 'incidents:read']])
    assert.is((await client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')).email, 'mina@example.org')
    await expecting(200, world.server.ask(get('/admin/incidents', { token: tokens.access_token })))

    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.is.not(renewed.refresh_token, tokens.refresh_token)
    const introspected = await client.tokenIntrospection(config, renewed.access_token)
    assert.equal([introspected.active, introspected.scp], [true, ['openid', 'incidents:read']])
    await client.tokenRevocation(config, renewed.refresh_token ?? '')
    assert.is((await client.tokenIntrospection(config, renewed.access_token)).active, false)
    assert.is((await world.server.ask(get('/me', { token: renewed.access_token }))).headers['x-error'], 'token_revoked')
  })

it('openid-client refuses an answer without iss, with another, with another state or nonce (mix-up, CSRF)', async () => {
  const app = await registerApp(world.owner, { scopes: ['incidents:read'] })
  const config = await openidClient(app)
  const spoiled: [string, (answer: URL) => void][] = [
    ['no iss', (answer) => answer.searchParams.delete('iss')],
    ['another iss', (answer) => answer.searchParams.set('iss', 'https://evil.example')],
    ['iss with a slash', (answer) => answer.searchParams.set('iss', `${world.server.url}/`)],
    ['another state', (answer) => answer.searchParams.set('state', 'guessed')],
    ['no state', (answer) => answer.searchParams.delete('state')],
    ['another code', (answer) => answer.searchParams.set('code', 'bkx_stolen')],
  ]
  for (const [what, spoil] of spoiled) {
    const { address, checks } = await begun(config, app.redirectUri)
    const answer = await allowed(address)
    spoil(answer)
    const thrown: unknown = await client.authorizationCodeGrant(config, answer, checks).catch((error: unknown) => error)
    assert.instance(thrown, Error, what)
  }
  const { address, checks } = await begun(config, app.redirectUri)
  const wrong = { ...checks, expectedNonce: client.randomNonce() }
  const thrown: unknown = await client
    .authorizationCodeGrant(config, await allowed(address), wrong)
    .catch((error: unknown) => error)
  assert.instance(thrown, Error, 'another nonce')
})

for (const kind of ['basic', 'post', 'none'] as const)
  it(`oauth4webapi, client authentication ${kind}: every step of the protocol`, async () => {
    const app = await registerApp(world.owner, { scopes: ['incidents:read'], ...(kind === 'none' ? native : {}) })
    const insecure = { [oauth.allowInsecureRequests]: true }
    const issuer = new URL(world.server.url)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
    const plain = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }),
    )
    assert.is(plain.token_endpoint, server.token_endpoint)
    const self: oauth.Client = { client_id: app.id }
    const secret = app.secret ?? ''
    const proof = { basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost, none: oauth.None }[kind](secret)
    const redirectUri = kind === 'none' ? 'http://127.0.0.1:49153/callback' : app.redirectUri
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const address = new URL(server.authorization_endpoint ?? '')
    address.search = new URLSearchParams({
      ...{ response_type: 'code', client_id: app.id, redirect_uri: redirectUri, scope, state },
      ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    }).toString()
    const params = oauth.validateAuthResponse(server, self, await allowed(address), state)
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      self,
      proof,
      params,
      redirectUri,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, self, answer, { requireIdToken: true })
    await oauth.validateApplicationLevelSignature(server, answer, insecure)
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? ''
    const said = await oauth.userInfoRequest(server, self, tokens.access_token, insecure)
    assert.is((await oauth.processUserInfoResponse(server, self, sub, said)).sub, world.server.ownerId)

    const asked = await oauth.refreshTokenGrantRequest(server, self, proof, tokens.refresh_token ?? '', insecure)
    const renewed = await oauth.processRefreshTokenResponse(server, self, asked)
    const active = async (): Promise<boolean> =>
      (
        await oauth.processIntrospectionResponse(
          server,
          self,
          await oauth.introspectionRequest(server, self, proof, renewed.access_token, insecure),
        )
      ).active
    assert.is(await active(), true)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, self, proof, renewed.refresh_token ?? '', insecure),
    )
    assert.is(await active(), false)
  })

it.run()
