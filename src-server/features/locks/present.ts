import { type LockFeature, lockFeatures } from '../../contract/endpoint.ts'
import { rfc3339Of } from '../../contract/fields.ts'
import type { LockResource } from '../../contract/locks.ts'
import type { LockRow } from './store.ts'

/** The feature of a row; a word of another version is none. */
export function featureOf(row: LockRow): LockFeature | undefined {
  return lockFeatures.find((each) => each === row.feature)
}

/** A lock as the API answers it. */
export function presentLock(row: LockRow, feature: LockFeature): LockResource {
  return {
    feature,
    page_id: row.page_id === '' ? null : row.page_id,
    reason: row.reason,
    managed_by: row.managed_by === null ? null : { id: row.managed_by, name: row.managed_by_name ?? row.managed_by },
    locked_by: { id: row.locked_by, name: row.locked_by_name },
    locked_at: rfc3339Of(row.locked_at),
  }
}
