import { account, reset } from './en/account.ts'
import { audit } from './en/audit.ts'
import { access, common, problems, secret, status } from './en/common.ts'
import { components } from './en/components.ts'
import { connectedApps } from './en/connected-apps.ts'
import { connections } from './en/connections.ts'
import { content } from './en/content.ts'
import { commands, frame } from './en/frame.ts'
import { incidents } from './en/incidents.ts'
import { locks } from './en/locks.ts'
import { maintenances } from './en/maintenances.ts'
import { invite, members } from './en/members.ts'
import { oauth } from './en/oauth.ts'
import { overview } from './en/overview.ts'
import { pages } from './en/pages.ts'
import { roles } from './en/roles.ts'
import { session, setup } from './en/session.ts'
import { settings } from './en/settings.ts'
import { magic, subscribers } from './en/subscribers.ts'
import { tokens } from './en/tokens.ts'
import { chart, usage } from './en/usage.ts'

/**
 * All of English in one piece, for translators and tests; no screen imports it. One file per area under en/, a screen's own words stand
 * under its name; strings.ts says which of them come with the first load.
 */
export const en = {
  common,
  status,
  secret,
  access,
  problems,
  frame,
  commands,
  session,
  setup,
  account,
  reset,
  connectedApps,
  overview,
  members,
  invite,
  pages,
  locks,
  usage,
  chart,
  tokens,
  audit,
  content,
  incidents,
  roles,
  oauth,
  settings,
  components,
  connections,
  maintenances,
  subscribers,
  magic,
}
