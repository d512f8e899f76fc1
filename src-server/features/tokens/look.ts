import { rfc3339Of } from '../../contract/fields.ts'
import { exportTokens, getToken, listTokens, tokenLineage, tokenStats, validateToken } from '../../contract/tokens.ts'
import { hashSecret, secretKindOf } from '../../credentials/secret-format.ts'
import { limitByDefault, pageOf } from '../../http/cursor.ts'
import { read, stream } from '../../http/handler.ts'
import { found } from './end.ts'
import { exportPieces } from './export.ts'
import { lineageOf } from './lineage.ts'
import { countTokens, listTokenRows } from './list-store.ts'
import { presentToken, statusOf } from './present.ts'
import { type TokenServices, visibilityOf } from './services.ts'
import { findTokenRow, findTokenRowByHash } from './store.ts'

/** Everything that only looks at tokens. */
export function lookAtTokenRoutes(services: TokenServices) {
  const { cursors, roles } = services
  return [
    read(listTokens, (call, db) => {
      const { sort = '-created_at', limit = limitByDefault, cursor, ...filters } = call.query
      const who = visibilityOf(call)
      const binding = ['tokens', filters, sort, who]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listTokenRows(db, { filters, who, now: call.now, sort, limit, after })
      const column = sort.replace(/^-/, '')
      return {
        body: pageOf(
          rows,
          limit,
          (row) => presentToken(row, call.now, roles.roleOf),
          (last) => cursors.encode([Reflect.get(last, column), last.id], binding),
        ),
      }
    }),
    read(tokenStats, (call, db) => ({ body: countTokens(db, visibilityOf(call), call.now) })),
    read(getToken, (call, db) => {
      const row = found(findTokenRow(db, call.params.id, visibilityOf(call)))
      return { body: presentToken(row, call.now, roles.roleOf), version: row.version }
    }),
    read(tokenLineage, (call, db) => ({
      body: lineageOf(db, call.params.id, visibilityOf(call), call.now, rfc3339Of),
    })),
    read(validateToken, (call, db) => {
      const { token: value } = call.body
      const kind = secretKindOf(value)
      if (kind !== 'live' && kind !== 'test') return { body: { valid: false, reason: 'malformed' as const } }
      const row = findTokenRowByHash(db, hashSecret(value), visibilityOf(call))
      if (row === undefined) return { body: { valid: false, reason: 'unknown' as const } }
      const status = statusOf(row, call.now)
      const token = presentToken(row, call.now, roles.roleOf)
      return { body: status === 'active' ? { valid: true, token } : { valid: false, reason: status, token } }
    }),
    stream(exportTokens, (call, db) => {
      const { format = 'csv', ...filters } = call.query
      const options = { filters, who: visibilityOf(call), now: call.now }
      return {
        contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
        headers: { 'Content-Disposition': `attachment; filename="tokens.${format}"` },
        pieces: exportPieces(db, options, format, roles.roleOf),
      }
    }),
  ]
}
