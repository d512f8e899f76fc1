import { type AuditAction, auditEvent } from '../contract/events.ts'
import { canonicalJson, type Json, type JsonObject } from './canonical-json.ts'
import { concealJson } from './conceal.ts'

/** Of a record, the fields that the event may log. */
function listed(fields: readonly string[], record: JsonObject): JsonObject {
  const kept: Record<string, Json> = {}
  for (const field of fields) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined
    if (value !== undefined) kept[field] = value
  }
  return kept
}

/**
 * What a row keeps of a change, as canonical JSON: `{"after":{…},"before":{…}}` with the event's listed fields only and no secret of ours in
 * any text; null where nothing was given.
 */
export function loggedChanges(action: AuditAction, before: JsonObject | null, after: JsonObject | null): string | null {
  if (before === null && after === null) return null
  const { fields } = auditEvent(action)
  return canonicalJson(
    concealJson({
      before: before === null ? undefined : listed(fields, before),
      after: after === null ? undefined : listed(fields, after),
    }),
  )
}
