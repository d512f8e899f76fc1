import type { ClientMetadata } from 'oidc-provider'
import { isNativeRedirect } from '../../contract/redirect-uri.ts'
import type { Readable } from '../../db/database.ts'
import { storedWords } from '../../lib/stored-json.ts'
import type { AdapterParts, ModelAdapter } from './parts.ts'

interface AppRow {
  id: string
  name: string
  redirect_uris: string
  scopes: string
  client_type: string
}

/** The words besides permissions that an app can ask for. */
export const protocolScopes = ['openid', 'offline_access'] as const

/** An app that is registered and on, as a client of OIDC; undefined for all others, which are so told from unknown ones by nobody. */
export function clientMetadata(db: Readable, id: string): ClientMetadata | undefined {
  const row = db.get<AppRow>(
    'SELECT id, name, redirect_uris, scopes, client_type FROM oauth_apps WHERE id = ? AND disabled_at IS NULL AND deleted_at IS NULL',
    id,
  )
  if (row === undefined) return undefined
  const redirectUris = storedWords(row.redirect_uris)
  const isPublic = row.client_type === 'public'
  return {
    client_id: row.id,
    client_name: row.name,
    // "Native" is what lets the port of a loopback address differ (RFC 8252 §7.3); everything else is exact for both.
    application_type: redirectUris.some(isNativeRedirect) ? 'native' : 'web',
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    response_modes: ['query'],
    scope: [...protocolScopes, ...storedWords(row.scopes)].join(' '),
    token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
    // oidc-provider wants one to be there; the comparison is ours (client-secrets.ts), and nothing else reads it.
    ...(isPublic ? {} : { client_secret: 'kept as a hash' }),
  }
}

/** OAuth apps as clients: read only, they are registered over the API. */
export function clientAdapter({ db }: AdapterParts): ModelAdapter {
  const readOnly = (): Promise<never> => Promise.reject(new Error('clients are registered over the API'))
  return { upsert: readOnly, destroy: readOnly, find: async (id) => clientMetadata(db, id) }
}
