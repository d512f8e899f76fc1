import { type LockFeature, lockFeatures } from '../../../src-server/contract/endpoint.ts'
import type { LockResource } from '../../../src-server/contract/locks.ts'

/** Features with their locks. Pure; test/renderer/locks-model.test.ts. */

export interface LocksParams {
  [name: string]: string | string[] | undefined
  lock?: string
  unlock?: string
}

export interface FeatureRow {
  feature: LockFeature
  lock: LockResource | null
}

/** Every feature in the contract's order, with its lock where it has one. */
export function featureRows(locks: readonly LockResource[]): FeatureRow[] {
  return lockFeatures.map((feature) => ({ feature, lock: locks.find((lock) => lock.feature === feature) ?? null }))
}

/** The feature that the address names; whatever else stands there is none. */
export function featureOf(value: string | string[] | undefined): LockFeature | null {
  return lockFeatures.find((feature) => feature === value) ?? null
}

/** Locking roles takes every page: roles belong to the workspace. */
export function needsEveryPage(feature: LockFeature): boolean {
  return feature === 'roles'
}
