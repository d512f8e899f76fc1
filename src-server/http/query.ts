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
      for (const found of [...findSecrets(value), ...findSecrets(name)]) {
        credential = true
        exposures.exposed(found.value, exchange.address)
      }
      if (credentialNames.has(name.toLowerCase())) credential = true
      if (name in query) malformed ??= `The query parameter "${name.slice(0, 40)}" is there more than once.`
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
