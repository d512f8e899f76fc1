import { builtInClients } from '../../contract/built-in-apps.ts'
import type { ClientType } from '../../contract/oauth-apps.ts'
import { grantIsLive } from '../../credentials/oauth-grants.ts'
import type { Readable, SqlValue, Writable } from '../../db/database.ts'
import { afterPosition, type CursorValue, orderBy } from '../../http/cursor.ts'

/** OAuth apps, their secrets, and the grants of users. Times are milliseconds UTC; deleted apps are not among what is read here. */

export interface AppRow {
  id: string
  name: string
  description: string
  logo_url: string | null
  redirect_uris: string
  scopes: string
  client_type: ClientType
  created_at: number
  created_by: string | null
  created_by_name: string | null
  disabled_at: number | null
  version: number
  grants: number
  last_used_at: number | null
}

/** Takes the time once. */
const columns = `oauth_apps.id, name, description, logo_url, redirect_uris, scopes, client_type, created_at, created_by, created_by_name,
  disabled_at, version,
  (SELECT count(*) FROM oauth_grants WHERE app_id = oauth_apps.id AND ${grantIsLive}) AS grants,
  (SELECT max(last_used_at) FROM oauth_grants WHERE app_id = oauth_apps.id) AS last_used_at`

export interface AppFilters {
  readonly q?: string | undefined
  readonly status?: 'active' | 'disabled' | undefined
  /** Those that come with Beatkeeper, or those that were registered. */
  readonly builtIn: boolean
}

const builtInIds = builtInClients.map(({ id }) => `'${id}'`).join(', ')

/** A page of the list, the latest first, with one row more than `limit` if there is more. */
export function listAppRows(
  db: Readable,
  options: { filters: AppFilters; limit: number; after: readonly CursorValue[] | null; now: number },
): AppRow[] {
  const { filters, limit, after, now } = options
  const parts = ['deleted_at IS NULL', `id ${filters.builtIn ? 'IN' : 'NOT IN'} (${builtInIds})`]
  const values: SqlValue[] = [now]
  if (filters.status !== undefined) parts.push(`disabled_at IS ${filters.status === 'active' ? 'NULL' : 'NOT NULL'}`)
  if (filters.q !== undefined) {
    parts.push('(instr(lower(name), lower(?)) > 0 OR instr(lower(description), lower(?)) > 0 OR id = ?)')
    values.push(filters.q, filters.q, filters.q)
  }
  if (after !== null) {
    const keyset = afterPosition('created_at', true, after)
    parts.push(keyset.sql)
    values.push(...keyset.values)
  }
  return db.all<AppRow>(
    `SELECT ${columns} FROM oauth_apps WHERE ${parts.join(' AND ')} ORDER BY ${orderBy('created_at', true)} LIMIT ?`,
    ...values,
    limit + 1,
  )
}

/** The app with this id; undefined when there is none or it was deleted. */
export function findAppRow(db: Readable, id: string, now: number): AppRow | undefined {
  return db.get<AppRow>(`SELECT ${columns} FROM oauth_apps WHERE id = ? AND deleted_at IS NULL`, now, id)
}

export type NewApp = Pick<
  AppRow,
  'id' | 'name' | 'description' | 'logo_url' | 'redirect_uris' | 'scopes' | 'client_type' | 'created_at'
> & { created_by: string; created_by_name: string }

/** Adds an app. */
export function insertApp(tx: Writable, row: NewApp): void {
  tx.run(
    `INSERT INTO oauth_apps (id, name, description, logo_url, redirect_uris, scopes, client_type, created_at, created_by, created_by_name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.name,
    row.description,
    row.logo_url,
    row.redirect_uris,
    row.scopes,
    row.client_type,
    row.created_at,
    row.created_by,
    row.created_by_name,
  )
}

/** Changes what can be changed. */
export function updateApp(
  tx: Writable,
  id: string,
  fields: Pick<AppRow, 'name' | 'description' | 'logo_url' | 'redirect_uris'>,
): void {
  tx.run(
    'UPDATE oauth_apps SET name = ?, description = ?, logo_url = ?, redirect_uris = ?, version = version + 1 WHERE id = ?',
    fields.name,
    fields.description,
    fields.logo_url,
    fields.redirect_uris,
    id,
  )
}

/** Switches it off (at a time) or on (`null`). */
export function setAppDisabled(tx: Writable, id: string, at: number | null): void {
  tx.run('UPDATE oauth_apps SET disabled_at = ?, version = version + 1 WHERE id = ?', at, id)
}

/** Leaves a tombstone, without what described it, and no secret that works. */
export function deleteApp(tx: Writable, id: string, now: number): void {
  tx.run('DELETE FROM oauth_app_secrets WHERE app_id = ?', id)
  tx.run(
    "UPDATE oauth_apps SET deleted_at = ?, description = '', logo_url = NULL, redirect_uris = '[]', version = version + 1 WHERE id = ?",
    now,
    id,
  )
}

export interface SecretRow {
  prefix: string
  created_at: number
  ends_at: number | null
}

/** The secrets that work at a time, newest first. */
export function secretsOf(db: Readable, appId: string, now: number): SecretRow[] {
  return db.all<SecretRow>(
    `SELECT prefix, created_at, ends_at FROM oauth_app_secrets WHERE app_id = ? AND (ends_at IS NULL OR ends_at > ?)
     ORDER BY ends_at IS NULL DESC, created_at DESC`,
    appId,
    now,
  )
}

/** Adds a secret by its hash. */
export function insertSecret(
  tx: Writable,
  row: { hash: Buffer; app_id: string; prefix: string; created_at: number },
): void {
  tx.run(
    'INSERT INTO oauth_app_secrets (hash, app_id, prefix, created_at) VALUES (?, ?, ?, ?)',
    row.hash,
    row.app_id,
    row.prefix,
    row.created_at,
  )
}

/** Lets the present secret go on until `endsAt` and ends those that another rotation left: never more than two work. */
export function retireSecrets(tx: Writable, appId: string, endsAt: number, now: number): void {
  tx.run('DELETE FROM oauth_app_secrets WHERE app_id = ? AND ends_at IS NOT NULL', appId)
  if (endsAt <= now) tx.run('DELETE FROM oauth_app_secrets WHERE app_id = ?', appId)
  else tx.run('UPDATE oauth_app_secrets SET ends_at = ? WHERE app_id = ?', endsAt, appId)
  tx.run('UPDATE oauth_apps SET version = version + 1 WHERE id = ?', appId)
}

export interface GrantDetailRow {
  id: string
  app_id: string
  app_name: string
  app_description: string
  logo_url: string | null
  user_id: string
  user_name: string | null
  user_email: string | null
  page_id: string | null
  page_name: string | null
  scopes: string
  created_at: number
  last_used_at: number | null
  expires_at: number
  live_tokens: number
}

/** The live grants of an app, of a user or of both, the latest first, with one row more than `limit` if there is more. */
export function listGrantRows(
  db: Readable,
  options: {
    of: { appId?: string | undefined; userId?: string | undefined }
    limit: number
    after: readonly CursorValue[] | null
    now: number
  },
): GrantDetailRow[] {
  const { of, limit, after, now } = options
  const parts = [grantIsLive]
  const values: SqlValue[] = [now, now]
  if (of.appId !== undefined) {
    parts.push('oauth_grants.app_id = ?')
    values.push(of.appId)
  }
  if (of.userId !== undefined) {
    parts.push('oauth_grants.user_id = ?')
    values.push(of.userId)
  }
  if (after !== null) {
    const keyset = afterPosition('oauth_grants.created_at', true, after, 'oauth_grants.id')
    parts.push(keyset.sql)
    values.push(...keyset.values)
  }
  return db.all<GrantDetailRow>(
    `SELECT oauth_grants.id, app_id, oauth_apps.name AS app_name, oauth_apps.description AS app_description, logo_url, user_id,
       users.name AS user_name, users.email AS user_email, page_id, pages.name AS page_name, oauth_grants.scopes,
       oauth_grants.created_at, oauth_grants.last_used_at, oauth_grants.expires_at,
       (SELECT count(*) FROM oauth_artefacts WHERE grant_id = oauth_grants.id AND kind IN ('access', 'refresh')
         AND consumed_at IS NULL AND revoked_at IS NULL AND oauth_artefacts.expires_at > ?) AS live_tokens
     FROM oauth_grants JOIN oauth_apps ON oauth_apps.id = app_id LEFT JOIN users ON users.id = user_id LEFT JOIN pages ON pages.id = page_id
     WHERE ${parts.join(' AND ')} ORDER BY ${orderBy('oauth_grants.created_at', true, 'oauth_grants.id')} LIMIT ?`,
    ...values,
    limit + 1,
  )
}
