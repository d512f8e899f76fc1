import type { Token } from '../../contract/tokens.ts'
import type { Readable } from '../../db/database.ts'
import { csvRow } from '../../lib/csv.ts'
import type { AssignableRole } from '../../workspace/roles.ts'
import { listTokenRows, type TokenFilters } from './list-store.ts'
import { presentToken } from './present.ts'
import type { TokenRow, Visibility } from './store.ts'

/** The inventory as CSV or JSON: read 200 rows at a time, so that a long list neither fills memory nor holds the loop. */

const columns = [
  'id',
  'name',
  'description',
  'notes',
  'purpose',
  'owner_id',
  'owner_name',
  'owner_gone',
  'status',
  'permission',
  'scopes',
  'role_key',
  'role_name',
  'environment',
  'page_id',
  'terraform_managed',
  'token_prefix',
  'created_at',
  'created_by',
  'expires_at',
  'last_used_at',
  'last_used_ip',
  'use_count',
  'revoked_at',
  'revoke_reason',
  'rotated_from',
  'rotated_to',
  'allowed_ips',
  'exposed_at',
] as const

function cells(token: Token): string[] {
  const flat: Record<string, unknown> = {
    ...token,
    owner_id: token.owner?.id,
    owner_name: token.owner?.name,
    created_by: token.created_by?.name,
    scopes: token.scopes.join(' '),
    allowed_ips: token.allowed_ips?.join(' '),
  }
  return columns.map((column) => (flat[column] == null ? '' : String(flat[column])))
}

/** The pieces of the export, in the order of creation. */
export function* exportPieces(
  db: Readable,
  options: { filters: TokenFilters; who: Visibility; now: number },
  format: 'csv' | 'json',
  roleOf: (key: string) => AssignableRole,
): Generator<string> {
  yield format === 'csv' ? csvRow(columns) : '['
  let after: [number, string] | null = null
  let first = true
  for (;;) {
    const rows: TokenRow[] = listTokenRows(db, { ...options, sort: 'created_at', limit: 200, after })
    const shown = rows.slice(0, 200)
    let piece = ''
    for (const row of shown) {
      const token = presentToken(row, options.now, roleOf)
      piece += format === 'csv' ? csvRow(cells(token)) : `${first ? '' : ','}\n${JSON.stringify(token)}`
      first = false
    }
    yield piece
    const last = shown.at(-1)
    if (rows.length <= 200 || last === undefined) break
    after = [last.created_at, last.id]
  }
  yield format === 'csv' ? '' : '\n]\n'
}
