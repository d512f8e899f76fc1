/** A client library that nobody here wrote, unmodified: discovery, the whole way, and what it would refuse if we said it wrong. */
import * as oauth from 'oauth4webapi'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startWorld, type World } from '../http/world.ts'
import { Browser } from './browser.ts'
import { authorizePath, registerApp, type TestApp } from './oauth-app.ts'

const it = suite('oauth4webapi')
/** The library asks for https; on this computer there is none. */
const plain = { [oauth.allowInsecureRequests]: true }
let world: World
let as: oauth.AuthorizationServer
it.before(async () => {
  world = await startWorld()
  const issuer = new URL(world.server.url)
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plain))
})
it.after(() => world.server.stop())

/** The person's part: from the address that the app sends the browser to, to the address that the browser is sent back to. */
async function allowed(app: TestApp, fields: Record<string, string>): Promise<URL> {
  const browser = new Browser(world.server)
  await browser.open(authorizePath(app, fields))
  await browser.signIn()
  const { location } = (await browser.submit({ act: 'allow' })).headers
  return new URL(location ?? 'none:')
}

const clientOf = (app: TestApp): oauth.Client => ({ client_id: app.id })

/** From discovery to tokens whose ID token the library has checked: issuer, audience, nonce, signature, time. */
async function tokensOf(app: TestApp, proof: oauth.ClientAuth): Promise<oauth.TokenEndpointResponse> {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const back = await allowed(app, { state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier) })
  const answer = oauth.validateAuthResponse(as, clientOf(app), back, state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    clientOf(app),
    proof,
    answer,
    app.redirectUri,
    verifier,
    plain,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, clientOf(app), response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, plain)
  return tokens
}

it('discovery answers the same at both addresses, and promises what the server keeps', async () => {
  const issuer = new URL(world.server.url)
  const other = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...plain, algorithm: 'oauth2' }),
  )
  assert.equal(other, as)
  assert.equal(
    [as.response_types_supported, as.code_challenge_methods_supported, as.grant_types_supported],
    [['code'], ['S256'], ['authorization_code', 'refresh_token']],
  )
  assert.is(as.authorization_response_iss_parameter_supported, true)
  assert.equal(as.response_modes_supported, ['query'])
  assert.equal([as.registration_endpoint, as.device_authorization_endpoint], [undefined, undefined])
})

for (const [method, proofOf] of [
  ['client_secret_basic', oauth.ClientSecretBasic],
  ['client_secret_post', oauth.ClientSecretPost],
] as const) {
  it(`a confidential app with ${method}: tokens, the API, userinfo, refresh, introspection, revocation`, async () => {
    const app = await registerApp(world.owner, { name: `Library, ${method}` })
    const client = clientOf(app)
    const proof = proofOf(app.secret ?? '')
    const first = await tokensOf(app, proof)
    const claims = oauth.getValidatedIdTokenClaims(first)
    assert.equal(
      [claims?.sub, claims?.name, claims?.email, claims?.scp],
      [world.server.ownerId, 'Mina Okafor', 'mina@example.org', ['openid', ...app.scopes]],
    )

    const api = new URL('/api/v1/admin/incidents', world.server.url)
    const listed = await oauth.protectedResourceRequest(first.access_token, 'GET', api, undefined, undefined, plain)
    assert.is(listed.status, 200)
    const info = await oauth.processUserInfoResponse(
      as,
      client,
      world.server.ownerId,
      await oauth.userInfoRequest(as, client, first.access_token, plain),
    )
    assert.equal(info.scp, ['openid', ...app.scopes])

    const second = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, proof, first.refresh_token ?? '', plain),
    )
    assert.not.equal(second.refresh_token, first.refresh_token)
    assert.is(oauth.getValidatedIdTokenClaims(second)?.sub, world.server.ownerId)

    const looked = async () =>
      oauth.processIntrospectionResponse(
        as,
        client,
        await oauth.introspectionRequest(as, client, proof, second.access_token, plain),
      )
    assert.is((await looked()).active, true)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, proof, second.refresh_token ?? '', plain),
    )
    assert.equal(await looked(), { active: false })
    const refused = oauth.protectedResourceRequest(second.access_token, 'GET', api, undefined, undefined, plain)
    const challenge = await refused.then(
      () => null,
      (error: unknown) => error,
    )
    if (!(challenge instanceof oauth.WWWAuthenticateChallengeError)) throw new Error(`no challenge: ${challenge}`)
    assert.is(challenge.cause[0]?.parameters.error, 'invalid_token')
  })
}

it('a public app on loopback: no secret, a port of its own', async () => {
  const app = await registerApp(world.owner, {
    name: 'Library, public',
    client_type: 'public',
    redirect_uris: ['http://127.0.0.1/callback'],
    scopes: ['checks:read'],
  })
  const tokens = await tokensOf({ ...app, redirectUri: 'http://127.0.0.1:50123/callback' }, oauth.None())
  assert.is(tokens.scope, 'openid checks:read')
})

it('an error of the protocol is one that the library can read', async () => {
  const app = await registerApp(world.owner, { name: 'Library, errors' })
  const wrong = oauth.ClientSecretBasic('bks_wrong')
  const answer = await oauth.refreshTokenGrantRequest(as, clientOf(app), wrong, 'bkr_nothing', plain)
  const error = await oauth.processRefreshTokenResponse(as, clientOf(app), answer).then(
    () => null,
    (each: unknown) => each,
  )
  assert.ok(error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError)
  assert.is(error.status, 401)
})

it.run()
