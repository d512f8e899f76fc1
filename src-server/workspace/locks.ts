import type { Lock } from '../access/facts.ts'
import { type LockFeature, lockFeatures } from '../contract/endpoint.ts'
import type { Readable } from '../db/database.ts'

/** Roles belong to the workspace; everything else that can be locked belongs to a page. */
export function lockPage(feature: LockFeature, pageId: string): string {
  return feature === 'roles' ? '' : pageId
}

/** Which features are locked for Terraform, without touching the database; `reload` after a commit that changed it. */
export interface LockDirectory {
  /** The lock on a feature of a page (of the workspace, for `roles`), or null. */
  find(pageId: string | null, feature: LockFeature): Lock | null
  /** All locks that hold on a page, those of the workspace among them, in the order of the catalogue. */
  on(pageId: string): readonly Lock[]
  reload(): void
}

interface LockRow {
  page_id: string
  feature: string
  reason: string
  locked_by_name: string
  managed_by_name: string | null
}

/** Reads the locks and keeps them. */
export function createLockDirectory(db: Readable): LockDirectory {
  let locks = new Map<string, Lock>()
  const keyOf = (pageId: string, feature: LockFeature): string => `${lockPage(feature, pageId)} ${feature}`
  const reload = (): void => {
    const rows = db.all<LockRow>(
      'SELECT page_id, feature, reason, locked_by_name, managed_by_name FROM terraform_locks',
    )
    locks = new Map(
      rows.flatMap((row) => {
        const feature = lockFeatures.find((each) => each === row.feature)
        if (feature === undefined) return []
        const lock: Lock = { feature, reason: row.reason, lockedBy: row.locked_by_name, managedBy: row.managed_by_name }
        return [[keyOf(row.page_id, feature), lock]]
      }),
    )
  }
  reload()
  return {
    find: (pageId, feature) => locks.get(keyOf(pageId ?? '', feature)) ?? null,
    on: (pageId) => lockFeatures.flatMap((feature) => locks.get(keyOf(pageId, feature)) ?? []),
    reload,
  }
}
