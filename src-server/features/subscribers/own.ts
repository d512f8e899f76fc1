import { type Choice, type Chooser, choicesOf, chosenBy } from '../../content/interests.ts'
import type { Scope } from '../../content/scope.ts'
import { Problem } from '../../contract/problems.ts'
import type { MagicPrincipal, Principal } from '../../credentials/principal.ts'
import type { Readable } from '../../db/database.ts'
import { type RowOf, type SelectionKind, selectionById } from './selection-store.ts'
import { type SubscriberRow, subscriberById } from './store.ts'

/** What the holder of a link has, and what they see of it: nothing that visitors do not see. */

/** The holder of a magic token; the contract lets nobody else come here. */
export function holderOf(caller: Principal): MagicPrincipal {
  if (caller.kind !== 'magic') throw new Problem('invalid_token')
  return caller
}

/** @throws Problem `token_revoked` when it is gone meanwhile. */
export function ownSubscription(db: Readable, caller: Principal): SubscriberRow {
  return subscriberById(db, holderOf(caller).subjectId) ?? gone()
}

/** @throws Problem `token_revoked` when it is gone meanwhile. */
export function ownSelection<Kind extends SelectionKind>(db: Readable, kind: Kind, id: string): RowOf<Kind> {
  return selectionById(db, kind, id) ?? gone()
}

function gone(): never {
  throw new Problem('token_revoked', { detail: 'What this link was for is not there any more.' })
}

export function scopeOfRow({ page_id, environment }: { page_id: string; environment: 'live' | 'test' }): Scope {
  return { pageId: page_id, environment }
}

/** What was chosen, as far as visitors see it; `null`: all. */
export function followed(
  db: Readable,
  chooser: Chooser,
  row: { readonly id: string; readonly every_component: 0 | 1 },
): { id: string; name: string }[] | null {
  return row.every_component === 1 ? null : shownOf(db, chooser, row.id)
}

export function shownOf(db: Readable, chooser: Chooser, id: string): { id: string; name: string }[] {
  const chosen = chosenBy(db, chooser, [id]).get(id) ?? []
  return chosen.flatMap((each) => (each.public === 1 ? [{ id: each.id, name: each.name }] : []))
}

/** What there is to choose from, and on which page. */
export function around(
  db: Readable,
  row: { readonly page_id: string; readonly environment: 'live' | 'test' },
): { choices: Choice[]; page: string } {
  return {
    choices: choicesOf(db, scopeOfRow(row)),
    page: db.get<{ name: string }>('SELECT name FROM pages WHERE id = ?', row.page_id)?.name ?? '',
  }
}
