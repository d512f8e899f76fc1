/**
 * Signing in from a program on someone's own computer (RFC 8252): authorization code with PKCE over the system's browser and a
 * redirect to loopback. `beatkeeper login`, the desktop app's connections and examples/native-login.ts run this very file.
 *
 * Chosen: no package and no import, so that it can be read at one sitting and copied out whole; what differs between programs (who
 * opens the browser, who listens on loopback) is theirs. `state` and `iss` are checked before the code is looked at, also on errors
 * (RFC 9207, RFC 9700 4.4), all endpoints must be the issuer's own, and no redirect is followed: whatever is sent there is a secret.
 * Left out: ID tokens. Who signed in is asked with the access token (`GET /api/v1/me`).
 * Held by test/contract/native-sign-in.test.ts and test/oauth/native-login.test.ts.
 */

/** It did not work; the message says why and what to do. */
export class SignInFailure extends Error {
  readonly code: SignInFailureCode
  constructor(code: SignInFailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SignInFailure'
    this.code = code
  }
}

/**
 * `no_answer`: nothing came back · `not_a_server`: what answers offers no sign-in · `another_issuer`: it calls itself something else ·
 * `foreign_answer`: an answer that this sign-in did not ask for · `denied`: the person said no · `refused`: the server did ·
 * `ended`: the grant is over, sign in again.
 */
export type SignInFailureCode =
  | 'no_answer'
  | 'not_a_server'
  | 'another_issuer'
  | 'foreign_answer'
  | 'denied'
  | 'refused'
  | 'ended'

/** What a server says about itself (RFC 8414), as far as a sign-in needs it. */
export interface Provider {
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string
}

/** A sign-in that waits for its answer. It never leaves the memory of the program. */
export interface SignIn {
  /** For the browser. */
  readonly url: string
  readonly provider: Provider
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly verifier: string
}

export interface SignInTokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** Milliseconds UTC, by this computer's clock. */
  readonly accessExpiresAt: number
  readonly scopes: readonly string[]
}

export interface Surroundings {
  readonly fetch: typeof fetch
  /** Milliseconds UTC. */
  readonly now: () => number
}

const answerMs = 15_000
const answerBytesMost = 65_536

/**
 * Asks a server where its endpoints are.
 * @throws SignInFailure; `another_issuer` where it goes by another address, which `issuer` of the error names.
 */
export async function discoverProvider(issuer: string, { fetch }: Pick<Surroundings, 'fetch'>): Promise<Provider> {
  const { status, json } = await asked(fetch, `${issuer}/.well-known/oauth-authorization-server`, {})
  const said = textOf(json, 'issuer')
  if (status !== 200 || said === null)
    throw new SignInFailure('not_a_server', `What answers at ${issuer} offers no sign-in for programs.`)
  if (said !== issuer) throw new AnotherIssuer(issuer, said)
  const endpoint = (name: string): string => {
    const url = textOf(json, name)
    if (url === null || !URL.canParse(url) || new URL(url).origin !== new URL(issuer).origin)
      throw new SignInFailure('not_a_server', `${issuer} names no ${name} of its own.`)
    return url
  }
  return {
    issuer,
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    revocationEndpoint: endpoint('revocation_endpoint'),
  }
}

/** The server is reached under one address and goes by another. */
export class AnotherIssuer extends SignInFailure {
  readonly issuer: string
  constructor(asked: string, issuer: string) {
    super('another_issuer', `The server at ${asked} goes by the address ${issuer}: sign in there.`)
    this.issuer = issuer
  }
}

/** The address for the browser, with a fresh `state` and a fresh PKCE verifier. */
export async function beginSignIn(
  provider: Provider,
  wanted: { readonly clientId: string; readonly redirectUri: string; readonly scopes: readonly string[] },
): Promise<SignIn> {
  const verifier = randomText()
  const state = randomText()
  const url = authorizeUrl(provider.authorizationEndpoint, {
    ...wanted,
    state,
    challenge: await challengeOf(verifier),
  })
  return { url, provider, clientId: wanted.clientId, redirectUri: wanted.redirectUri, state, verifier }
}

/** An authorize request as RFC 6749 4.1.1 and RFC 7636 write it. */
export function authorizeUrl(
  endpoint: string,
  request: {
    readonly clientId: string
    readonly redirectUri: string
    readonly scopes: readonly string[]
    readonly state: string
    readonly challenge: string
  },
): string {
  const url = new URL(endpoint)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}

/**
 * The code in the answer that the browser brought to the redirect URI. Whose answer it is comes first.
 * @throws SignInFailure `foreign_answer` (wrong or missing state or iss: wait on, it may be anybody), `denied`, `refused`
 */
export function codeFrom(signIn: SignIn, answer: URLSearchParams): string {
  if (only(answer, 'state') !== signIn.state)
    throw new SignInFailure('foreign_answer', 'An answer came that belongs to no sign-in of ours.')
  if (only(answer, 'iss') !== signIn.provider.issuer)
    throw new SignInFailure('foreign_answer', `An answer came that is not from ${signIn.provider.issuer}.`)
  const error = only(answer, 'error')
  if (error === 'access_denied')
    throw new SignInFailure('denied', 'Access was denied in the browser. Nothing was changed.')
  const code = only(answer, 'code')
  if (answer.has('error') || code === null)
    throw new SignInFailure(
      'refused',
      `The server refused the sign-in: ${only(answer, 'error_description') ?? error ?? 'it sent no code'}.`,
    )
  return code
}

/** Trades the code for tokens. @throws SignInFailure */
export function redeemCode(signIn: SignIn, code: string, surroundings: Surroundings): Promise<SignInTokens> {
  return tokensFor(
    signIn.provider,
    {
      grant_type: 'authorization_code',
      client_id: signIn.clientId,
      redirect_uri: signIn.redirectUri,
      code,
      code_verifier: signIn.verifier,
    },
    surroundings,
  )
}

/**
 * Fresh tokens for a refresh token, which is used up by this: keep the new one before anything else.
 * @throws SignInFailure `ended` when it does not work any more
 */
export function renewTokens(
  provider: Provider,
  clientId: string,
  refreshToken: string,
  surroundings: Surroundings,
): Promise<SignInTokens> {
  return tokensFor(
    provider,
    { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken },
    surroundings,
  )
}

/** Ends the grant that a refresh token belongs to, and all of its tokens (RFC 7009). @throws SignInFailure */
export async function endGrant(
  provider: Provider,
  clientId: string,
  refreshToken: string,
  { fetch }: Pick<Surroundings, 'fetch'>,
): Promise<void> {
  const { status, json } = await asked(fetch, provider.revocationEndpoint, {
    client_id: clientId,
    token: refreshToken,
    token_type_hint: 'refresh_token',
  })
  if (status !== 200) throw refusal(provider, status, json)
}

/** `code_challenge` of a verifier: S256 (RFC 7636 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return base64url(new Uint8Array(digest))
}

/** 256 random bits as 43 characters: a `state`, a PKCE verifier. */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

async function tokensFor(
  provider: Provider,
  form: Readonly<Record<string, string>>,
  { fetch, now }: Surroundings,
): Promise<SignInTokens> {
  const sentAt = now()
  const { status, json } = await asked(fetch, provider.tokenEndpoint, form)
  if (status !== 200) throw refusal(provider, status, json)
  const accessToken = textOf(json, 'access_token')
  const refreshToken = textOf(json, 'refresh_token')
  const seconds = Reflect.get(json, 'expires_in')
  if (
    accessToken === null ||
    refreshToken === null ||
    textOf(json, 'token_type')?.toLowerCase() !== 'bearer' ||
    typeof seconds !== 'number'
  )
    throw new SignInFailure('not_a_server', `${provider.issuer} answers with tokens that this program does not know.`)
  return {
    accessToken,
    refreshToken,
    accessExpiresAt: sentAt + seconds * 1000,
    scopes: (textOf(json, 'scope') ?? '').split(' ').filter((scope) => scope !== ''),
  }
}

function refusal({ issuer }: Provider, status: number, json: object): SignInFailure {
  const error = textOf(json, 'error')
  if (error === 'invalid_grant' || error === 'invalid_client')
    return new SignInFailure('ended', `The sign-in at ${issuer} is over. Sign in again.`)
  const why = textOf(json, 'error_description') ?? textOf(json, 'detail') ?? error ?? `it answered ${status}`
  return new SignInFailure('refused', `${issuer} refused: ${why}.`.replace(/\.\.$/, '.'))
}

/** A GET where there is no form, else a POST of it. Nothing is followed, nothing is read without end. */
async function asked(
  fetch: Surroundings['fetch'],
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; json: object }> {
  const isPost = Object.keys(form).length > 0
  let status: number
  let text: string
  try {
    const response = await fetch(url, {
      method: isPost ? 'POST' : 'GET',
      headers: { Accept: 'application/json' },
      ...(isPost ? { body: new URLSearchParams(form) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    status = response.status
    text = await limitedText(response)
  } catch (cause) {
    throw new SignInFailure('no_answer', `No answer from ${new URL(url).origin}.`, { cause })
  }
  return { status, json: objectOf(text) }
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > answerBytesMost) throw new Error('the answer is too long')
  }
  return text + decoder.decode()
}

function objectOf(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function textOf(json: object, name: string): string | null {
  const value: unknown = Object.hasOwn(json, name) ? Reflect.get(json, name) : null
  return typeof value === 'string' && value !== '' ? value : null
}

/** A parameter that may be there once, and not without a value (RFC 6749 3.1). */
function only(answer: URLSearchParams, name: string): string | null {
  const [value = '', ...more] = answer.getAll(name)
  return value !== '' && more.length === 0 ? value : null
}
