import type { Actor, Client, Entry, Origin } from '../../src-server/journal/entry.ts'
import { systemOrigin } from '../../src-server/journal/entry.ts'
import { originOf, type TestLog } from './harness.ts'

/** Rows of every sort, the same for the same number: what the tests of the log tamper with and search. */

const id = (prefix: string, number: number): string =>
  `${prefix}_01k9zv3c8r5t7w2x4y6z8a${String(number).padStart(4, '0')}`

export const sampleActors: readonly Actor[] = [
  { kind: 'token', id: id('tok', 1), prefix: 'bk_live_aB3d', label: 'pagerduty-sync' },
  { kind: 'token', id: id('tok', 2), prefix: 'bk_test_xY9z', label: 'Nightly sandbox' },
  { kind: 'user', id: id('usr', 1), prefix: null, label: 'Mina Økland' },
  { kind: 'user', id: id('usr', 2), prefix: null, label: 'Jonas' },
]
const app: Actor = { kind: 'oauth_app', id: id('app', 1), prefix: null, label: 'PagerDuty' }
const clients: readonly (Client | null)[] = [
  { address: '203.0.113.7', agent: 'curl/8.5.0' },
  { address: '2001:db8::1', agent: null },
  { address: '203.0.113.7', agent: 'terraform/1.9' },
  null,
]
export const samplePages = [id('pag', 1), id('pag', 2), null] as const
const routes = [
  ['GET', '/api/v1/admin/incidents', ['incidents:read'], 'incidents.list'],
  ['POST', '/api/v1/admin/tokens/:id/revoke', ['tokens:write'], 'tokens.revoke'],
  ['GET', '/api/v1/me', [], 'me.get'],
  ['POST', '/api/v1/admin/x', ['tokens:read', 'audit:read'], 'audit.list'],
] as const
const statuses = [200, 200, 201, 403, 404, 423, 500] as const

/** The `n`-th of a list, round and round. */
function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length]
  if (item === undefined) throw new Error('an empty list has no items')
  return item
}

function sampleOrigin(n: number): Origin {
  const [method, route, scopes] = pick(routes, n)
  const actor = pick(sampleActors, n * 7 + (n >> 3))
  return originOf({
    actor: n % 23 === 22 ? { ...actor, label: `${actor.label} (renamed)` } : actor,
    onBehalfOf: actor.kind === 'user' && n % 3 === 0 ? app : null,
    client: pick(clients, n),
    pageId: pick(samplePages, n + (n >> 2)),
    environment: n % 5 === 0 ? 'test' : 'live',
    method,
    route,
    scopes,
    requestId: id('req', n),
    callerRequestId: n % 4 === 0 ? `trace-${n}` : null,
  })
}

function sampleEntry(n: number): Entry {
  const target = { type: 'token', id: id('tok', (n % 3) + 1), label: n % 2 === 0 ? `token ${n % 3}` : null }
  const status = pick(statuses, n)
  if (n % 6 === 1)
    return {
      kind: 'event',
      action: 'token.revoke',
      target,
      before: { status: 'active' },
      after: { status: 'revoked', revoke_reason: `because ${n}` },
    }
  if (n % 6 === 3)
    return {
      kind: 'event',
      action: 'session.login_failed',
      outcome: 'denied',
      target: { type: 'user', id: id('usr', 1), label: 'Mina' },
    }
  return {
    kind: 'request',
    action: pick(routes, n)[3],
    status,
    code: status >= 400 ? 'not_found' : null,
    target: n % 4 === 1 ? target : null,
    countsAsUse: true,
  }
}

/** Appends `count` rows, a few to a batch, while the clock goes on. */
export function appendSampleRows(log: TestLog, count: number, from = 0): void {
  for (let n = from; n < from + count; ) {
    log.batch((tx) => {
      for (let inBatch = 0; inBatch < 3 && n < from + count; inBatch += 1, n += 1) {
        if (n % 13 === 12) {
          const origin: Origin = {
            ...systemOrigin,
            actor: { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' },
            client: { address: '2001:db8:1:2::/64', agent: null },
          }
          log.journal.append(tx, origin, {
            kind: 'refusals',
            action: 'refused.invalid_token',
            status: 401,
            count: n,
            firstAt: log.clock.now - 1000,
          })
        } else log.journal.append(tx, sampleOrigin(n), sampleEntry(n))
      }
    })
    log.clock.now += (n * 7919) % 50_000
  }
}
