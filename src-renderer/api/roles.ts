import { type Accessor, createMemo } from 'solid-js'
import { BUILT_IN_ROLES } from '../../src-server/contract/permissions.ts'
import { listRoles } from '../../src-server/contract/roles.ts'
import { may } from '../state/session.ts'
import { useApi } from './query.ts'

export interface RoleOption {
  key: string
  name: string
  description: string
  permissions: readonly string[]
  built_in: boolean
  assignable: boolean
}

/** The roles of the workspace; for whoever may not see them, the built-in ones, which everybody knows. */
export function useRoles(): Accessor<readonly RoleOption[]> {
  const roles = useApi(() => ({ endpoint: listRoles, enabled: may('roles:read') }))
  return createMemo(
    () => roles.data()?.data ?? BUILT_IN_ROLES.map((role) => ({ ...role, built_in: true, assignable: true })),
  )
}

/** Built-in roles from the least to the most, then the custom ones: the narrowest that does the job is met first. */
export function narrowestFirst(roles: readonly RoleOption[]): RoleOption[] {
  return [...roles].sort(
    (a, b) =>
      Number(b.built_in) - Number(a.built_in) ||
      (a.built_in ? a.permissions.length - b.permissions.length : a.name.localeCompare(b.name)),
  )
}
