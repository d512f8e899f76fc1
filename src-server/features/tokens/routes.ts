import type { Route } from '../../http/handler.ts'
import { bulkTokensRoute } from './bulk.ts'
import { changeTokenRoute } from './change.ts'
import { createTokenRoute } from './create.ts'
import { endTokenRoutes } from './end.ts'
import { lookAtTokenRoutes } from './look.ts'
import { rotateTokenRoutes } from './rotate.ts'
import type { TokenServices } from './services.ts'

/** Everything under `/admin/tokens`, `POST /me/revoke` and `/me/rotate`. */
export function tokensRoutes(services: TokenServices): Route[] {
  return [
    ...lookAtTokenRoutes(services),
    createTokenRoute(services),
    changeTokenRoute(services),
    ...endTokenRoutes(services),
    ...rotateTokenRoutes(services),
    bulkTokensRoute(services),
  ]
}
