import { holds, type PermissionSet } from '../access/permission-set.ts'
import { type Endpoint, fullPath } from '../contract/endpoint.ts'
import { type IdKind, idKinds, idPattern, idPrefixes } from '../contract/ids.ts'
import type { ProblemCode } from '../contract/problems.ts'
import type { Principal } from '../credentials/principal.ts'
import { touchGrant } from '../credentials/resolve-oauth.ts'
import { touchSession } from '../credentials/sessions.ts'
import type { Writable } from '../db/database.ts'
import type { Actor, Origin, Target } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { Exchange } from './exchange.ts'
import type { Recorded } from './handler.ts'

/** A request in the words of the log: who, from where, which route, which permission it consumed. Held by test/http/request-log.test.ts. */

const none: readonly string[] = []
const scopesOf = new WeakMap<Endpoint, readonly string[]>()
const alternativesOf = new WeakMap<Endpoint, readonly string[]>()

/**
 * The permissions that a request consumed: what its route requires. Where a route takes another permission in place of its own, it is the
 * one that let the caller in, so that nobody is told to keep a scope that was never used, or to give up the one that was.
 */
function consumedScopes(endpoint: Endpoint, effective: PermissionSet): readonly string[] {
  const { permission, orPermission, andPermission } = endpoint
  if (permission === 'public' || permission === 'authenticated') return none
  const isOther = orPermission !== undefined && !holds(effective, permission) && holds(effective, orPermission)
  const kept = isOther ? alternativesOf : scopesOf
  let scopes = kept.get(endpoint)
  if (scopes === undefined) {
    scopes = [isOther ? orPermission : permission, ...(andPermission === undefined ? [] : [andPermission])]
    kept.set(endpoint, scopes)
  }
  return scopes
}

const templates = new WeakMap<Endpoint, string>()

function templateOf(endpoint: Endpoint): string {
  let template = templates.get(endpoint)
  if (template === undefined) {
    template = fullPath(endpoint)
    templates.set(endpoint, template)
  }
  return template
}

/** Who acted, as the log names it. */
export function actorOf(principal: Principal | null): Actor {
  if (principal === null) return { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' }
  switch (principal.kind) {
    case 'api_token':
      return { kind: 'token', id: principal.id, prefix: principal.prefix, label: principal.name }
    case 'session':
    case 'oauth':
      return { kind: 'user', id: principal.userId, prefix: null, label: principal.name }
    case 'magic':
      return { kind: 'magic', id: principal.id, prefix: null, label: principal.name }
  }
}

/** What all rows of one request share. */
export function originOf(exchange: Exchange): Origin {
  const { principal, route } = exchange
  const endpoint = route?.endpoint
  const content = endpoint?.environments === 'content' || endpoint?.environments === 'tokens'
  return {
    actor: actorOf(principal),
    onBehalfOf:
      principal?.kind === 'oauth'
        ? { kind: 'oauth_app', id: principal.appId, prefix: null, label: principal.appName }
        : null,
    client: { address: exchange.address, agent: exchange.userAgent === '' ? null : exchange.userAgent },
    pageId: endpoint?.everyPage === true ? null : (exchange.page?.id ?? null),
    environment: content ? exchange.environment : null,
    method: exchange.req.method ?? null,
    route: endpoint === undefined ? null : templateOf(endpoint),
    scopes: endpoint === undefined ? null : consumedScopes(endpoint, exchange.effective),
    requestId: exchange.id,
    callerRequestId: exchange.clientRequestId,
  }
}

/** Appends the one row of a request. */
export function logRequest(
  journal: Journal,
  tx: Writable,
  exchange: Exchange,
  origin: Origin,
  status: number,
  code: ProblemCode | null,
): void {
  const endpoint = exchange.route?.endpoint
  const target = targetOf(exchange)
  const { principal } = exchange
  const countsAsUse = endpoint?.countsAsUse !== false
  if (principal?.kind === 'session') touchSession(tx, principal, exchange.now)
  else if (principal?.kind === 'oauth' && countsAsUse && status < 400) touchGrant(tx, principal, exchange.now)
  journal.append(tx, origin, {
    kind: 'request',
    action: endpoint?.id ?? `refused.${code ?? 'internal'}`,
    status,
    code,
    target,
    countsAsUse,
  })
}

/**
 * The object that the path names, where its id is one of ours. Requests that only look have none: the index over targets would then hold
 * nearly every row, and what was looked at is told by the route.
 */
function targetOf(exchange: Exchange): Target | null {
  if (exchange.req.method === 'GET' || exchange.req.method === 'HEAD') return null
  const id = exchange.route?.params.id ?? ''
  const kind = kinds.get(id.slice(0, 3))
  return kind !== undefined && idPattern(kind).test(id) ? { type: kind, id, label: null } : null
}

const kinds: ReadonlyMap<string, IdKind> = new Map(idKinds.map((kind) => [idPrefixes[kind], kind]))

/** Appends a change, in the order they were recorded. */
export function logChange(
  journal: Journal,
  tx: Writable,
  exchange: Exchange,
  origin: Origin,
  recorded: Recorded,
): void {
  const endpoint = exchange.route?.endpoint
  const action = recorded.action ?? endpoint?.change
  if (action == null) throw new Error(`${endpoint?.id} recorded a change but names no event`)
  journal.append(tx, origin, {
    kind: 'event',
    action,
    target: recorded.target,
    ...(recorded.outcome === undefined ? {} : { outcome: recorded.outcome }),
    ...(recorded.before === undefined ? {} : { before: recorded.before }),
    ...(recorded.after === undefined ? {} : { after: recorded.after }),
    ...(recorded.pageId === undefined ? {} : { pageId: recorded.pageId }),
    ...(recorded.environment === undefined ? {} : { environment: recorded.environment }),
  })
}
