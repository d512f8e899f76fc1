import { environment } from '../../state/choices.ts'
import { awayReason } from '../../state/connection.ts'
import { may } from '../../state/session.ts'
import { t } from './words.ts'

/** Why nothing can be changed here now; undefined: it can. */
export function whyNotChange(): string | undefined {
  return may('subscribers:write') ? awayReason() : t('subscribers.notAllowed')
}

export function inSandbox(): boolean {
  return environment() === 'test'
}
