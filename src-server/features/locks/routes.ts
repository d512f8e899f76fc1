import { type LockFeature, lockFeatures } from '../../contract/endpoint.ts'
import { createLock, deleteLock, listLocks } from '../../contract/locks.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { whoActs } from '../../credentials/principal.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { lockPage } from '../../workspace/locks.ts'
import { featureOf, presentLock } from './present.ts'
import { deleteLockRow, findLock, insertLock, type LockRow, locksOn, managingToken } from './store.ts'

/** What is managed in Terraform is locked, seen and unlocked here; the pipeline holds everyone else to it (423). */
export function locksRoutes(): Route[] {
  /** Roles belong to the workspace, so their lock does. @throws Problem `page_mismatch`. */
  const refuseWithoutEveryPage = (feature: LockFeature, everyPage: boolean): void => {
    if (feature === 'roles' && !everyPage) {
      throw new Problem('page_mismatch', {
        detail: 'Roles belong to the whole workspace. Locking them takes a credential or a membership for every page.',
      })
    }
  }

  return [
    read(listLocks, (call, db) => {
      const rows = locksOn(db, call.page.id)
      const data = lockFeatures.flatMap((feature) =>
        rows.filter((row) => featureOf(row) === feature).map((row) => presentLock(row, feature)),
      )
      return { body: { data, next_cursor: null } }
    }),

    change(createLock, (call, change) => {
      const { feature } = call.params
      refuseWithoutEveryPage(feature, call.everyPage)
      const pageId = lockPage(feature, call.page.id)
      const managedBy = call.body.managed_by ?? null
      const present = findLock(change.db, pageId, feature)
      if (present !== undefined) {
        // The same again is no change: Terraform may send what it has sent before.
        if (present.reason === call.body.reason && present.managed_by === managedBy)
          return { body: presentLock(present, feature) }
        throw new Problem('already_locked', {
          detail: `${present.locked_by_name} has locked it already: ${present.reason} Unlock it first.`,
        })
      }
      const manager = managedBy === null ? undefined : managingToken(change.db, managedBy, pageId, call.now)
      if (managedBy !== null && manager === undefined) {
        throw invalidField('/managed_by', 'must be the id of a terraform-managed token of this page that still works')
      }
      const by = whoActs(call.caller)
      const row: LockRow = {
        page_id: pageId,
        feature,
        reason: call.body.reason,
        managed_by: managedBy,
        managed_by_name: manager?.name ?? null,
        locked_by: by.id,
        locked_by_name: by.name,
        locked_at: call.now,
      }
      insertLock(change.db, row)
      change.record({
        target: { type: 'lock', id: feature, label: feature },
        ...(feature === 'roles' ? { pageId: null } : {}),
        after: { feature, reason: row.reason, managed_by: managedBy },
      })
      change.accessChanged()
      return { body: presentLock(row, feature) }
    }),

    change(deleteLock, (call, change) => {
      const { feature } = call.params
      refuseWithoutEveryPage(feature, call.everyPage)
      const pageId = lockPage(feature, call.page.id)
      const present = findLock(change.db, pageId, feature)
      if (present === undefined) throw new Problem('not_locked')
      deleteLockRow(change.db, pageId, feature)
      change.record({
        target: { type: 'lock', id: feature, label: feature },
        ...(feature === 'roles' ? { pageId: null } : {}),
        before: { feature, reason: present.reason, managed_by: present.managed_by },
        after: { feature, reason: call.body.reason },
      })
      change.accessChanged()
      return { body: undefined }
    }),
  ]
}
