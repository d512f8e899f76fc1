/**
 * Writes test/fixtures/audit-vectors.json: rows of every sort with every byte of their preimages. Run by hand after the document gained an
 * example: `node test/journal/make-vectors.ts > test/fixtures/audit-vectors.json`. The hashes come from test/journal/stranger.ts, not from
 * the product; test/journal/vectors.test.ts holds the product, the file and this script to each other.
 */
import { createHash } from 'node:crypto'
import {
  actorDigest,
  clientDigest,
  type Evidence,
  genesis,
  preimage,
  rowHash,
  type Salted,
  saltedDigest,
} from './stranger.ts'

const workspaceId = 'wks_01k9zv3c8r5t7w2x4y6z8a0b1c'

/** Salts of the vectors are not random: 32 bytes that anyone can make again. */
function salted(name: string, value: unknown): Salted {
  const salt = createHash('sha256').update(`salt of ${name}`).digest('hex')
  return { value, salt, digest: saltedDigest(salt, value) }
}

/** What is left of a value after an erasure. */
function erased(name: string, value: unknown): Salted {
  return { value: null, salt: null, digest: salted(name, value).digest }
}

const token = {
  kind: 'token',
  id: 'tok_01k9zv3c8r5t7w2x4y6z8a0b1d',
  prefix: 'bk_live_aB3d',
  label: salted('token', 'pagerduty-incident-sync'),
}
const mina = {
  kind: 'user',
  id: 'usr_01k9zv3c8r5t7w2x4y6z8a0b1e',
  prefix: null,
  label: salted('mina', 'Mina Økland 🦊'),
}
const app = {
  kind: 'oauth_app',
  id: 'app_01k9zv3c8r5t7w2x4y6z8a0b1f',
  prefix: null,
  label: salted('app', 'PagerDuty "sync"\\\n\u0007'),
}
const forgotten = {
  kind: 'user',
  id: 'usr_01k9zv3c8r5t7w2x4y6z8a0b1g',
  prefix: null,
  label: erased('forgotten', 'Someone Else'),
}
const system = { kind: 'system', id: null, prefix: null, label: salted('system', 'Beatkeeper') }
const anonymous = { kind: 'anonymous', id: null, prefix: null, label: salted('anonymous', 'Anonymous') }

const page = 'pag_01k9zv3c8r5t7w2x4y6z8a0b1h'
const nothing: Omit<Evidence, 'seq' | 'id' | 'at' | 'kind' | 'action' | 'actor'> = {
  first_at: null,
  count: 1,
  outcome: 'allowed',
  on_behalf_of: null,
  client: null,
  page_id: null,
  environment: null,
  method: null,
  route: null,
  status: null,
  scopes_used: null,
  target: null,
  request_id: null,
  target_label: null,
  caller_request_id: null,
  changes: null,
}

const rows: (Omit<Evidence, 'seq'> & { name: string })[] = [
  {
    ...nothing,
    name: 'the first row, in which almost everything is null',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b20',
    at: 1795248000000,
    kind: 'system',
    action: 'server.start',
    actor: system,
    changes: salted('1', { after: { schema: 20, version: '0.1.0' } }),
  },
  {
    ...nothing,
    name: 'a request of an API token',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b21',
    at: 1795248000123,
    kind: 'request',
    action: 'incidents.list',
    actor: token,
    client: { address: salted('address', '203.0.113.7'), agent: salted('agent', 'curl/8.5.0') },
    page_id: page,
    environment: 'live',
    method: 'GET',
    route: '/api/v1/admin/incidents',
    status: 200,
    scopes_used: ['incidents:read'],
    request_id: 'req_01k9zv3c8r5t7w2x4y6z8a0b30',
    caller_request_id: salted('2', 'my-trace.0042'),
  },
  {
    ...nothing,
    name: 'a change, at the very millisecond of the row before; two permissions',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b22',
    at: 1795248000123,
    kind: 'change',
    action: 'token.revoke',
    actor: mina,
    client: { address: salted('address 6', '2001:db8::1'), agent: null },
    page_id: page,
    environment: 'live',
    method: 'POST',
    route: '/api/v1/admin/tokens/:id/revoke',
    scopes_used: ['tokens:write', 'audit:read'],
    target: token.id,
    request_id: 'req_01k9zv3c8r5t7w2x4y6z8a0b31',
    target_label: salted('3 label', 'pagerduty-incident-sync'),
    changes: salted('3', {
      before: { status: 'active', revoke_reason: null },
      after: { status: 'revoked', revoke_reason: 'Leaked in a log — “oops” €' },
    }),
  },
  {
    ...nothing,
    name: 'a user through an OAuth app, on a route that requires no permission: an empty list, which is not null',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b23',
    at: 1795248000500,
    kind: 'request',
    action: 'me.get',
    actor: mina,
    on_behalf_of: app,
    client: { address: salted('address', '203.0.113.7'), agent: salted('agent empty', '') },
    page_id: page,
    environment: 'live',
    method: 'GET',
    route: '/api/v1/me',
    status: 200,
    scopes_used: [],
    request_id: 'req_01k9zv3c8r5t7w2x4y6z8a0b32',
  },
  {
    ...nothing,
    name: 'a refusal; the reason stands in after',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b24',
    at: 1795248001000,
    kind: 'request',
    action: 'settings.update',
    outcome: 'denied',
    actor: token,
    client: { address: salted('address', '203.0.113.7'), agent: salted('agent', 'curl/8.5.0') },
    page_id: page,
    environment: 'live',
    method: 'PATCH',
    route: '/api/v1/admin/settings/:section',
    status: 423,
    scopes_used: ['settings:write'],
    target: 'section:branding',
    request_id: 'req_01k9zv3c8r5t7w2x4y6z8a0b33',
    changes: salted('5', { after: { code: 'terraform_locked' } }),
  },
  {
    ...nothing,
    name: 'refused requests of a stranger, coalesced',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b25',
    at: 1795248060000,
    first_at: 1795248001999,
    count: 4711,
    kind: 'request',
    action: 'refused.invalid_token',
    outcome: 'denied',
    actor: anonymous,
    client: { address: salted('block', '2001:db8:1:2::/64'), agent: null },
    status: 401,
  },
  {
    ...nothing,
    name: 'a person who was forgotten: label, address, agent, request id, target label and changes are erased',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b26',
    at: 1795248060001,
    kind: 'change',
    action: 'member.update',
    actor: forgotten,
    client: { address: erased('address f', '198.51.100.9'), agent: erased('agent f', 'Mozilla/5.0') },
    method: 'PATCH',
    route: '/api/v1/org/members/:id',
    scopes_used: ['teams:write'],
    target: forgotten.id,
    request_id: 'req_01k9zv3c8r5t7w2x4y6z8a0b34',
    target_label: erased('7 label', 'Someone Else'),
    caller_request_id: erased('7', 'abc'),
    changes: erased('7 changes', { after: { role_key: 'editor' } }),
  },
  {
    ...nothing,
    name: 'changed values of every JSON type, canonical',
    id: 'aud_01k9zv3c8r5t7w2x4y6z8a0b27',
    at: 9007199254740991,
    kind: 'change',
    action: 'incident.update',
    actor: system,
    page_id: page,
    environment: 'test',
    target: 'inc_01k9zv3c8r5t7w2x4y6z8a0b40',
    target_label: salted('8 label', ''),
    changes: salted('8', {
      after: {
        name: 'A\u0000B',
        components: [{ status: 'degraded_performance', id: 'cmp_1' }, [], {}],
        published_at: null,
        impact: 1e21,
        status: -0.5,
        resolved_at: true,
        '€': 1,
        '\u{1f98a}': 2,
        '\ufb33': 3,
      },
    }),
  },
]

export function makeVectors(): unknown {
  let previous = genesis(workspaceId)
  return {
    what: 'Rows of an audit log with every byte that is hashed; see docs/audit-format.md',
    format: 'bk-audit-v1',
    workspace_id: workspaceId,
    genesis: previous,
    rows: rows.map(({ name, ...row }, index) => {
      const evidence: Evidence = { seq: index + 1, ...row }
      const vector = {
        name,
        row: evidence,
        actor_digest: actorDigest(evidence.actor).toString('hex'),
        on_behalf_of_digest: evidence.on_behalf_of === null ? null : actorDigest(evidence.on_behalf_of).toString('hex'),
        client_digest: evidence.client === null ? null : clientDigest(evidence.client).toString('hex'),
        prev_hash: previous,
        preimage: preimage(evidence, previous).toString('hex'),
        hash: rowHash(evidence, previous),
      }
      previous = vector.hash
      return vector
    }),
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(makeVectors(), null, 2)}\n`)
