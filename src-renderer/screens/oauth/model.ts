import type { ClientType, OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { OAUTH_SCOPES, type OAuthScope, PERMISSION_SENTENCES } from '../../../src-server/contract/permissions.ts'
import { problemWithRedirectUri } from '../../../src-server/contract/redirect-uri.ts'
import type { FieldProblem } from '../../ui/form-errors.ts'

/** OAuth apps without a DOM: redirect URIs and how to mend them, scopes in words, what is sent. Pure; test/renderer/oauth-model.test.ts. */

export interface AppsParams {
  [name: string]: string | string[] | undefined
  q?: string
  status?: string
  new?: string
  do?: string
  edit?: string
  rotate?: string
  disable?: string
  delete?: string
  disconnect?: string
}

/** What is sent of the rows of a form: without the empty ones. */
export function filledRows(rows: readonly string[]): string[] {
  return rows.map((row) => row.trim()).filter((row) => row !== '')
}

export interface RedirectWords {
  missing: string
  twice: string
  wrong: (words: string) => string
}

/** What is wrong with each row, by its place; empty rows are only wrong where nothing else is there. */
export function redirectProblems(rows: readonly string[], words: RedirectWords): (string | undefined)[] {
  const filled = filledRows(rows)
  return rows.map((row, index) => {
    const text = row.trim()
    if (text === '') return filled.length === 0 && index === 0 ? words.missing : undefined
    const problem = problemWithRedirectUri(text)
    if (problem !== null) return words.wrong(problem)
    const first = rows.findIndex((other) => other.trim() === text)
    return first < index ? words.twice : undefined
  })
}

/** An address that the server takes and that was probably meant; null where there is nothing to mend, or no safe guess. */
export function repairedRedirect(text: string): string | null {
  const typed = text.trim()
  if (typed === '' || problemWithRedirectUri(typed) === null) return null
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`
  if (candidate.includes('*') || !URL.canParse(candidate)) return null
  const url = new URL(candidate)
  url.hash = ''
  url.username = ''
  url.password = ''
  if (/^(?:[^.]+\.)*localhost\.?$/.test(url.hostname)) url.hostname = '127.0.0.1'
  const isLoopback = url.hostname === '127.0.0.1' || url.hostname === '[::1]'
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    const port = url.port
    url.protocol = isLoopback ? 'http:' : 'https:'
    url.port = port
  }
  const mended = url.href
  return mended !== typed && problemWithRedirectUri(mended) === null ? mended : null
}

/** The scopes with those chosen and those not, each in a sentence. */
export function scopesInWords(chosen: readonly string[]): { can: string[]; cannot: string[] } {
  const sentences = (of: readonly OAuthScope[]): string[] => of.map((scope) => PERMISSION_SENTENCES[scope])
  return {
    can: sentences(OAUTH_SCOPES.filter((scope) => chosen.includes(scope))),
    cannot: sentences(OAUTH_SCOPES.filter((scope) => !chosen.includes(scope))),
  }
}

/** Scopes in the order of the catalogue, one added or taken away. */
export function withScope(chosen: readonly OAuthScope[], scope: OAuthScope, on: boolean): OAuthScope[] {
  return OAUTH_SCOPES.filter((one) => (one === scope ? on : chosen.includes(one)))
}

export interface AppValues {
  name: string
  description: string
  logo: string
  type: ClientType
  redirects: string[]
  scopes: OAuthScope[]
}

export const blankApp: AppValues = {
  name: '',
  description: '',
  logo: '',
  type: 'confidential',
  redirects: [''],
  scopes: [],
}

/** The body of a registration. */
export function registrationOf(values: AppValues) {
  return {
    name: values.name.trim(),
    ...(values.description.trim() === '' ? {} : { description: values.description }),
    ...(values.logo.trim() === '' ? {} : { logo_url: values.logo.trim() }),
    redirect_uris: filledRows(values.redirects),
    scopes: values.scopes,
    client_type: values.type,
  }
}

export interface FormWords extends RedirectWords {
  name: string
  scopes: string
}

/** What the contract's schema says in words for programs is said here in words for people. */
export function formProblems(
  values: Pick<AppValues, 'name' | 'redirects' | 'scopes'>,
  words: FormWords,
): FieldProblem[] {
  return [
    ...(values.name.trim() === '' ? [{ path: '/name', message: words.name }] : []),
    ...redirectProblems(values.redirects, words).flatMap((message) =>
      message === undefined ? [] : [{ path: '/redirect_uris', message }],
    ),
    ...(values.scopes.length === 0 ? [{ path: '/scopes', message: words.scopes }] : []),
  ]
}

/** Everything that has been given access through these, one after the other: what a person holds together. */
export function liveTokens(grants: readonly { live_tokens: number }[]): number {
  return grants.reduce((sum, grant) => sum + grant.live_tokens, 0)
}

/** Whether the port of a redirect URI may differ from the registered one. */
export function takesAnyPort(uri: string): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=[:/]|$)/.test(uri)
}

/** The request that trades a code, as a command. The secret is a variable; it never stands in here. */
export function exchangeCommand(
  app: Pick<OAuthAppResource, 'client_id' | 'client_type'>,
  request: { issuer: string; redirectUri: string; verifier: string },
): string {
  const client =
    app.client_type === 'confidential' ? `-u "${app.client_id}:$CLIENT_SECRET"` : `-d client_id=${app.client_id}`
  return [
    `curl -sS "${request.issuer}/oauth/token"`,
    client,
    '-d grant_type=authorization_code',
    `--data-urlencode "redirect_uri=${request.redirectUri}"`,
    `-d code_verifier=${request.verifier}`,
    '-d code="$CODE"',
  ].join(' \\\n  ')
}

export interface EditableApp {
  name: string
  description: string
  logo_url: string
  redirect_uris: string[]
}

/** The fields of the edit dialog. */
export function editableOf(app: OAuthAppResource): EditableApp {
  return {
    name: app.name,
    description: app.description,
    logo_url: app.logo_url ?? '',
    redirect_uris: app.redirect_uris.length === 0 ? [''] : [...app.redirect_uris],
  }
}

/** What is sent of the fields that were changed. */
export function editOf(changed: Partial<EditableApp>) {
  return {
    ...(changed.name === undefined ? {} : { name: changed.name.trim() }),
    ...(changed.description === undefined ? {} : { description: changed.description }),
    ...(changed.logo_url === undefined ? {} : { logo_url: changed.logo_url.trim() || null }),
    ...(changed.redirect_uris === undefined ? {} : { redirect_uris: filledRows(changed.redirect_uris) }),
  }
}

/** The one word of a parameter of the address; undefined for none. */
export function wordOf(value: string | string[] | undefined): string | undefined {
  const word = Array.isArray(value) ? value[0] : value
  return word === undefined || word === '' ? undefined : word
}
