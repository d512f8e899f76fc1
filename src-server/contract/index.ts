import { auditEndpoints } from './audit.ts'
import { componentEndpoints } from './components.ts'
import type { Endpoint } from './endpoint.ts'
import { incidentEndpoints } from './incidents.ts'
import { locksEndpoints } from './locks.ts'
import { magicEndpoints } from './magic-routes.ts'
import { outboxEndpoints } from './mail.ts'
import { maintenanceEndpoints } from './maintenances.ts'
import { meEndpoints } from './me.ts'
import { membersEndpoints } from './members.ts'
import { oauthAppEndpoints } from './oauth-apps.ts'
import { orgEndpoints } from './org.ts'
import { pageEndpoints } from './pages.ts'
import { passkeyEndpoints } from './passkeys.ts'
import { passwordResetEndpoints } from './password-reset.ts'
import { publicEndpoints } from './public.ts'
import { rolesEndpoints } from './roles.ts'
import { sessionEndpoints } from './session.ts'
import { settingsEndpoints } from './settings.ts'
import { setupEndpoints } from './setup.ts'
import { subscriberEndpoints } from './subscribers.ts'
import { systemEndpoints } from './system.ts'
import { tokensEndpoints } from './tokens.ts'
import { twoFactorEndpoints } from './two-factor.ts'

/** Everything that the API can be asked. Router, OpenAPI, client, matrix, docs and tests read this list. */
export const endpoints: readonly Endpoint[] = [
  ...setupEndpoints,
  ...sessionEndpoints,
  ...twoFactorEndpoints,
  ...passkeyEndpoints,
  ...passwordResetEndpoints,
  ...meEndpoints,
  ...tokensEndpoints,
  ...rolesEndpoints,
  ...locksEndpoints,
  ...settingsEndpoints,
  ...pageEndpoints,
  ...orgEndpoints,
  ...membersEndpoints,
  ...oauthAppEndpoints,
  ...incidentEndpoints,
  ...maintenanceEndpoints,
  ...componentEndpoints,
  ...outboxEndpoints,
  ...subscriberEndpoints,
  ...auditEndpoints,
  ...publicEndpoints,
  ...magicEndpoints,
  ...systemEndpoints,
]
