import { type AuditAction, auditEvent } from '../contract/events.ts'
import { canonicalJson, type Json, type JsonObject } from './canonical-json.ts'
import { concealJson, holdsSecret } from './conceal.ts'

const sortedFields = new WeakMap<readonly string[], readonly string[]>()

/** Of a record, the fields that the event may log, in the order in which canonical JSON writes them. */
function listed(fields: readonly string[], record: JsonObject): JsonObject {
  const kept: Record<string, Json> = {}
  let sorted = sortedFields.get(fields)
  if (sorted === undefined) {
    sorted = fields.toSorted()
    sortedFields.set(fields, sorted)
  }
  for (const field of sorted) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined
    if (value !== undefined) kept[field] = value
  }
  return kept
}

/** Fields that say which thing it was; they stay even where they did not change. */
const identity: ReadonlySet<string> = new Set(['id', 'key', 'page_id', 'feature'])

/** Of two states, what differs. A state that is not known keeps the other whole. */
function differing(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const isKept = (field: string): boolean =>
    identity.has(field) || canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null)
  const kept = (record: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(record).filter(([field]) => isKept(field)))
  return { after: kept(after), before: kept(before) }
}

/**
 * What a row keeps of a change, as canonical JSON: `{"after":{…},"before":{…}}` with the event's listed fields only, of an update those that
 * differ, and no secret of ours in any text; null where nothing was given.
 */
export function loggedChanges(action: AuditAction, before: JsonObject | null, after: JsonObject | null): string | null {
  if (before === null && after === null) return null
  const { fields } = auditEvent(action)
  const was = before === null ? undefined : listed(fields, before)
  const is = after === null ? undefined : listed(fields, after)
  const changes = was === undefined || is === undefined ? { after: is, before: was } : differing(was, is)
  return canonicalOrNull(changes) ?? canonicalJson(concealJson(changes))
}

/** The canonical text of what holds nothing to conceal and is well-formed as it is; null otherwise. Nearly all is, and one look shows it. */
function canonicalOrNull(changes: unknown): string | null {
  try {
    const text = canonicalJson(changes)
    return holdsSecret(text) ? null : text
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
