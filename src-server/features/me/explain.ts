import { parseRanges } from '../../access/address.ts'
import { explain as explainFacts } from '../../access/decide.ts'
import { effectiveAccess } from '../../access/effective.ts'
import { type CredentialFacts, type EndpointRules, rolePageOf } from '../../access/facts.ts'
import { LEVEL_SETS, scopesOfLevel } from '../../access/levels.ts'
import { holds, setOf } from '../../access/permission-set.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { explain } from '../../contract/me.ts'
import { LEVELS } from '../../contract/permissions.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { credentialFactsOf } from '../../credentials/facts.ts'
import type { Readable } from '../../db/database.ts'
import { compiledRules } from '../../http/find-page.ts'
import { type Call, read } from '../../http/handler.ts'
import type { LockDirectory } from '../../workspace/locks.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import { namesIn, type RoleDirectory } from '../../workspace/roles.ts'
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

export function explainRoute(services: ExplainServices) {
  return read(explain, (call, db) => {
    const { method, path } = call.body
    const target = services.endpointAt(method, path.split('?')[0] ?? path)
    if (target === null)
      throw invalidField('/path', 'leads to no route with this method: GET /api/v1/openapi.json lists them')
    const rules = compiledRules(target)
    const onlyPageId = services.pages.all.length === 1 ? (services.pages.all[0]?.id ?? null) : null
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
      facts: credentialFactsOf(call.caller, rolePageOf(rules, { pageId: call.page.id, onlyPageId }), onlyPageId),
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

interface Row {
  level: string
  scopes: string
  role_key: string
  environment: string
  page_id: string | null
  terraform_managed: number
  allowed_ips: string | null
  expires_at: number | null
  disabled_at: number | null
  revoked_at: number | null
}

function existing(call: Call<typeof explain>, db: Readable, services: ExplainServices, id: string): Subject {
  if (!holds(call.effective, 'tokens:read')) {
    throw new Problem('insufficient_scope', {
      detail: 'Asking about another token needs tokens:read.',
      headers: { 'X-Accepted-Permissions': 'tokens:read' },
    })
  }
  const row = db.get<Row>(
    `SELECT level, scopes, role_key, environment, page_id, terraform_managed, allowed_ips, expires_at, disabled_at, revoked_at FROM tokens
     WHERE id = ? AND (page_id = ? OR (page_id IS NULL AND ?))`,
    id,
    call.page.id,
    call.everyPage ? 1 : 0,
  )
  if (row === undefined || (call.environment === 'test' && row.environment !== 'test'))
    throw invalidField('/as', 'names no token of this page')
  const level = LEVELS.find((each) => each === row.level)
  return {
    pageId: row.page_id ?? call.page.id,
    facts: {
      kind: 'api_token',
      life: {
        revoked: row.revoked_at !== null,
        used: false,
        disabled: row.disabled_at !== null,
        expiresAt: row.expires_at,
      },
      access: effectiveAccess({
        level: LEVEL_SETS[level ?? 'read'],
        scopes: setOf(namesIn(row.scopes)),
        role: services.roles.roleOf(row.role_key).permissions,
      }),
      pages: row.page_id === null ? null : [row.page_id],
      environment: row.environment === 'test' ? 'test' : 'live',
      allowedIps: row.allowed_ips === null ? null : parseRanges(namesIn(row.allowed_ips)),
      terraformManaged: row.terraform_managed === 1,
      isOwner: false,
      reauthenticatedUntil: null,
    },
  }
}
