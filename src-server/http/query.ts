import { Problem } from '../contract/problems.ts'
import { findSecrets } from '../credentials/secret-format.ts'
import { noQuery, type Step } from './exchange.ts'

/**
 * The query string, parsed once and by hand-written rules: each key once, valid percent-encoding, and never a credential.
 * A credential in a URL ends up in logs, histories and Referer headers, so it is refused even where it would be valid (product A15).
 */

const credentialNames: ReadonlySet<string> = new Set([
  'token',
  'access_token',
  'api_key',
  'apikey',
  'api_token',
  'key',
  'magic_token',
  'refresh_token',
  'id_token',
  'code_verifier',
  'client_secret',
  'authorization',
  'auth_token',
  'bearer',
  'secret',
  'password',
  'session',
  'session_id',
  'x-api-key',
  'x-magic-token',
])

/** What an app may send in an authorization request: RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1 and §5.5 to §6. */
const authorizationParameters: ReadonlySet<string> = new Set([
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'response_mode',
  'nonce',
  'display',
  'prompt',
  'max_age',
  'ui_locales',
  'claims_locales',
  'id_token_hint',
  'login_hint',
  'acr_values',
  'claims',
  'registration',
  'request',
  'request_uri',
  'resource',
])

export interface ExposedSecrets {
  /** One of our secrets was seen in a URL: if it is real it is flagged `exposed_at`. The value itself is kept nowhere. */
  exposed(secret: string, address: string): void
}

/** Refuses credentials in the query (400 before anything is looked up), then keeps it parsed. */
export function createReadQuery(exposures: ExposedSecrets): Step {
  return function readQuery(exchange) {
    const { search } = exchange
    const inPath = findSecrets(decodedPath(exchange.path))
    if (search === '' && inPath.length === 0) return
    const query: Record<string, string> = Object.create(null)
    let malformed: string | null = null
    let credential = inPath.length > 0
    const isAuthorization = exchange.path === '/oauth/authorize'
    for (const found of inPath) exposures.exposed(found.value, exchange.address)
    for (const pair of search === '' ? [] : search.split('&')) {
      if (pair === '') continue
      const equals = pair.indexOf('=')
      const name = decode(equals === -1 ? pair : pair.slice(0, equals))
      const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
      if (name === null || value === null) {
        malformed ??= 'The query string is not valid percent-encoded UTF-8.'
        if (findSecrets(pair).length > 0) credential = true
        continue
      }
      // What an app puts into `state` is its own; that one of ours stands there is told all the same. Twice is its RFC's error, not ours.
      const isExempt = isAuthorization && authorizationParameters.has(name)
      for (const found of [...findSecrets(value), ...findSecrets(name)]) {
        if (!isExempt) credential = true
        exposures.exposed(found.value, exchange.address)
      }
      if (credentialNames.has(name.toLowerCase())) credential = true
      if (name in query && !isExempt)
        malformed ??= `The query parameter "${name.slice(0, 40)}" is there more than once.`
      query[name] = value
    }
    if (credential) throw new Problem('credential_in_query')
    if (malformed !== null) throw new Problem('malformed_request', { detail: malformed })
    exchange.query = search === '' ? noQuery : query
  }
}

/** The path as far as it can be decoded: no route of ours has an escape in it, but a credential might. */
function decodedPath(path: string): string {
  if (!path.includes('%')) return path
  return decode(path.replaceAll('+', '%2B')) ?? path
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
