import { isBuiltInClient } from '../../contract/built-in-apps.ts'
import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import type { ConnectedAppResource, OAuthAppResource, OAuthGrantResource } from '../../contract/oauth-apps.ts'
import { isPermission } from '../../contract/permissions.ts'
import { storedWords } from '../../lib/stored-json.ts'
import type { AppRow, GrantDetailRow, SecretRow } from './store.ts'

/** An app, never with a secret. */
export function presentApp(row: AppRow, secrets: readonly SecretRow[]): OAuthAppResource {
  return {
    id: row.id,
    client_id: row.id,
    name: row.name,
    description: row.description,
    logo_url: row.logo_url,
    redirect_uris: storedWords(row.redirect_uris),
    scopes: storedWords(row.scopes),
    client_type: row.client_type,
    status: row.disabled_at === null ? 'active' : 'disabled',
    built_in: isBuiltInClient(row.id),
    secrets: secrets.map(({ prefix, created_at, ends_at }) => ({
      prefix,
      created_at: rfc3339Of(created_at),
      ends_at: rfc3339OrNull(ends_at),
    })),
    grants: row.grants,
    created_at: rfc3339Of(row.created_at),
    created_by: row.created_by === null ? null : { id: row.created_by, name: row.created_by_name ?? '' },
    last_used_at: rfc3339OrNull(row.last_used_at),
  }
}

/** The permissions among the words of a grant; `openid` and `offline_access` open nothing of ours. */
function permissionsOf(row: GrantDetailRow): string[] {
  return storedWords(row.scopes).filter(isPermission)
}

function pageOf(row: GrantDetailRow): { id: string; name: string } | null {
  return row.page_id === null ? null : { id: row.page_id, name: row.page_name ?? '' }
}

/** A grant, as those who run the workspace see it. */
export function presentGrant(row: GrantDetailRow): OAuthGrantResource {
  return {
    id: row.id,
    app: { id: row.app_id, name: row.app_name },
    user: { id: row.user_id, email: row.user_email ?? '', name: row.user_name ?? '' },
    page: pageOf(row),
    scopes: permissionsOf(row),
    granted_at: rfc3339Of(row.created_at),
    last_used_at: rfc3339OrNull(row.last_used_at),
    live_tokens: row.live_tokens,
    expires_at: rfc3339Of(row.expires_at),
  }
}

/** The same, as the user who gave it sees it. */
export function presentConnectedApp(row: GrantDetailRow): ConnectedAppResource {
  return {
    id: row.id,
    app: { id: row.app_id, name: row.app_name, description: row.app_description, logo_url: row.logo_url },
    page: pageOf(row),
    scopes: permissionsOf(row),
    granted_at: rfc3339Of(row.created_at),
    last_used_at: rfc3339OrNull(row.last_used_at),
    live_tokens: row.live_tokens,
    expires_at: rfc3339Of(row.expires_at),
  }
}
