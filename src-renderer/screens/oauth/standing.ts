import { context, may } from '../../state/session.ts'
import { t } from './words.ts'

/** Why this person cannot change OAuth apps; undefined where they can. */
export function whyNotChange(): string | undefined {
  if (!may('oauth_apps:write')) return t('oauth.menu.notAllowed')
  return context()?.every_page === true ? undefined : t('oauth.everyPage')
}
