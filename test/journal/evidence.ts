import type SqliteDatabase from 'better-sqlite3'
import type { Evidence, Salted } from './stranger.ts'

/** Reads a row with all that it refers to, in the shape of the vectors; what is not there any more is null. */
export function evidenceOf(connection: SqliteDatabase.Database, seq: number): Evidence {
  const get = (sql: string, key: unknown): Record<string, unknown> => {
    const row: unknown = connection.prepare(sql).get(key)
    // Rows of SQLite are plain objects; a missing one reads as one without members.
    return (row ?? {}) as Record<string, unknown>
  }
  const log = get('SELECT * FROM audit_log WHERE seq = ?', seq)
  const details = get('SELECT * FROM audit_details WHERE seq = ?', seq)
  const hex = (value: unknown): string | null => (Buffer.isBuffer(value) ? value.toString('hex') : null)
  const salted = (value: unknown, salt: unknown, digest: unknown): Salted | null =>
    digest == null ? null : { value, salt: hex(salt), digest: hex(digest) ?? '' }
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  const actorAt = (key: unknown): Evidence['actor'] => {
    const actor = get('SELECT * FROM actors WHERE key = ?', key)
    return {
      kind: text(actor.kind) ?? '',
      id: text(actor.id),
      prefix: text(actor.prefix),
      label: salted(actor.label, actor.label_salt, actor.label_digest) ?? { value: null, salt: null, digest: '' },
    }
  }
  const client = log.client == null ? null : get('SELECT * FROM clients WHERE key = ?', log.client)
  return {
    seq: number(log.seq) ?? 0,
    id: text(log.id) ?? '',
    at: number(log.at) ?? 0,
    first_at: number(log.first_at),
    count: number(log.count) ?? 0,
    kind: text(log.kind) ?? '',
    action: text(log.action) ?? '',
    outcome: text(log.outcome) ?? '',
    actor: actorAt(log.actor),
    on_behalf_of: log.on_behalf_of == null ? null : actorAt(log.on_behalf_of),
    client:
      client === null
        ? null
        : {
            address: salted(client.address, client.address_salt, client.address_digest),
            agent: salted(client.agent, client.agent_salt, client.agent_digest),
          },
    page_id: text(log.page_id),
    environment: text(log.environment),
    method: text(log.method),
    route: text(log.route),
    status: number(log.status),
    scopes_used: text(log.scopes_used)?.split(' ') ?? null,
    target: text(log.target),
    request_id: text(log.request_id),
    target_label: salted(details.target_label, details.target_label_salt, log.target_label_digest),
    caller_request_id: salted(details.caller_request_id, details.caller_request_id_salt, log.caller_request_id_digest),
    changes: salted(
      typeof details.changes === 'string' ? JSON.parse(details.changes) : null,
      details.changes_salt,
      log.changes_digest,
    ),
  }
}

/** The hash that a row claims. */
export function hashAt(connection: SqliteDatabase.Database, seq: number): string {
  const hash: unknown = connection.prepare('SELECT lower(hex(hash)) FROM audit_log WHERE seq = ?').pluck().get(seq)
  return String(hash)
}
