import { createHash, randomBytes } from 'node:crypto'
import { expecting, post } from '../http/world.ts'
import type { SignedIn } from '../identity/people.ts'
import type { Answer } from '../support/ask.ts'
import { Browser, form, type Reached } from './browser.ts'

/** An OAuth app of a test: registered, and able to do each step of the protocol by itself. */
export interface TestApp {
  readonly id: string
  readonly secret: string | null
  readonly name: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
}

export const callback = 'https://pager.example.com/callback'

/** Registers one as the owner. */
export async function registerApp(
  owner: Pick<SignedIn, 'ask'>,
  {
    scopes = ['incidents:read', 'incidents:write'],
    ...fields
  }: {
    name?: string
    redirect_uris?: readonly string[]
    scopes?: readonly string[]
    client_type?: 'confidential' | 'public'
    description?: string
  } = {},
): Promise<TestApp> {
  const body = { name: 'PagerDuty', redirect_uris: [callback], client_type: 'confidential', scopes, ...fields }
  const { json } = await expecting(201, owner.ask(post('/admin/oauth-apps', body)))
  return { id: json.id, secret: json.client_secret, name: json.name, redirectUri: json.redirect_uris[0], scopes }
}

/** The two halves of PKCE. */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** The path of an authorization request. A field that is `undefined` is left out. */
export function authorizePath(app: TestApp, fields: Readonly<Record<string, string | undefined>> = {}): string {
  const all = {
    response_type: 'code',
    client_id: app.id,
    redirect_uri: app.redirectUri,
    scope: `openid ${app.scopes.join(' ')}`,
    state: 'af0ifjsldkj',
    code_challenge_method: 'S256',
    ...fields,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value)
  return `/oauth/authorize?${query}`
}

export interface Authorized {
  readonly code: string
  readonly verifier: string
  readonly answer: URL
  readonly browser: Browser
}

/** Goes through sign-in and consent in a fresh browser, and answers the code that the app would get. */
export async function authorize(
  server: Reached,
  app: TestApp,
  options: {
    browser?: Browser
    email?: string
    password?: string
    fields?: Readonly<Record<string, string | undefined>>
    consent?: Readonly<Record<string, string | readonly string[] | null>>
  } = {},
): Promise<Authorized> {
  const { browser = new Browser(server), email, password, fields = {}, consent = {} } = options
  const { verifier, challenge } = pkce()
  let answer = await browser.open(authorizePath(app, { code_challenge: challenge, ...fields }))
  if (answer.text.includes('name="password"')) answer = await browser.signIn(email, password)
  if (answer.text.includes('value="allow"')) answer = await browser.submit({ act: 'allow', ...consent })
  const { location } = answer.headers
  if (location === undefined) throw new Error(`no answer for the app: ${answer.status} ${answer.text.slice(-1500)}`)
  const url = new URL(location)
  const code = url.searchParams.get('code')
  if (code === null) throw new Error(`no code: ${location}`)
  return { code, verifier, answer: url, browser }
}

/** Credentials of an app as form fields (`client_secret_post`), or its id alone. */
export function proof(app: TestApp): Record<string, string> {
  return app.secret === null ? { client_id: app.id } : { client_id: app.id, client_secret: app.secret }
}

/** A POST of the protocol. */
export function protocol(server: Reached, endpoint: string, fields: Record<string, string>): Promise<Answer> {
  return server.ask({ method: 'POST', path: `/oauth/${endpoint}`, ...form(fields) })
}

export interface Tokens {
  readonly access: string
  readonly refresh: string
  readonly idToken: string | undefined
  readonly json: Record<string, unknown>
}

export function tokensIn({ json }: Answer): Tokens {
  return { access: json.access_token, refresh: json.refresh_token, idToken: json.id_token, json }
}

/** Exchanges a code. */
export function exchange(
  server: Reached,
  app: TestApp,
  { code, verifier }: Pick<Authorized, 'code' | 'verifier'>,
  more: Record<string, string> = {},
): Promise<Answer> {
  return protocol(server, 'token', {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: app.redirectUri,
    ...proof(app),
    ...more,
  })
}

/** Trades a refresh token. */
export function refresh(
  server: Reached,
  app: TestApp,
  token: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  return protocol(server, 'token', { grant_type: 'refresh_token', refresh_token: token, ...proof(app), ...more })
}

/** All of it: authorize and exchange. */
export async function connect(
  server: Reached,
  app: TestApp,
  options: Parameters<typeof authorize>[2] = {},
): Promise<Tokens> {
  return tokensIn(await expecting(200, exchange(server, app, await authorize(server, app, options))))
}
