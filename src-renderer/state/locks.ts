import type { LockFeature } from '../../src-server/contract/endpoint.ts'
import { type Context, context } from './session.ts'

export type LockInForce = Context['locks'][number]

/** The lock on a feature of this page, as the last context told; the server decides anew with each change. */
export function lockOn(feature: LockFeature): LockInForce | null {
  return context()?.locks.find((lock) => lock.feature === feature) ?? null
}
