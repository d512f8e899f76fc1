/**
 * A second reading of api.md, to disagree with the first.
 *
 * It shares nothing with `src-server/`: it imports no line of it, repeats the catalogue, the roles and the levels as api.md
 * writes them, keeps sets as `Set<string>` and finds closures by asking the two rules until nothing changes. It is slow and
 * plain on purpose. Where kernel and oracle differ, one of them misreads api.md: read the paragraph again before changing either.
 */

const twelve =
  'checks incidents maintenances components status_pages webhooks subscribers teams tokens roles oauth_apps settings'
const content = 'checks incidents maintenances components status_pages webhooks subscribers'.split(' ')
const contentBut = (left: string) => content.filter((area) => area !== left)
const reads = (areas: string[]) => areas.map((area) => `${area}:read`)
const writes = (areas: string[]) => areas.map((area) => `${area}:write`)

export const permissions = [...reads(twelve.split(' ')), ...writes(twelve.split(' ')), 'billing:read', 'audit:read']

export const oauthScopes = [
  ...reads(['checks', 'incidents', 'webhooks', 'status_pages', 'billing', 'teams']),
  ...writes(['checks', 'incidents', 'webhooks', 'status_pages', 'teams']),
]

export const levels: Readonly<Record<string, readonly string[]>> = {
  read: permissions.filter((word) => word.endsWith(':read')),
  write: [...permissions.filter((word) => word.endsWith(':read')), ...writes(content)],
  admin: permissions,
}

export const builtInRoles: Readonly<Record<string, readonly string[]>> = {
  owner: permissions,
  admin: permissions.filter((word) => word !== 'teams:write' && word !== 'billing:read'),
  editor: [...reads(content), ...writes(content)],
  responder: [...reads(content), 'incidents:write', 'checks:write'],
  planner: [...reads(content), 'maintenances:write'],
  integrator: [...reads(content), 'checks:write', 'incidents:write', 'webhooks:write'],
  viewer: reads(contentBut('subscribers')),
  auditor: [...reads(twelve.split(' ')), 'billing:read', 'audit:read'],
}

/** `x:write` adds `x:read`; `status_pages:x` adds `maintenances:x` and `components:x`; nothing else adds anything. */
export function closure(words: Iterable<string>): Set<string> {
  const set = new Set([...words].filter((word) => permissions.includes(word)))
  for (let before = -1; before !== set.size; ) {
    before = set.size
    for (const word of [...set]) {
      const [area, action] = word.split(':')
      if (action === 'write' && permissions.includes(`${area}:read`)) set.add(`${area}:read`)
      if (area === 'status_pages') set.add(`maintenances:${action}`).add(`components:${action}`)
    }
  }
  return set
}

export const closedLevels = new Map(Object.entries(levels).map(([name, words]) => [name, closure(words)]))

/** Everything a decision depends on, in the words of api.md. */
export type Situation = {
  now: number
  caller: {
    kind: 'anonymous' | 'api_token' | 'oauth' | 'session' | 'magic'
    revoked: boolean
    used: boolean
    disabled: boolean
    expiresAt: number | null
    level: 'read' | 'write' | 'admin' | null
    scopes: readonly string[] | null
    role: readonly string[]
    pages: readonly string[] | null
    environment: 'live' | 'test'
    addresses: readonly string[] | null
    terraformManaged: boolean
    isOwner: boolean
    passwordGoodUntil: number | null
  }
  route: {
    needs: string
    orNeeds: string | null
    andNeeds: string | null
    takes: readonly string[]
    environments: 'content' | 'tokens' | 'shared' | 'own'
    everyPage: boolean
    ownerOnly: boolean
    asksPassword: boolean
    terraformTokensOnly: boolean
    changes: boolean
    feature: string | null
  }
  request: {
    page: string | null
    xPage: string | null
    onlyPage: string | null
    address: string
    apiAccess: boolean
    locked: string | null
  }
}

/** The nine questions of api.md, each answered alone: a code, or `null` for "nothing against it". */
export type Answers = { [layer: string]: string | null }

/** The sets that a caller brings, closed. `null` limits nothing. */
export type Sets = { level: Set<string> | null; scopes: Set<string> | null; role: Set<string> }

export function setsOf(caller: Situation['caller']): Sets {
  return {
    level: caller.level === null ? null : (closedLevels.get(caller.level) ?? new Set()),
    scopes: caller.scopes === null ? null : closure(caller.scopes),
    role: closure(caller.role),
  }
}

export function answers(situation: Situation, sets: Sets = setsOf(situation.caller)): Answers {
  return {
    credential: credential(situation),
    api_access: apiAccess(situation),
    address: address(situation),
    kind: kind(situation),
    reauthentication: password(situation),
    page: page(situation),
    environment: environment(situation),
    permission: permission(situation, sets),
    lock: lock(situation),
  }
}

/** The first refusal answers. */
export function verdict(situation: Situation, sets: Sets = setsOf(situation.caller)): string {
  return (
    credential(situation) ??
    apiAccess(situation) ??
    address(situation) ??
    kind(situation) ??
    password(situation) ??
    page(situation) ??
    environment(situation) ??
    permission(situation, sets) ??
    lock(situation) ??
    'allowed'
  )
}

function apiAccess({ caller, request }: Situation): string | null {
  return (caller.kind === 'api_token' || caller.kind === 'oauth') && !request.apiAccess ? 'api_access_disabled' : null
}

function address({ caller, request }: Situation): string | null {
  return caller.addresses === null || caller.addresses.includes(request.address) ? null : 'ip_not_allowed'
}

function environment({ caller, route }: Situation): string | null {
  const isTestToken = caller.kind === 'api_token' && caller.environment === 'test'
  return isTestToken && route.environments === 'shared' && route.changes ? 'environment_mismatch' : null
}

function lock({ caller, route, request }: Situation): string | null {
  if (!route.changes || request.locked === null || request.locked !== route.feature) return null
  return caller.kind === 'api_token' && caller.terraformManaged ? null : 'terraform_locked'
}

function credential({ now, caller, route }: Situation): string | null {
  const { kind } = caller
  if (kind === 'anonymous') return route.needs === 'public' ? null : 'unauthenticated'
  const forMagicOnly = route.takes.length === 1 && route.takes[0] === 'magic'
  if (kind === 'magic' && !route.takes.includes('magic')) return 'invalid_token'
  if (kind !== 'magic' && forMagicOnly) return 'invalid_token'
  const expired = caller.expiresAt !== null && caller.expiresAt <= now
  if (kind === 'session') return caller.revoked || caller.used || expired || caller.disabled ? 'session_expired' : null
  if (caller.revoked) return 'token_revoked'
  if (caller.used) return kind === 'magic' ? 'magic_used' : 'token_revoked'
  if (expired) return kind === 'magic' ? 'magic_expired' : 'token_expired'
  if (caller.disabled) return kind === 'api_token' ? 'token_disabled' : 'token_revoked'
  return null
}

function kind({ caller, route }: Situation): string | null {
  if (caller.kind === 'anonymous') return null
  const isSession = caller.kind === 'session'
  if (!isSession && route.ownerOnly) return 'session_required'
  if (!isSession && route.takes.join() === 'session') return 'session_required'
  if (!isSession && route.terraformTokensOnly && !caller.terraformManaged) return 'session_required'
  return route.takes.includes(caller.kind) ? null : 'credential_kind_not_accepted'
}

function password({ now, caller, route }: Situation): string | null {
  if (caller.kind !== 'session' || !route.asksPassword) return null
  return caller.passwordGoodUntil === null || caller.passwordGoodUntil <= now ? 'reauthentication_required' : null
}

function page({ caller, route, request }: Situation): string | null {
  if (request.xPage !== null && request.xPage !== request.page) return 'page_mismatch'
  if (caller.kind === 'anonymous' || caller.kind === 'magic' || caller.pages === null) return null
  const has = (id: string | null) => id !== null && caller.pages?.includes(id) === true
  if (route.everyPage && !has(request.onlyPage)) return 'page_mismatch'
  const isAboutThePerson = ['public', 'authenticated'].includes(route.needs)
  if (caller.kind === 'session' && isAboutThePerson) return null
  return has(request.page) ? null : 'page_mismatch'
}

function permission({ caller, route }: Situation, { level, scopes, role }: Sets): string | null {
  const isOwnerEnough = !route.ownerOnly || caller.isOwner
  if (['public', 'authenticated'].includes(route.needs)) return isOwnerEnough ? null : 'role_denied'
  const besides = route.andNeeds
  const declares = (word: string) => level?.has(word) !== false && scopes?.has(word) !== false
  const declaresAll = (word: string) => declares(word) && (besides === null || declares(besides))
  const holdsAll = (word: string) => declaresAll(word) && role.has(word) && (besides === null || role.has(besides))
  const other = route.orNeeds
  if (!declaresAll(route.needs) && !(other !== null && declaresAll(other))) return 'insufficient_scope'
  if (!holdsAll(route.needs) && !(other !== null && holdsAll(other))) return 'role_denied'
  return isOwnerEnough ? null : 'role_denied'
}

/** Which of the three sets lack one word. */
export function lacking({ level, scopes, role }: Sets, word: string): string[] {
  const out: string[] = []
  if (level !== null && !level.has(word)) out.push('level')
  if (scopes !== null && !scopes.has(word)) out.push('scopes')
  if (!role.has(word)) out.push('role')
  return out
}
