import { chosenBy, refuseUnknownChoices } from '../../content/interests.ts'
import type { Scope } from '../../content/scope.ts'
import { Problem } from '../../contract/problems.ts'
import type { Subscriber } from '../../contract/subscribers.ts'
import type { Readable } from '../../db/database.ts'
import { presentSubscriber } from './present.ts'
import { findSubscriber, type SubscriberRow } from './store.ts'

/** Looking up what requests name, and what was chosen in them. */

/** Chosen components of a body; `null`: all. */
export type Chosen = readonly { readonly id: string }[] | null

export function idsOf(chosen: Chosen): string[] {
  return (chosen ?? []).map(({ id }) => id)
}

/** @throws Problem `validation_failed` for what the team of this page cannot choose. */
export function knownToTeam(db: Readable, scope: Scope, chosen: Chosen): void {
  if (chosen !== null) refuseUnknownChoices(db, scope, chosen, { visibleOnly: false })
}

/** @throws Problem `validation_failed` for what visitors of this page cannot see. */
export function knownToVisitors(db: Readable, scope: Scope, chosen: Chosen): void {
  if (chosen !== null) refuseUnknownChoices(db, scope, chosen, { visibleOnly: true })
}

/** @throws Problem `not_found` for an id of nothing, of another page or of the other environment: one answer for all three. */
export function readSubscriber(db: Readable, scope: Scope, id: string): SubscriberRow {
  const row = findSubscriber(db, scope, id)
  if (row === undefined) throw new Problem('not_found')
  return row
}

/** A subscriber as the team sees it, now. */
export function shownSubscriber(db: Readable, row: SubscriberRow): Subscriber {
  return presentSubscriber(row, chosenBy(db, 'subscriber', [row.id]).get(row.id) ?? [])
}
