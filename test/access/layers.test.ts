/** api.md's table of refusals, row by row: status, code and what is said. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decide } from '../../src-server/access/decide.ts'
import { ANONYMOUS, rolePageOf, rulesOf } from '../../src-server/access/facts.ts'
import { closedSetOfStored } from '../../src-server/access/permission-set.ts'
import { requiresNothing } from '../../src-server/access/requirement.ts'
import type { Endpoint } from '../../src-server/contract/endpoint.ts'
import { factsOf, ordinary, rulesOfRoute } from './situations.ts'

type Change = Parameters<typeof ordinary>[0]

function decided(change: Change) {
  return decide(factsOf(ordinary(change)))
}

function answer(change: Change): string {
  const decision = decided(change)
  return decision.allowed ? 'allowed' : `${decision.status} ${decision.code}`
}

function detail(change: Change): string {
  const decision = decided(change)
  return decision.allowed ? 'allowed' : decision.detail
}

const session = { kind: 'session', level: null, pages: null } as const
const oauth = { kind: 'oauth', level: null, scopes: ['incidents:read'] } as const
const magic = { kind: 'magic', level: null, role: [], pages: null } as const

test('200 nothing stands in the way', () => {
  assert.is(answer({}), 'allowed')
  assert.is(answer({ caller: session }), 'allowed')
  assert.is(answer({ caller: oauth }), 'allowed')
  assert.is(answer({ caller: magic, route: { needs: 'authenticated', takes: ['magic'] } }), 'allowed')
})

test('200 public routes take nobody, and a good credential as well', () => {
  assert.is(answer({ caller: { kind: 'anonymous', role: [] }, route: { needs: 'public' } }), 'allowed')
  assert.is(answer({ caller: { role: [] }, route: { needs: 'public' } }), 'allowed')
})

test('401 unauthenticated: no credential on a route that needs one', () => {
  assert.is(answer({ caller: { kind: 'anonymous' } }), '401 unauthenticated')
  assert.is(answer({ caller: { kind: 'anonymous' }, route: { needs: 'authenticated' } }), '401 unauthenticated')
})

test('401 invalid_token: a magic token outside its own routes, whatever its state', () => {
  assert.is(answer({ caller: magic }), '401 invalid_token')
  assert.is(answer({ caller: { ...magic, used: true } }), '401 invalid_token')
  assert.is(answer({ caller: magic, route: { needs: 'public' } }), '401 invalid_token')
  assert.is(answer({ route: { needs: 'authenticated', takes: ['magic'] } }), '401 invalid_token')
})

test('401 session_expired: an ended session', () => {
  assert.is(answer({ caller: { ...session, expiresAt: 1_000_000 } }), '401 session_expired')
  assert.is(answer({ caller: { ...session, revoked: true } }), '401 session_expired')
})

test('401 token_expired, token_revoked: OAuth access tokens, also where the app or the person was switched off', () => {
  assert.is(answer({ caller: { ...oauth, expiresAt: 1_000_000 } }), '401 token_expired')
  assert.is(answer({ caller: { ...oauth, revoked: true } }), '401 token_revoked')
  assert.is(answer({ caller: { ...oauth, disabled: true } }), '401 token_revoked')
})

test('403 token_revoked, token_expired, token_disabled: API tokens, in this precedence', () => {
  const ended = { revoked: true, expiresAt: 0, disabled: true }
  assert.is(answer({ caller: ended }), '403 token_revoked')
  assert.is(answer({ caller: { ...ended, revoked: false } }), '403 token_expired')
  assert.is(answer({ caller: { disabled: true } }), '403 token_disabled')
})

test('403 a bad credential is refused on a public route too', () => {
  assert.is(answer({ caller: { revoked: true }, route: { needs: 'public' } }), '403 token_revoked')
})

test('403 magic_expired, magic_used, token_revoked: magic tokens on their own routes', () => {
  const route = { needs: 'authenticated', takes: ['magic'] } as const
  assert.is(answer({ caller: { ...magic, expiresAt: 0 }, route }), '403 magic_expired')
  assert.is(answer({ caller: { ...magic, used: true }, route }), '403 magic_used')
  assert.is(answer({ caller: { ...magic, revoked: true }, route }), '403 token_revoked')
})

test('403 api_access_disabled: tokens and OAuth; sessions go on', () => {
  const request = { apiAccess: false }
  assert.is(answer({ request }), '403 api_access_disabled')
  assert.is(answer({ caller: oauth, request }), '403 api_access_disabled')
  assert.is(answer({ caller: session, request }), 'allowed')
})

test('403 ip_not_allowed: the address list does not hold the caller', () => {
  assert.is(answer({ caller: { addresses: ['192.0.2.0/24'] } }), 'allowed')
  assert.is(answer({ caller: { addresses: ['192.0.2.0/24'] }, request: { address: '::ffff:192.0.2.9' } }), 'allowed')
  assert.is(answer({ caller: { addresses: ['198.51.100.0/24'] } }), '403 ip_not_allowed')
  assert.is(answer({ caller: { addresses: [] } }), '403 ip_not_allowed')
})

test('403 session_required: what only people do', () => {
  assert.is(answer({ route: { takes: ['session'] } }), '403 session_required')
  assert.is(answer({ route: { ownerOnly: true } }), '403 session_required')
})

test('403 session_required: locking takes sessions and terraform-managed tokens', () => {
  const route = { terraformTokensOnly: true }
  assert.is(answer({ route }), '403 session_required')
  assert.is(answer({ caller: oauth, route }), '403 session_required')
  assert.is(answer({ caller: { terraformManaged: true }, route }), 'allowed')
  assert.is(answer({ caller: session, route }), 'allowed')
  assert.match(detail({ route }), /terraform-managed token/)
})

test('403 credential_kind_not_accepted says what the route takes', () => {
  const route = { needs: 'authenticated', takes: ['api_token', 'oauth'] }
  assert.is(answer({ caller: session, route }), '403 credential_kind_not_accepted')
  assert.is(
    detail({ caller: session, route }),
    'This endpoint takes an API token or an OAuth access token, not a signed-in session.',
  )
})

test('403 reauthentication_required: sessions whose password was not given just now; tokens are exempt', () => {
  const route = { asksPassword: true }
  assert.is(answer({ caller: session, route }), '403 reauthentication_required')
  assert.is(answer({ caller: { ...session, passwordGoodUntil: 1_000_000 }, route }), '403 reauthentication_required')
  assert.is(answer({ caller: { ...session, passwordGoodUntil: 1_000_001 }, route }), 'allowed')
  assert.is(answer({ route }), 'allowed')
})

test('403 page_mismatch: a token of another page, on public routes too', () => {
  const request = { page: 'pag_b' }
  assert.is(answer({ request }), '403 page_mismatch')
  assert.is(answer({ request, route: { needs: 'public' } }), '403 page_mismatch')
  assert.is(answer({ request, caller: { pages: null } }), 'allowed')
})

test('403 page_mismatch: an X-Page that disagrees, whoever asks', () => {
  const request = { xPage: 'pag_b' }
  assert.is(answer({ request }), '403 page_mismatch')
  assert.is(answer({ request, caller: { kind: 'anonymous' }, route: { needs: 'public' } }), '403 page_mismatch')
  assert.is(answer({ request: { xPage: 'pag_a' } }), 'allowed')
})

test('403 page_mismatch: a person without a membership, who may still ask who they are', () => {
  const stranger = { ...session, pages: ['pag_b'] }
  assert.is(answer({ caller: stranger }), '403 page_mismatch')
  assert.match(detail({ caller: stranger }), /not a member of this page/)
  assert.is(answer({ caller: stranger, route: { needs: 'authenticated' } }), 'allowed')
})

test('403 page_mismatch: what speaks for the workspace takes every page, or the only one there is', () => {
  const route = { everyPage: true }
  assert.is(answer({ route }), '403 page_mismatch')
  assert.is(answer({ route, request: { onlyPage: 'pag_a' } }), 'allowed')
  assert.is(answer({ route, caller: { pages: null } }), 'allowed')
})

test('403 environment_mismatch: a test token looks at what is shared and never changes it', () => {
  const caller = { environment: 'test' } as const
  assert.is(answer({ caller, route: { environments: 'shared' } }), 'allowed')
  assert.is(answer({ caller, route: { environments: 'shared', changes: true } }), '403 environment_mismatch')
  for (const environments of ['content', 'tokens', 'own'] as const)
    assert.is(answer({ caller, route: { environments, changes: true } }), 'allowed')
  assert.is(
    answer({ caller: { ...session, environment: 'test' }, route: { environments: 'shared', changes: true } }),
    'allowed',
  )
})

test('403 insufficient_scope: the level or the scopes lack the permission, whatever the role says', () => {
  const route = { needs: 'incidents:write' }
  assert.is(answer({ route, caller: { level: 'read' } }), '403 insufficient_scope')
  assert.is(answer({ route, caller: { scopes: ['incidents:read'] } }), '403 insufficient_scope')
  assert.is(answer({ route, caller: { level: 'read', role: [] } }), '403 insufficient_scope')
  assert.is(detail({ route, caller: { level: 'read' } }), "This needs incidents:write. The token's level lacks it.")
  assert.is(
    detail({ route, caller: { level: 'read', scopes: [], role: [] } }),
    "This needs incidents:write. The token's level, scopes and role lack it.",
  )
  assert.is(
    detail({ route, caller: { ...oauth, role: [] } }),
    "This needs incidents:write. The app's scopes and the user's role lack it.",
  )
})

test('403 role_denied: the role lacks it', () => {
  const route = { needs: 'teams:write' }
  assert.is(answer({ route }), '403 role_denied')
  assert.is(detail({ route }), "This needs teams:write. The token's role lacks it.")
  assert.is(detail({ route, caller: session }), 'This needs teams:write. Your role lacks it.')
})

test('403 role_denied names, of two ways in, the one that only the role bars', () => {
  const route = { needs: 'settings:write', orNeeds: 'status_pages:write' }
  const caller = { ...oauth, scopes: ['status_pages:write'] }
  assert.is(answer({ route, caller: { ...caller, role: ['status_pages:write'] } }), 'allowed')
  assert.is(answer({ route, caller }), '403 role_denied')
  assert.is(detail({ route, caller }), "This needs status_pages:write. The user's role lacks it.")
})

test('403 a route that needs two permissions says which set lacks which', () => {
  const route = { needs: 'tokens:read', andNeeds: 'audit:read' }
  const caller = { scopes: ['tokens:read'], role: ['audit:read'] }
  assert.is(
    detail({ route, caller }),
    "This needs tokens:read and audit:read. The token's scopes lack audit:read; the token's role lacks tokens:read.",
  )
  assert.is(answer({ route, caller: { role: ['tokens:read', 'audit:read'] } }), 'allowed')
})

test('403 role_denied: what only an owner of every page decides', () => {
  const route = { ownerOnly: true }
  assert.is(answer({ route, caller: session }), '403 role_denied')
  assert.is(answer({ route, caller: { ...session, isOwner: true } }), 'allowed')
})

test('423 terraform_locked: everyone but terraform-managed tokens, owners included, and who locked it is said', () => {
  const change: Change = { route: { changes: true, feature: 'components' }, request: { locked: 'components' } }
  assert.is(answer(change), '423 terraform_locked')
  assert.is(answer({ ...change, caller: { ...session, isOwner: true } }), '423 terraform_locked')
  assert.is(answer({ ...change, caller: { terraformManaged: true } }), 'allowed')
  assert.is(answer({ ...change, route: { changes: false, feature: 'components' } }), 'allowed')
  assert.is(answer({ ...change, request: { locked: 'checks' } }), 'allowed')
  assert.is(detail(change), 'The feature components is managed in Terraform. Mina locked it: It is in git.')
})

test('an endpoint of the contract is compiled as it is written', () => {
  const bare = {
    id: 'x.y',
    method: 'GET',
    path: '/x',
    summary: 'X',
    environments: 'content',
    status: 200,
    change: null,
  } as const
  const spec = (more: Partial<Endpoint>): Endpoint =>
    Object.assign({ permission: 'incidents:read' }, bare, more, { reply: Object.create(null) })
  const plain = rulesOf(spec({}))
  assert.equal(plain.credentials, ['api_token', 'oauth', 'session'])
  assert.equal(plain.required, [closedSetOfStored(['incidents:read'])])
  assert.equal(
    [plain.isPublic, plain.changes, plain.everyPage, plain.ownerOnly, plain.lock],
    [false, false, false, false, null],
  )
  assert.ok(rulesOf(spec({ permission: 'public' })).isPublic)
  assert.ok(requiresNothing(rulesOf(spec({ permission: 'authenticated' })).required))
  assert.is(rulesOf(spec({ orPermission: 'settings:read' })).required.length, 2)
  assert.is(rulesOf(spec({ lock: 'branding' })).lock, 'branding')
})

test('for what speaks for the workspace a role counts that is held on every page, or on the only one', () => {
  const several = { pageId: 'pag_a', onlyPageId: null }
  const workspace = rulesOfRoute(ordinary({ route: { everyPage: true } }).route)
  assert.is(rolePageOf(workspace, several), null)
  assert.is(rolePageOf(workspace, { pageId: 'pag_a', onlyPageId: 'pag_a' }), 'pag_a')
  assert.is(rolePageOf(rulesOfRoute(ordinary().route), several), 'pag_a')
})

test('nobody has no access, no page and no rights', () => {
  assert.is(ANONYMOUS.access.effective, closedSetOfStored([]))
  assert.equal(ANONYMOUS.pages, [])
  assert.not(ANONYMOUS.isOwner || ANONYMOUS.terraformManaged)
})

test.run()
