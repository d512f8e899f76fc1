import { lockOn } from '../../state/locks.ts'
import { may } from '../../state/session.ts'
import { t } from './words.ts'

/** Why this person cannot change components now; undefined where they can. */
export function whyNotChange(): string | undefined {
  if (!may('components:write')) return t('components.menu.notAllowed')
  return lockOn('components') === null ? undefined : t('components.menu.locked')
}
