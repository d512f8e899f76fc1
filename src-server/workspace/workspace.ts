import { randomBytes } from 'node:crypto'
import type { NewId } from '../contract/ids.ts'
import type { Readable, Writable } from '../db/database.ts'
import { type PolicyRow, policyOf, type TokenPolicy } from './policy.ts'

/** The one row that says what this workspace is. Times are milliseconds UTC. */
export interface Workspace {
  readonly id: string
  /** `null` until it is set up. */
  readonly name: string | null
  /** The console is served on `<consoleId>.localhost`: a name that a page on another port does not know. */
  readonly consoleId: string
  /** Binds the cursors of lists to this workspace. */
  readonly cursorKey: Buffer
  /** Custom roles can be made and assigned. */
  readonly advancedRbac: boolean
  /** API tokens and OAuth apps may call; sessions always may. */
  readonly apiAccess: boolean
  readonly policy: TokenPolicy
  /** How long rows of the log are kept; `null` = for ever. */
  readonly auditRetentionDays: number | null
  readonly version: number
  readonly createdAt: number
  /** When it got its owner; `null` = it has none yet. */
  readonly setUpAt: number | null
}

interface WorkspaceRow extends PolicyRow {
  id: string
  name: string | null
  console_id: string
  cursor_key: Buffer
  advanced_rbac: number
  api_access: number
  audit_retention_days: number | null
  version: number
  created_at: number
  set_up_at: number | null
}

const everything = `SELECT id, name, console_id, cursor_key, advanced_rbac, api_access, max_lifetime_days, default_lifetime_days,
  allow_never_expires, self_rotation, max_active_per_scope_set, rate_limit_live, rate_limit_test, audit_retention_days, version,
  created_at, set_up_at FROM workspace WHERE only = 1`

/**
 * The workspace as the database has it.
 * @throws Error before `ensureWorkspace` made its row.
 */
export function readWorkspace(db: Readable): Workspace {
  const row = db.get<WorkspaceRow>(everything)
  if (row === undefined) throw new Error('the database has no workspace row; ensureWorkspace makes it at start')
  return {
    id: row.id,
    name: row.name,
    consoleId: row.console_id,
    cursorKey: row.cursor_key,
    advancedRbac: row.advanced_rbac === 1,
    apiAccess: row.api_access === 1,
    policy: policyOf(row),
    auditRetentionDays: row.audit_retention_days,
    version: row.version,
    createdAt: row.created_at,
    setUpAt: row.set_up_at,
  }
}

/** Gives a fresh database its workspace: an id, a name for the console, a key for cursors; not set up yet. Does nothing to others. */
export function ensureWorkspace(tx: Writable, { newId, now }: { newId: NewId; now: number }): void {
  tx.run(
    'INSERT INTO workspace (only, id, console_id, cursor_key, created_at) VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    newId('workspace'),
    // 80 bits as a DNS label: letters a–p only, so that no browser takes it for a number.
    randomBytes(10)
      .toString('hex')
      .replaceAll(/[0-9]/g, (digit) => 'ghijklmnop'[Number(digit)] ?? 'g'),
    randomBytes(32),
    now,
  )
}

/** The workspace in memory: every request reads it, few change it. `reload` after a commit that did. */
export interface WorkspaceState {
  readonly current: Workspace
  reload(): void
}

/** Reads the workspace and keeps it. */
export function createWorkspaceState(db: Readable): WorkspaceState {
  let current = readWorkspace(db)
  return {
    get current() {
      return current
    },
    reload() {
      current = readWorkspace(db)
    },
  }
}
