import { lockOn } from '../../state/locks.ts'
import { context, may } from '../../state/session.ts'
import { t } from './words.ts'

/** Whether custom roles can be made and changed in this workspace. */
export function rolesAreOn(): boolean {
  return context()?.features.advanced_rbac === true
}

/** Why this person cannot change roles now; undefined where they can. */
export function whyNotChange(): string | undefined {
  if (!may('roles:write')) return t('roles.menu.notAllowed')
  if (context()?.every_page !== true) return t('roles.everyPage')
  if (!rolesAreOn()) return t('roles.menu.off')
  return lockOn('roles') === null ? undefined : t('roles.menu.locked')
}
