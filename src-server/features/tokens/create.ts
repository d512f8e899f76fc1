import { invalidField, Problem } from '../../contract/problems.ts'
import { createToken } from '../../contract/tokens.ts'
import { refuseEscalation } from '../../credentials/power.ts'
import { whoActs } from '../../credentials/principal.ts'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../credentials/secret-format.ts'
import type { Readable } from '../../db/database.ts'
import { type Call, change } from '../../http/handler.ts'
import { storedWords } from '../../lib/stored-json.ts'
import { presentToken } from './present.ts'
import { refuseTooMany } from './rotation.ts'
import {
  checkAddresses,
  effectiveOf,
  expiryOf,
  refuseTerraform,
  refuseUnassignable,
  refuseWiderAddresses,
  scopesFor,
} from './rules.ts'
import { minterOf, type TokenServices } from './services.ts'
import { insertToken, type NewToken, tokenRowOf } from './store.ts'

type CreateCall = Call<typeof createToken>

/** `POST /admin/tokens`: everything is decided inside the batch, and the secret exists in memory and in this one answer only. */
export function createTokenRoute(services: TokenServices) {
  return change(createToken, (call, { db, record, accessChanged }) => {
    const secret = mintSecret(environmentFor(call))
    const row = newToken(call, db, services, secret)
    refuseTooMany(db, services.workspace.current.policy, row, call.now, row.id)
    insertToken(db, row)
    accessChanged()
    const stored = tokenRowOf(db, row.id)
    if (stored === undefined) throw new Error('a token that was just inserted is not there')
    const token = presentToken(stored, call.now, services.roles.roleOf)
    record({
      target: { type: 'token', id: row.id, label: row.name },
      pageId: row.page_id,
      environment: token.environment,
      before: null,
      after: { ...token, minted_by: row.minted_by, owner_id: row.owner_id },
    })
    return { body: { ...token, token: secret }, version: stored.version }
  })
}

function newToken(call: CreateCall, db: Readable, services: TokenServices, secret: string): NewToken {
  const { body, caller, now } = call
  const { policy } = services.workspace.current
  const role = services.roles.roleOf(body.role_key)
  refuseUnassignable(role, services.roles.has(body.role_key))
  const scopes = scopesFor(body.permission, body.scopes)
  const pageId = pageFor(call, services)
  refuseEscalation(caller, {
    permissions: effectiveOf(body.permission, scopes, role),
    pages: pageId === null ? null : [pageId],
  })
  refuseTerraform(body.terraform_managed ?? false, call.effective)
  const minterEndsAt = caller.kind === 'api_token' ? caller.expiresAt : null
  const expiresAt = expiryOf(body, policy, now, minterEndsAt)
  // A token's own list is inherited by what it mints; a wider one is refused.
  const inherited = caller.kind === 'api_token' ? inheritedAddresses(db, caller.id) : null
  const addresses = body.allowed_ips === undefined ? inherited : checkAddresses(body.allowed_ips)
  refuseWiderAddresses(caller, addresses)
  const owner = ownerFor(call, db)
  const maker = whoActs(caller)
  const id = services.newId('token')
  return {
    id,
    hash: hashSecret(secret),
    prefix: visiblePrefixOf(secret),
    name: body.name,
    description: body.description ?? '',
    notes: body.notes ?? '',
    purpose: body.purpose ?? 'automation',
    owner_id: owner?.id ?? null,
    owner_name: owner?.name ?? null,
    level: body.permission,
    scopes: JSON.stringify(scopes),
    role_key: body.role_key,
    environment: environmentFor(call),
    page_id: pageId,
    terraform_managed: body.terraform_managed === true ? 1 : 0,
    allowed_ips: addresses === null ? null : JSON.stringify(addresses),
    created_at: now,
    created_by: maker.id,
    created_by_name: maker.name,
    minted_by: minterOf(caller),
    lifetime_ms: expiresAt === null ? null : expiresAt - now,
    expires_at: expiresAt,
    line_id: id,
    rotated_from: null,
  }
}

/** The environment of the new token. A token mints in its own; a session in the sandbox mints for the sandbox. */
function environmentFor({ body, caller, environment }: CreateCall): 'live' | 'test' {
  const asked = body.environment ?? environment
  if (asked !== environment && (caller.kind === 'api_token' || environment === 'test')) {
    throw new Problem('environment_mismatch', { detail: 'A token makes tokens of its own environment only.' })
  }
  return asked
}

/** The page of the new token; `null` = every page. A page that is not the caller's is answered like one that is not there. */
function pageFor({ body, page, caller }: CreateCall, services: TokenServices): string | null {
  if (body.page_id === null) return null
  if (body.page_id === undefined || body.page_id === page.id) return page.id
  const known = services.pages.byId(body.page_id)
  const theirs =
    caller.kind === 'session'
      ? caller.everyPage !== null || caller.byPage.has(body.page_id)
      : caller.kind !== 'magic' && caller.facts.pages === null
  if (known === null || !theirs) throw invalidField('/page_id', 'names no page of yours')
  return known.id
}

function ownerFor({ body, caller }: CreateCall, db: Readable): { id: string; name: string } | null {
  if (body.owner_id === null) return null
  if (body.owner_id !== undefined) return memberNamed(db, body.owner_id)
  if (caller.kind === 'session' || caller.kind === 'oauth') return { id: caller.userId, name: caller.name }
  if (caller.kind === 'api_token' && caller.ownerId !== null) {
    return db.get<{ id: string; name: string }>('SELECT id, name FROM users WHERE id = ?', caller.ownerId) ?? null
  }
  return null
}

/**
 * A member who can answer for a token.
 * @throws Problem `validation_failed` at `/owner_id`.
 */
export function memberNamed(db: Readable, id: string): { id: string; name: string } {
  const user = db.get<{ id: string; name: string }>(
    'SELECT id, name FROM users WHERE id = ? AND disabled_at IS NULL AND EXISTS (SELECT 1 FROM memberships WHERE user_id = users.id)',
    id,
  )
  if (user === undefined) throw invalidField('/owner_id', 'names no member of this workspace')
  return user
}

function inheritedAddresses(db: Readable, tokenId: string): string[] | null {
  const row = tokenRowOf(db, tokenId)
  return row?.allowed_ips == null ? null : storedWords(row.allowed_ips)
}
