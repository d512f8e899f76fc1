import { type Endpoint, fullPath } from '../../src-server/contract/endpoint.ts'
import type { Ask } from '../support/ask.ts'

/**
 * A request to every endpoint that changes nothing, whoever makes it: ids that nothing has, and bodies that lack what is needed. So a matrix can
 * be asked again and again, and each answer tells whether the caller came through to the handler.
 */
export function harmless(endpoint: Endpoint): Ask {
  const id = '0'.repeat(26)
  const path = fullPath(endpoint)
    .replace(/\/(views|feeds|unsubscribe)\/:key/, (_, area) => `/${area}/${'0'.repeat(43)}`)
    .replace(':feature', 'general')
    .replace(':annotation_id', `ann_${id}`)
    .replace(':grant_id', `gnt_${id}`)
    .replace(':key', 'no-such-role')
    .replace(':id', `${prefixOf(endpoint)}_${id}`)
  if (endpoint.id === 'system.identity') return { path: `${path}?nonce=${'n'.repeat(22)}` }
  if (endpoint.method === 'GET') return { path }
  if (endpoint.takes === 'form')
    return {
      method: endpoint.method,
      path,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'no_such_field=1',
    }
  return { method: endpoint.method, path, body: { no_such_field: true } }
}

const prefixes: Readonly<Record<string, string>> = {
  tokens: 'tok',
  incidents: 'inc',
  maintenances: 'mnt',
  components: 'cmp',
  'component-groups': 'grp',
  members: 'usr',
  invites: 'inv',
  pages: 'pag',
  sessions: 'ses',
  passkeys: 'psk',
  'oauth-apps': 'app',
  'connected-apps': 'gnt',
  outbox: 'eml',
  subscribers: 'sub',
  'magic-links': 'mgl',
  'custom-views': 'vue',
  'rss-feeds': 'fed',
}

/** The id prefix of what an endpoint's `:id` names. */
export function prefixOf(endpoint: Endpoint): string {
  const area = /\/([a-z-]+)\/:id/.exec(endpoint.path)?.[1] ?? ''
  return prefixes[area] ?? 'tok'
}

/** Codes with which a caller is turned away before its handler. */
export const turnedAway: ReadonlySet<string> = new Set([
  'unauthenticated',
  'invalid_token',
  'token_expired',
  'token_revoked',
  'token_disabled',
  'session_expired',
  'api_access_disabled',
  'ip_not_allowed',
  'session_required',
  'credential_kind_not_accepted',
  'reauthentication_required',
  'page_mismatch',
  'environment_mismatch',
  'insufficient_scope',
  'role_denied',
  'terraform_locked',
])
