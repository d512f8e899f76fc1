import { isPermission, RESOURCES } from '../../src-server/contract/permissions.ts'
import type { ApiProblem } from '../api/problem.ts'
import { t } from '../strings/strings.ts'

/** "API tokens: view" for `tokens:read`; the word itself for one that this console does not know. */
export function permissionLabel(permission: string): string {
  if (!isPermission(permission)) return permission
  const area = RESOURCES.find((one) => one.read === permission || one.write === permission)
  if (area === undefined) return permission
  return `${area.label}: ${(area.read === permission ? t('access.view') : t('access.change')).toLowerCase()}`
}

/** What a forbidden screen says: the permission that is missing, in words; `null` when the answer does not name one. */
export function permissionWords(problem: ApiProblem): string | null {
  const missing = problem.extensions.missing
  const first = Array.isArray(missing) ? missing[0] : missing
  const needed =
    typeof first === 'string'
      ? first
      : typeof problem.extensions.permission === 'string'
        ? problem.extensions.permission
        : null
  if (needed === null) return null
  return `${t('problems.forbiddenNeeds', permissionLabel(needed))} ${problem.detail}`
}
