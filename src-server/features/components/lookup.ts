import type { Scope } from '../../content/scope.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import type { Readable } from '../../db/database.ts'
import { findGroup, type GroupRow } from './group-store.ts'
import { type ComponentRow, findComponent } from './store.ts'

/** @throws Problem `not_found` for an id of nothing, of another page or of the other environment: one answer for all three. */
export function readComponent(db: Readable, scope: Scope, id: string, at: number): ComponentRow {
  const row = findComponent(db, scope, id, at)
  if (row === undefined) throw new Problem('not_found')
  return row
}

/** @throws Problem `not_found`, as above. */
export function readGroup(db: Readable, scope: Scope, id: string): GroupRow {
  const row = findGroup(db, scope, id)
  if (row === undefined) throw new Problem('not_found')
  return row
}

/** @throws Problem `validation_failed` when a body names a group that this page does not have. */
export function knownGroup(db: Readable, scope: Scope, groupId: string | null | undefined): void {
  if (groupId != null && findGroup(db, scope, groupId) === undefined) {
    throw invalidField('/group_id', 'is not a group of this page')
  }
}
