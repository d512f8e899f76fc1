import { couldStillWork, rotationEnd } from '../../credentials/token-life.ts'
import type { Readable, SqlValue, Writable } from '../../db/database.ts'

/** Rows of API tokens, and the SQL that reads and writes them. Times are milliseconds UTC. */

export interface TokenRow {
  id: string
  prefix: string
  name: string
  description: string
  notes: string
  purpose: string
  owner_id: string | null
  owner_name: string | null
  /** 1 while the owner is a member who can sign in. */
  owner_present: number
  level: string
  scopes: string
  role_key: string
  environment: string
  page_id: string | null
  terraform_managed: number
  allowed_ips: string | null
  created_at: number
  created_by: string | null
  created_by_name: string | null
  minted_by: string | null
  lifetime_ms: number | null
  expires_at: number | null
  disabled_at: number | null
  revoked_at: number | null
  revoked_by: string | null
  revoked_by_name: string | null
  revoke_reason: string | null
  line_id: string
  rotated_from: string | null
  rotated_to: string | null
  overlap_ms: number | null
  hard_stop_at: number | null
  old_ends_at: number | null
  last_used_at: number | null
  last_used_ip: string | null
  use_count: number
  exposed_at: number | null
  version: number
}

/** Every column of a row, with its owner as they are today; goes with `joined`. */
export const columns = `tokens.id, prefix, tokens.name, description, notes, purpose, owner_id, coalesce(users.name, owner_name) AS owner_name,
  (users.id IS NOT NULL AND users.disabled_at IS NULL AND EXISTS (SELECT 1 FROM memberships WHERE user_id = users.id)) AS owner_present,
  level, scopes, role_key, environment, page_id, terraform_managed, allowed_ips, tokens.created_at, created_by, created_by_name, minted_by, lifetime_ms,
  expires_at, tokens.disabled_at, revoked_at, revoked_by, revoked_by_name, revoke_reason, line_id, rotated_from, rotated_to, overlap_ms, hard_stop_at,
  old_ends_at, last_used_at, last_used_ip, use_count, exposed_at, tokens.version`
export const joined = 'tokens LEFT JOIN users ON users.id = tokens.owner_id'

/** The state at a time, as SQL; takes the time twice. Same order as standing.ts of the kernel: revoked, expired, disabled, active. */
export const statusAt = `CASE WHEN revoked_at IS NOT NULL OR (rotated_to IS NOT NULL AND ${rotationEnd} <= ?) THEN 'revoked'
  WHEN expires_at <= ? THEN 'expired' WHEN tokens.disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END`

/** What a caller sees: tokens of their page, those of every page if they have every page, and test ones only in the sandbox. */
export interface Visibility {
  readonly pageId: string
  readonly everyPage: boolean
  readonly testOnly: boolean
}

/** SQL for what a caller sees, with what it binds. */
export function visible({ pageId, everyPage, testOnly }: Visibility): { sql: string; values: SqlValue[] } {
  const page = everyPage ? '(page_id = ? OR page_id IS NULL)' : 'page_id = ?'
  return { sql: testOnly ? `${page} AND environment = 'test'` : page, values: [pageId] }
}

/** One token that the caller may see, or undefined. */
export function findTokenRow(db: Readable, id: string, who: Visibility): TokenRow | undefined {
  const { sql, values } = visible(who)
  return db.get<TokenRow>(`SELECT ${columns} FROM ${joined} WHERE tokens.id = ? AND ${sql}`, id, ...values)
}

/** One token, whoever asks: for a caller that is this token. */
export function tokenRowOf(db: Readable, id: string): TokenRow | undefined {
  return db.get<TokenRow>(`SELECT ${columns} FROM ${joined} WHERE tokens.id = ?`, id)
}

/** The token of a raw value's SHA-256, if the caller may see it. */
export function findTokenRowByHash(db: Readable, hash: Buffer, who: Visibility): TokenRow | undefined {
  const { sql, values } = visible(who)
  return db.get<TokenRow>(`SELECT ${columns} FROM ${joined} WHERE hash = ? AND ${sql}`, hash, ...values)
}

/** How many of a rotation line could still work (active or disabled), `except` left out. */
export function countWorkingInLine(db: Readable, lineId: string, now: number, except: string): number {
  const row = db.get<{ working: number }>(
    `SELECT count(*) AS working FROM tokens WHERE line_id = ? AND id <> ? AND ${couldStillWork}`,
    lineId,
    except,
    now,
    now,
  )
  return row?.working ?? 0
}

/** How many with exactly these scopes, on the same page and in the same environment, could still work. */
export function countWorkingWithScopes(
  db: Readable,
  scopes: string,
  pageId: string | null,
  environment: string,
  now: number,
  except: string,
): number {
  const row = db.get<{ working: number }>(
    `SELECT count(*) AS working FROM tokens WHERE scopes = ? AND page_id IS ? AND environment = ? AND id <> ? AND ${couldStillWork}`,
    scopes,
    pageId,
    environment,
    except,
    now,
    now,
  )
  return row?.working ?? 0
}

export type NewToken = Omit<
  TokenRow,
  | 'owner_present'
  | 'disabled_at'
  | 'revoked_at'
  | 'revoked_by'
  | 'revoked_by_name'
  | 'revoke_reason'
  | 'rotated_to'
  | 'overlap_ms'
  | 'hard_stop_at'
  | 'old_ends_at'
  | 'last_used_at'
  | 'last_used_ip'
  | 'use_count'
  | 'exposed_at'
  | 'version'
> & { hash: Buffer }

/** Adds a token. Of its secret the row has the hash and the first characters. */
export function insertToken(tx: Writable, row: NewToken): void {
  tx.run(
    `INSERT INTO tokens (id, hash, prefix, name, description, notes, purpose, owner_id, owner_name, level, scopes, role_key, environment, page_id,
       terraform_managed, allowed_ips, created_at, created_by, created_by_name, minted_by, lifetime_ms, expires_at, line_id, rotated_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.hash,
    row.prefix,
    row.name,
    row.description,
    row.notes,
    row.purpose,
    row.owner_id,
    row.owner_name,
    row.level,
    row.scopes,
    row.role_key,
    row.environment,
    row.page_id,
    row.terraform_managed,
    row.allowed_ips,
    row.created_at,
    row.created_by,
    row.created_by_name,
    row.minted_by,
    row.lifetime_ms,
    row.expires_at,
    row.line_id,
    row.rotated_from,
  )
}

/** Changes the given columns and raises the version. */
export function updateToken(
  tx: Writable,
  id: string,
  values: Partial<
    Record<
      | 'name'
      | 'description'
      | 'notes'
      | 'purpose'
      | 'owner_id'
      | 'owner_name'
      | 'allowed_ips'
      | 'expires_at'
      | 'disabled_at'
      | 'revoked_at'
      | 'revoked_by'
      | 'revoked_by_name'
      | 'revoke_reason'
      | 'rotated_to'
      | 'overlap_ms'
      | 'hard_stop_at'
      | 'old_ends_at'
      | 'exposed_at',
      SqlValue
    >
  >,
): void {
  const names = Object.keys(values)
  tx.run(
    `UPDATE tokens SET ${names.map((each) => `${each} = ?, `).join('')}version = version + 1 WHERE id = ?`,
    ...Object.values(values),
    id,
  )
}

/** Removes the record and leaves a tombstone: lineage and the log go on by id. */
export function deleteTokenRow(tx: Writable, id: string, now: number): void {
  tx.run(
    `INSERT INTO token_tombstones (id, name, prefix, page_id, environment, line_id, minted_by, rotated_from, rotated_to, deleted_at)
     SELECT id, name, prefix, page_id, environment, line_id, minted_by, rotated_from, rotated_to, ? FROM tokens WHERE id = ?`,
    now,
    id,
  )
  tx.run('DELETE FROM tokens WHERE id = ?', id)
}

/** The tokens whose rotation has run out but which do not say so yet. */
export function endedRotations(db: Readable, now: number): TokenRow[] {
  return db.all<TokenRow>(
    `SELECT ${columns} FROM ${joined} WHERE revoked_at IS NULL AND rotated_to IS NOT NULL AND ${rotationEnd} <= ? LIMIT 500`,
    now,
  )
}

/** The old ones of rotations whose successor ended (or is gone) before its first use. */
export function brokenRotations(db: Readable, now: number): TokenRow[] {
  return db.all<TokenRow>(
    `SELECT ${columns} FROM ${joined} WHERE revoked_at IS NULL AND rotated_to IS NOT NULL AND old_ends_at IS NULL AND ${rotationEnd} > ?
       AND NOT EXISTS (SELECT 1 FROM tokens AS successor WHERE successor.id = tokens.rotated_to AND successor.revoked_at IS NULL
         AND (successor.expires_at IS NULL OR successor.expires_at > ?)) LIMIT 500`,
    now,
    now,
  )
}
