import type { NewId } from '../../contract/ids.ts'
import type { Cursors } from '../../http/cursor.ts'
import type { Route } from '../../http/handler.ts'
import { appRoutes } from './app-routes.ts'
import { grantRoutes } from './grant-routes.ts'

/** What the API of OAuth apps needs. The protocol itself is src-server/oauth. */
export interface OAuthServices {
  readonly cursors: Cursors
  readonly newId: NewId
}

/** OAuth apps and what users allowed them. */
export function oauthRoutes(services: OAuthServices): Route[] {
  return [...appRoutes(services), ...grantRoutes(services)]
}
