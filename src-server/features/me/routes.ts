import { listOf } from '../../access/permission-set.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { rfc3339OrNull } from '../../contract/fields.ts'
import { getContext, getMe } from '../../contract/me.ts'
import { Problem } from '../../contract/problems.ts'
import { roleOnPage } from '../../credentials/facts.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { Readable } from '../../db/database.ts'
import { type Call, type Route, read } from '../../http/handler.ts'
import type { LockDirectory } from '../../workspace/locks.ts'
import type { Page, PageDirectory } from '../../workspace/pages.ts'
import { presentPolicy } from '../../workspace/policy.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { type ExplainServices, explainRoute } from './explain.ts'

/** What any credential may ask about itself. Ending and rotating itself is what it is for any token: features/tokens. */
export interface MeServices extends ExplainServices {
  readonly workspace: WorkspaceState
  readonly pages: PageDirectory
  readonly locks: LockDirectory
  readonly version: string
  readonly publicUrl: URL | null
}

const presentPage = (page: Page): { id: string; name: string; hosts: string[] } => ({
  id: page.id,
  name: page.name,
  hosts: [...page.hosts],
})

/** The page whose role counts: the grant's where it is for one. */
function onPage(caller: Principal, asked: string): string {
  return caller.kind === 'oauth' ? (caller.pageId ?? asked) : asked
}

function whoAmI<E extends Endpoint>(call: Call<E>, db: Readable) {
  const { caller, page, effective, environment } = call
  if (caller === null || caller.kind === 'magic') throw new Problem('unauthenticated')
  const role = caller.kind === 'api_token' ? caller.role : roleOnPage(caller, onPage(caller, page.id))
  // A token is nobody: whose it is stands in its record, which takes tokens:read.
  const user =
    caller.kind === 'api_token'
      ? undefined
      : db.get<{ id: string; name: string; email: string }>(
          'SELECT id, name, email FROM users WHERE id = ?',
          caller.userId,
        )
  return {
    kind: caller.kind,
    id: caller.id,
    name: caller.name,
    environment,
    permission: caller.kind === 'api_token' ? caller.level : null,
    role_key: role.key === '' ? null : role.key,
    role_name: role.name === '' ? null : role.name,
    scopes: caller.kind === 'session' ? null : [...caller.scopeNames],
    effective_permissions: listOf(effective),
    terraform_managed: caller.kind === 'api_token' && caller.terraformManaged,
    expires_at: rfc3339OrNull(caller.expiresAt),
    page: page.id === '' ? null : presentPage(page),
    every_page: call.everyPage,
    ...(user === undefined ? {} : { user }),
  }
}

/** `GET /me`, `GET /context` and `POST /explain`. */
export function meRoutes(services: MeServices): Route[] {
  const { workspace, pages, locks } = services
  return [
    read(getMe, (call, db) => ({ body: whoAmI(call, db) })),
    read(getContext, (call, db) => {
      const { id, name, policy, advancedRbac, apiAccess } = workspace.current
      const { caller, page } = call
      const reach =
        caller.kind === 'session' ? (caller.everyPage === null ? [...caller.byPage.keys()] : null) : caller.facts.pages
      return {
        body: {
          ...whoAmI(call, db),
          workspace: {
            id,
            name: name ?? '',
            version: services.version,
            public_url: services.publicUrl?.origin ?? null,
          },
          pages: pages.all.filter((each) => reach === null || reach.includes(each.id)).map(presentPage),
          features: { advanced_rbac: advancedRbac, api_access: apiAccess },
          token_policy: presentPolicy(policy),
          locks: locks.on(page.id).map((lock) => ({
            feature: lock.feature,
            reason: lock.reason,
            locked_by: lock.lockedBy,
            managed_by: lock.managedBy,
          })),
        },
      }
    }),
    explainRoute(services),
  ]
}
