import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AnotherIssuer,
  authorizeUrl,
  beginSignIn,
  challengeOf,
  codeFrom,
  discoverProvider,
  endGrant,
  type Provider,
  randomText,
  redeemCode,
  renewTokens,
  SignInFailure,
} from '../../src-server/contract/native-sign-in.ts'

/** The sign-in of programs without a server: what is checked before a code is looked at, and what is never sent anywhere. */
const it = suite('native sign-in')

const issuer = 'http://127.0.0.1:4600'
const document = {
  issuer,
  authorization_endpoint: `${issuer}/oauth/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
  revocation_endpoint: `${issuer}/oauth/revoke`,
}
const provider: Provider = {
  issuer,
  authorizationEndpoint: document.authorization_endpoint,
  tokenEndpoint: document.token_endpoint,
  revocationEndpoint: document.revocation_endpoint,
}
const wanted = {
  clientId: 'app',
  redirectUri: 'http://127.0.0.1:9/callback',
  scopes: ['incidents:read', 'checks:read'],
}

interface Heard {
  readonly url: string
  readonly method: string
  readonly form: string
  readonly redirect: string
}

/** Answers what it is told, and writes down what it was asked. */
function speaking(status: number, body: unknown): { fetch: typeof fetch; heard: Heard[] } {
  const heard: Heard[] = []
  return {
    heard,
    fetch: async (input, init) => {
      heard.push({
        url: String(input),
        method: init?.method ?? 'GET',
        form: String(init?.body ?? ''),
        redirect: init?.redirect ?? 'follow',
      })
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
    },
  }
}

async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<SignInFailure> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof SignInFailure) return error
    throw error
  }
  throw new Error('it went well')
}

it('S256 is what RFC 7636 appendix B shows', async () => {
  assert.is(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
  assert.match(randomText(), /^[A-Za-z0-9_-]{43}$/)
  assert.is.not(randomText(), randomText())
})

it('a request names client, redirect, scopes, state and the challenge, and nothing secret', async () => {
  const signIn = await beginSignIn(provider, wanted)
  const url = new URL(signIn.url)
  assert.is(url.origin + url.pathname, provider.authorizationEndpoint)
  assert.equal(Object.fromEntries(url.searchParams), {
    response_type: 'code',
    client_id: 'app',
    redirect_uri: wanted.redirectUri,
    scope: 'incidents:read checks:read',
    state: signIn.state,
    code_challenge: await challengeOf(signIn.verifier),
    code_challenge_method: 'S256',
  })
  assert.not.ok(signIn.url.includes(signIn.verifier))
})

it('what an endpoint brings along in its query does not survive', () => {
  const url = authorizeUrl(`${issuer}/oauth/authorize?state=theirs`, { ...wanted, state: 'ours', challenge: 'c' })
  assert.equal(new URL(url).searchParams.getAll('state'), ['ours'])
})

it('discovery believes a server that names itself, and endpoints of its own only', async () => {
  const { fetch, heard } = speaking(200, document)
  assert.equal(await discoverProvider(issuer, { fetch }), provider)
  assert.equal(heard, [
    { url: `${issuer}/.well-known/oauth-authorization-server`, method: 'GET', form: '', redirect: 'error' },
  ])
  const other = await failureOf(discoverProvider('http://127.0.0.1:4601', speaking(200, document)))
  assert.instance(other, AnotherIssuer)
  assert.is(other instanceof AnotherIssuer ? other.issuer : '', issuer)
  for (const name of ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint'] as const)
    for (const value of ['https://evil.test/oauth', 'http://127.0.0.1:4601/oauth', '/oauth', 7, undefined])
      assert.is(
        (await failureOf(discoverProvider(issuer, speaking(200, { ...document, [name]: value })))).code,
        'not_a_server',
        `${name}: ${value}`,
      )
  for (const [status, body] of [
    [404, { code: 'not_found' }],
    [200, '<html>'],
    [200, 'null'],
    [200, []],
  ] as const)
    assert.is((await failureOf(discoverProvider(issuer, speaking(status, body)))).code, 'not_a_server')
})

it('an endless answer is no answer', async () => {
  const failure = await failureOf(discoverProvider(issuer, speaking(200, 'x'.repeat(200_000))))
  assert.is(failure.code, 'no_answer')
  const broken = async (): Promise<Response> => Promise.reject(new TypeError('refused'))
  assert.is((await failureOf(discoverProvider(issuer, { fetch: broken }))).code, 'no_answer')
})

it('the answer is taken only with our state and from our server, errors too (mix-up, CSRF)', async () => {
  const signIn = await beginSignIn(provider, wanted)
  const good = { code: 'the-code', state: signIn.state, iss: issuer }
  const take = (fields: Record<string, string>, more: [string, string][] = []): string =>
    codeFrom(signIn, new URLSearchParams([...Object.entries(fields), ...more]))
  assert.is(take(good), 'the-code')
  const refused: [string, Record<string, string>, [string, string][], SignInFailure['code']][] = [
    ['another state', { ...good, state: randomText() }, [], 'foreign_answer'],
    ['no state', { code: 'c', iss: issuer }, [], 'foreign_answer'],
    ['state twice', good, [['state', signIn.state]], 'foreign_answer'],
    ['another iss', { ...good, iss: 'http://127.0.0.1:4601' }, [], 'foreign_answer'],
    ['iss with a slash', { ...good, iss: `${issuer}/` }, [], 'foreign_answer'],
    ['no iss', { code: 'c', state: signIn.state }, [], 'foreign_answer'],
    ['iss twice', good, [['iss', issuer]], 'foreign_answer'],
    ['an error without iss', { error: 'access_denied', state: signIn.state }, [], 'foreign_answer'],
    ['an error with another iss', { error: 'access_denied', state: signIn.state, iss: 'x' }, [], 'foreign_answer'],
    ['denied', { error: 'access_denied', state: signIn.state, iss: issuer }, [], 'denied'],
    ['an error', { error: 'server_error', state: signIn.state, iss: issuer }, [], 'refused'],
    ['an error beside a code', { ...good, error: 'server_error' }, [], 'refused'],
    ['two errors beside a code', { ...good, error: 'a' }, [['error', 'b']], 'refused'],
    ['no code', { state: signIn.state, iss: issuer }, [], 'refused'],
    ['a code twice', good, [['code', 'other']], 'refused'],
    ['an empty code', { ...good, code: '' }, [], 'refused'],
  ]
  for (const [what, fields, more, code] of refused)
    assert.is((await failureOf(() => take(fields, more))).code, code, what)
})

it('no answer that a stranger could make up gives a code', async () => {
  const signIn = await beginSignIn(provider, wanted)
  const word = fc.oneof(fc.string(), fc.constant(issuer), fc.constant('code'))
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('code', 'state', 'iss', 'error'), word), { maxLength: 8 }),
      (pairs) => {
        assert.throws(() => codeFrom(signIn, new URLSearchParams(pairs)))
      },
    ),
  )
})

const surroundings = (status: number, body: unknown) => ({ ...speaking(status, body), now: () => 1_000_000 })
const tokens = {
  access_token: 'bko_a',
  refresh_token: 'bkr_r',
  token_type: 'Bearer',
  expires_in: 3600,
  scope: 'incidents:read',
}

it('a code is traded with its verifier and its redirect, and answers are read strictly', async () => {
  const signIn = await beginSignIn(provider, wanted)
  const here = surroundings(200, tokens)
  assert.equal(await redeemCode(signIn, 'the-code', here), {
    accessToken: 'bko_a',
    refreshToken: 'bkr_r',
    accessExpiresAt: 4_600_000,
    scopes: ['incidents:read'],
  })
  const [heard] = here.heard
  assert.equal([heard?.url, heard?.method, heard?.redirect], [provider.tokenEndpoint, 'POST', 'error'])
  assert.equal(Object.fromEntries(new URLSearchParams(heard?.form)), {
    grant_type: 'authorization_code',
    client_id: 'app',
    redirect_uri: wanted.redirectUri,
    code: 'the-code',
    code_verifier: signIn.verifier,
  })
  for (const wrong of [
    { ...tokens, token_type: 'mac' },
    { ...tokens, access_token: '' },
    { ...tokens, refresh_token: undefined },
    { ...tokens, expires_in: '3600' },
  ])
    assert.is((await failureOf(redeemCode(signIn, 'c', surroundings(200, wrong)))).code, 'not_a_server')
})

it('a refresh that is refused says whether signing in again helps', async () => {
  const renew = (status: number, body: unknown) => renewTokens(provider, 'app', 'bkr_r', surroundings(status, body))
  assert.is((await renew(200, tokens)).accessToken, 'bko_a')
  assert.is((await failureOf(renew(400, { error: 'invalid_grant' }))).code, 'ended')
  assert.is((await failureOf(renew(401, { error: 'invalid_client' }))).code, 'ended')
  const refused = await failureOf(renew(503, { detail: 'The disk is full.' }))
  assert.equal([refused.code, refused.message], ['refused', `${issuer} refused: The disk is full.`])
  const here = surroundings(200, {})
  await endGrant(provider, 'app', 'bkr_r', here)
  assert.is(here.heard[0]?.form, 'client_id=app&token=bkr_r&token_type_hint=refresh_token')
  assert.is((await failureOf(endGrant(provider, 'app', 'bkr_r', surroundings(503, {})))).code, 'refused')
})

it.run()
