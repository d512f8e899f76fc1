import {
  type AuditRow,
  exportAuditLog,
  listAuditLog,
  listTokenAuditLog,
  listTokensAuditLog,
  verificationProgress,
  verifyAuditLog,
} from '../../contract/audit.ts'
import { Problem } from '../../contract/problems.ts'
import type { Readable } from '../../db/database.ts'
import { type Cursors, limitByDefault } from '../../http/cursor.ts'
import { preparedChange, type Route, read, stream } from '../../http/handler.ts'
import type { LogFilter } from '../../journal/filter.ts'
import { readLogPage } from '../../journal/page.ts'
import type { StartVerification } from '../../journal/verify-thread.ts'
import type { Page } from '../../workspace/pages.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { bindingOf, type FilterQuery, filterOf } from './filters.ts'
import { exportPieces } from './pieces.ts'
import { createVerifier, presentVerdict } from './verifier.ts'

export interface AuditServices {
  readonly cursors: Cursors
  readonly workspace: WorkspaceState
  readonly startVerification: StartVerification
}

/** What a list of the log needs to know of its call. */
interface LogCall {
  readonly endpoint: { readonly id: string }
  readonly query: FilterQuery & { readonly limit?: number | undefined; readonly cursor?: string | undefined }
  readonly page: Page
  readonly everyPage: boolean
  readonly environment: string
}

/** `/admin/audit-log`, and the log of tokens. */
export function auditRoutes({ cursors, workspace, startVerification }: AuditServices): Route[] {
  const verifier = createVerifier(startVerification)

  /** A page of the log: what the query asks for, within `scope`. */
  const pageOf = (
    call: LogCall,
    db: Readable,
    scope: LogFilter = {},
  ): { data: AuditRow[]; next_cursor: string | null } => {
    const visible = { everyPage: call.everyPage, pageId: call.page.id }
    const binding = [call.endpoint.id, visible, bindingOf(call.query), Object.entries(scope)]
    const [position] = call.query.cursor === undefined ? [] : cursors.decode(call.query.cursor, binding)
    const { data, next } = readLogPage(db, workspace.current.id, {
      filter: { ...filterOf(call.query), ...scope },
      visible,
      before: typeof position === 'number' ? position : null,
      limit: call.query.limit ?? limitByDefault,
    })
    return { data, next_cursor: next === null ? null : cursors.encode([next], binding) }
  }

  return [
    read(listAuditLog, (call, db) => ({ body: pageOf(call, db) })),

    stream(exportAuditLog, (call, db) => {
      const format = call.query.format ?? 'jsonl'
      const day = new Date(call.now).toISOString().slice(0, 10)
      return {
        contentType:
          format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8',
        headers: { 'Content-Disposition': `attachment; filename="audit-log-${day}.${format}"` },
        pieces: exportPieces(db, workspace.current.id, filterOf(call.query), format),
      }
    }),

    preparedChange(
      verifyAuditLog,
      (call) => verifier.verify(call.onGone),
      (_call, _change, verdict) => ({ body: presentVerdict(verdict) }),
      // It changes nothing: of a damaged or full database one wants to know it most of all.
      { essential: true },
    ),

    read(verificationProgress, () => {
      const { done = 0, total = null } = verifier.progress() ?? {}
      return { body: { running: verifier.isRunning, done, total } }
    }),

    read(listTokensAuditLog, (call, db) => ({ body: pageOf(call, db, { anyToken: true }) })),

    read(listTokenAuditLog, (call, db) => {
      const tokenId = call.params.id
      if (!isVisible(db, tokenId, call)) throw new Problem('not_found')
      return { body: pageOf(call, db, { tokenId }) }
    }),
  ]
}

/** Tokens as their list shows them: of this page, of every page to a caller with every page, test tokens only to the sandbox. */
function isVisible(db: Readable, tokenId: string, { page, everyPage, environment }: LogCall): boolean {
  const token = db.get<{ pageId: string | null; environment: string }>(
    `SELECT page_id AS pageId, environment FROM tokens WHERE id = ?
     UNION ALL SELECT page_id, environment FROM token_tombstones WHERE id = ?`,
    tokenId,
    tokenId,
  )
  if (token === undefined || (environment === 'test' && token.environment !== 'test')) return false
  return token.pageId === null ? everyPage : token.pageId === page.id
}
