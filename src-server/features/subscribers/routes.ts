import type { Route } from '../../http/handler.ts'
import { adminRoutes } from './admin-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { ownSelectionRoutes } from './own-selection-routes.ts'
import { ownSubscriptionRoutes } from './own-subscription-routes.ts'
import { visitorRoutes } from './page-routes.ts'
import { redeemRoutes } from './redeem-routes.ts'
import { selectionRoutes } from './selection-routes.ts'
import type { SubscriberServices } from './services.ts'

/** Subscribers, custom views and feeds: for the team, for visitors, and for the holders of links. */
export function subscriberRoutes(services: SubscriberServices): Route[] {
  return [
    ...adminRoutes(services),
    ...selectionRoutes(services),
    ...linkRoutes(services),
    ...visitorRoutes(services),
    ...redeemRoutes(),
    ...ownSubscriptionRoutes(),
    ...ownSelectionRoutes(services),
  ]
}
