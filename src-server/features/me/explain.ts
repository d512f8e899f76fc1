import { parseRanges } from '../../access/address.ts'
import { explain as explainFacts } from '../../access/decide.ts'
import { effectiveAccess } from '../../access/effective.ts'
import { type CredentialFacts, type EndpointRules, rolePageOf } from '../../access/facts.ts'
import { LEVEL_SETS, scopesOfLevel } from '../../access/levels.ts'
import { holds, setOf } from '../../access/permission-set.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { explain } from '../../contract/me.ts'
import { invalidField } from '../../contract/problems.ts'
import { credentialFactsOf } from '../../credentials/facts.ts'
import { lacking } from '../../credentials/power.ts'
import { tokenPrincipalById } from '../../credentials/resolve-token.ts'
import type { Readable } from '../../db/database.ts'
import { compiledRules } from '../../http/find-page.ts'
import { type Call, read } from '../../http/handler.ts'
import type { LockDirectory } from '../../workspace/locks.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'

/** `POST /explain`: the kernel itself is asked, with facts of a request that is not made. */

export interface ExplainServices {
  readonly workspace: WorkspaceState
  readonly pages: PageDirectory
  readonly locks: LockDirectory
  readonly roles: RoleDirectory
  /** The endpoint that a method and path lead to, or null. */
  endpointAt(method: string, path: string): Endpoint | null
}

interface Subject {
  readonly facts: CredentialFacts
  readonly pageId: string
}

/** The route of `POST /explain`. */
export function explainRoute(services: ExplainServices) {
  return read(explain, (call, db) => {
    const { method, path } = call.body
    const route = path.split('?')[0] ?? path
    // As the documentation writes it, without /api/v1, is understood as well.
    const target = services.endpointAt(method, route) ?? services.endpointAt(method, `/api/v1${route}`)
    if (target === null)
      throw invalidField('/path', 'leads to no route with this method: GET /api/v1/openapi.json lists them')
    const rules = compiledRules(target)
    const { onlyPageId } = services.pages
    const subject = subjectOf(call, db, services, rules, onlyPageId)
    const { decision, verdicts } = explainFacts({
      now: call.now,
      credential: subject.facts,
      endpoint: rules,
      request: {
        pageId: subject.pageId,
        pageAsked: null,
        onlyPageId,
        address: call.address,
        apiAccess: services.workspace.current.apiAccess,
        lock: rules.lock === null ? null : services.locks.find(subject.pageId, rules.lock),
      },
    })
    const required = [target.permission, target.orPermission, target.andPermission].filter(
      (each) => each !== undefined && each !== 'public' && each !== 'authenticated',
    )
    return {
      body: {
        allowed: decision.allowed,
        endpoint: target.id,
        required: required.map(String),
        decided_by: decision.allowed ? null : layerWord(decision.layer, decision.lacking),
        status: decision.allowed ? null : decision.status,
        code: decision.allowed ? null : decision.code,
        detail: decision.allowed ? null : decision.detail,
        missing: decision.allowed ? [] : [...decision.missing],
        lacking: decision.allowed ? [] : [...decision.lacking],
        layers: verdicts.map(({ layer, denial }) => ({
          layer,
          allowed: denial === null,
          code: denial?.code ?? null,
          detail: denial?.detail ?? null,
        })),
      },
    }
  })
}

/** The words of api.md: level, scopes, role, page, environment, address, lock or expiry. */
function layerWord(layer: string, lacking: readonly string[]): string {
  if (layer === 'permission') return lacking[0] ?? 'role'
  return layer === 'credential' ? 'expiry' : layer
}

function subjectOf(
  call: Call<typeof explain>,
  db: Readable,
  services: ExplainServices,
  rules: EndpointRules,
  onlyPageId: string | null,
): Subject {
  const { as } = call.body
  if (as === undefined)
    return {
      facts: credentialFactsOf(
        call.caller,
        rolePageOf(rules, { pageId: call.page.id, onlyPageId }),
        onlyPageId,
        call.now,
      ),
      pageId: call.page.id,
    }
  if (typeof as === 'string' || 'token_id' in as)
    return existing(call, db, services, typeof as === 'string' ? as : as.token_id)
  const role = services.roles.roleOf(as.role_key)
  if (!services.roles.has(as.role_key)) throw invalidField('/as/role_key', 'names no role: GET /admin/roles lists them')
  const pageId = as.page_id === undefined ? call.page.id : as.page_id
  return {
    pageId: pageId ?? call.page.id,
    facts: {
      kind: 'api_token',
      life: { revoked: false, used: false, disabled: false, expiresAt: as.expires_at ?? null },
      access: effectiveAccess({
        level: LEVEL_SETS[as.permission],
        scopes: setOf(as.scopes ?? scopesOfLevel(as.permission)),
        role: role.permissions,
      }),
      pages: pageId === null ? null : [pageId],
      environment: as.environment ?? 'live',
      allowedIps: as.allowed_ips == null ? null : rangesIn(as.allowed_ips),
      terraformManaged: as.terraform_managed ?? false,
      isOwner: false,
      reauthenticatedUntil: null,
    },
  }
}

function rangesIn(entries: readonly string[]) {
  try {
    return parseRanges(entries)
  } catch {
    throw invalidField('/as/allowed_ips', 'must be IP addresses or CIDR ranges')
  }
}

function existing(call: Call<typeof explain>, db: Readable, services: ExplainServices, id: string): Subject {
  if (!holds(call.effective, 'tokens:read'))
    throw lacking(call.caller, 'tokens:read', 'Asking about another token needs tokens:read.')
  const token = tokenPrincipalById(db, id, call.caller.generation, services.roles.roleOf)
  const isOnPage = token?.pageId === call.page.id || (token?.pageId === null && call.everyPage)
  if (token === null || !isOnPage || (call.environment === 'test' && token.environment !== 'test'))
    throw invalidField('/as', 'names no token of this page')
  return { pageId: token.pageId ?? call.page.id, facts: credentialFactsOf(token, null, null, call.now) }
}
