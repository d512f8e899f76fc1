import { account } from '../../strings/en/account.ts'
import { connectedApps } from '../../strings/en/connected-apps.ts'
import { setup } from '../../strings/en/session.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ account, connectedApps, setup })
