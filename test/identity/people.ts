import type { Answer, Ask } from '../support/ask.ts'
import { ownerEmail, ownerPassword, type TestServer } from '../support/harness.ts'

/** People at a test server: signing in, and making more of them. */

export interface SignedIn {
  readonly email: string
  readonly userId: string
  /** `__Host-sid=…`, as the last answer set it. */
  readonly cookie: string
  readonly csrf: string
  /** One request of this session, with its cookie and its second secret. */
  ask(request: Ask): Promise<Answer>
}

export interface SignInOptions {
  readonly email?: string
  readonly password?: string
  readonly headers?: Record<string, string>
}

/** Signs in as a client without a browser does. */
export async function signIn(server: TestServer, options: SignInOptions = {}): Promise<SignedIn> {
  const { email = ownerEmail, password = ownerPassword, headers = {} } = options
  const answer = await login(server, { email, password, headers })
  if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}: ${answer.text}`)
  return session(server, email, answer, headers)
}

/** The answer to a login, whatever it is. */
export function login(
  server: TestServer,
  { email = ownerEmail, password = ownerPassword, headers = {} }: SignInOptions = {},
) {
  return server.ask({ method: 'POST', path: '/api/v1/auth/login', headers, body: { email, password } })
}

/** The session that an answer began. */
export function session(
  server: TestServer,
  email: string,
  answer: Answer,
  headers: Record<string, string> = {},
): SignedIn {
  let cookie = cookieOf(answer, '__Host-sid')
  const csrf: string = answer.json.csrf
  return {
    email,
    userId: answer.json.user.id,
    get cookie() {
      return cookie
    },
    csrf,
    async ask(request) {
      const mine = { ...headers, Cookie: cookie, 'X-CSRF': csrf }
      const answered = await server.ask({ ...request, headers: { ...mine, ...request.headers } })
      const renewed = cookieOf(answered, '__Host-sid')
      if (renewed !== '' && renewed !== '__Host-sid=') cookie = renewed
      return answered
    },
  }
}

/** `name=value` of a cookie that an answer sets, or ''. */
export function cookieOf(answer: Answer, name: string): string {
  const set = (answer.headers['set-cookie'] ?? '').split('\n').find((cookie) => cookie.startsWith(`${name}=`))
  return set?.split(';')[0] ?? ''
}

export const memberPassword = 'lichen quarry kestrel'

/** Invites someone and accepts for them; answers their session. */
export async function join(
  server: TestServer,
  by: SignedIn,
  person: { email: string; name?: string; role_key: string; page_id?: string | null },
): Promise<SignedIn> {
  const { email, name = email.split('@')[0] ?? email, role_key, page_id = null } = person
  const invited = await by.ask({ method: 'POST', path: '/api/v1/org/invites', body: { email, role_key, page_id } })
  if (invited.status !== 201) throw new Error(`inviting answered ${invited.status}: ${invited.text}`)
  const accepted = await accept(server, invited.json.url, { name, password: memberPassword })
  if (accepted.status !== 201) throw new Error(`accepting answered ${accepted.status}: ${accepted.text}`)
  return signIn(server, { email, password: memberPassword })
}

/** Accepts an invite with the token in its link. */
export function accept(server: TestServer, url: string, body: { name: string; password: string }): Promise<Answer> {
  const headers = { 'X-Magic-Token': tokenIn(url) }
  return server.ask({ method: 'POST', path: '/api/v1/invites/accept', headers, body })
}

/** The token in a link's fragment. */
export function tokenIn(url: string): string {
  return new URL(url).hash.replace('#t=', '')
}
