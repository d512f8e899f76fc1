import type { NewId } from '../../contract/ids.ts'
import type { Cursors } from '../../http/cursor.ts'
import type { Route } from '../../http/handler.ts'
import type { Sealer } from '../../keys/sealer.ts'
import { appRoutes } from './app-routes.ts'
import { grantRoutes } from './grant-routes.ts'
import { keyRoutes } from './key-routes.ts'

/** What the API of OAuth apps needs. The protocol itself is src-server/oauth. */
export interface OAuthServices {
  readonly cursors: Cursors
  readonly newId: NewId
  readonly sealer: Sealer
  /** The authorization server looks at its keys anew. */
  keysChanged(): void
}

/** OAuth apps and what users allowed them. */
export function oauthRoutes(services: OAuthServices): Route[] {
  return [...appRoutes(services), ...grantRoutes(services), ...keyRoutes(services)]
}
