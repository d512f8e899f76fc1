import * as z from 'zod/mini'
import { endpoint, lockFeatures } from './endpoint.ts'
import { listOf, nothing, reason, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { someone } from './people.ts'

/** Features that are managed in Terraform: a locked one is changed by terraform-managed tokens only. */

const feature = z.enum(lockFeatures)

export const lock = z.object({
  feature,
  /** `null`: the lock holds for the whole workspace (roles). */
  page_id: z.nullable(z.string()),
  reason: z.string(),
  /** The token that manages it, where one was named. */
  managed_by: z.nullable(someone),
  locked_by: someone,
  locked_at: timeOut,
})
export type LockResource = z.output<typeof lock>

export const listLocks = endpoint({
  id: 'locks.list',
  method: 'GET',
  path: '/admin/locks',
  summary: 'List what is locked for Terraform on this page',
  permission: 'settings:read',
  environments: 'shared',
  reply: listOf(lock),
  status: 200,
  change: null,
})

export const createLock = endpoint({
  id: 'locks.create',
  method: 'PUT',
  path: '/admin/settings/:feature/lock',
  summary: 'Lock a feature for Terraform',
  permission: 'settings:write',
  credentials: ['api_token', 'session'],
  terraformTokensOnly: true,
  environments: 'shared',
  params: z.strictObject({ feature }),
  body: z.strictObject({ reason, managed_by: z.optional(z.nullable(id('token'))) }),
  reply: lock,
  status: 200,
  change: 'lock.create',
  problems: ['already_locked', 'page_mismatch'],
})

export const deleteLock = endpoint({
  id: 'locks.delete',
  method: 'DELETE',
  path: '/admin/settings/:feature/lock',
  summary: 'Unlock a feature',
  permission: 'settings:write',
  credentials: ['api_token', 'session'],
  terraformTokensOnly: true,
  environments: 'shared',
  params: z.strictObject({ feature }),
  body: z.strictObject({ reason }),
  reply: nothing,
  status: 204,
  change: 'lock.delete',
  problems: ['not_locked', 'page_mismatch'],
})

export const locksEndpoints = [listLocks, createLock, deleteLock]
