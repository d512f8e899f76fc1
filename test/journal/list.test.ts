import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { AuditRow } from '../../src-server/contract/audit.ts'
import { auditRow } from '../../src-server/contract/audit.ts'
import { exportRows } from '../../src-server/journal/export.ts'
import type { LogFilter, Visibility } from '../../src-server/journal/filter.ts'
import { examinedMax, findRows } from '../../src-server/journal/list.ts'
import { readRows } from '../../src-server/journal/log-rows.ts'
import { readLogPage } from '../../src-server/journal/page.ts'
import { presentRow } from '../../src-server/journal/present.ts'
import { openLog, originOf, requestEntry } from './harness.ts'
import { appendSampleRows, sampleActors, samplePages } from './sample.ts'

const log = openLog()
appendSampleRows(log, 700)
const last = log.journal.head.seq
const everything: Visibility = { everyPage: true, pageId: '' }
const all: readonly AuditRow[] = readRows(
  log.db,
  Array.from({ length: last }, (_, index) => index + 1),
  log.workspaceId,
).map(presentRow)

/** The naive reading of api.md, on rows as the API shows them. */
function fits(row: AuditRow, filter: LogFilter, visible: Visibility): boolean {
  const holds = (text: string | null | undefined, part: string): boolean =>
    text?.toLowerCase().includes(part.toLowerCase()) ?? false
  const {
    seq,
    tokenId,
    tokenName,
    oauthApp,
    actorId,
    action,
    kind,
    outcome,
    route,
    scope,
    from,
    to,
    requestId,
    q,
    anyToken,
  } = filter
  const at = Date.parse(row.at)
  return (
    (visible.everyPage || row.page_id === visible.pageId) &&
    (seq === undefined || row.seq === seq) &&
    (tokenId === undefined || row.actor.id === tokenId || row.target?.id === tokenId) &&
    (tokenName === undefined ||
      (row.actor.kind === 'token' && row.actor.name?.toLowerCase() === tokenName.toLowerCase())) &&
    (oauthApp === undefined || row.actor.on_behalf_of?.id === oauthApp || row.actor.on_behalf_of?.name === oauthApp) &&
    (actorId === undefined || row.actor.id === actorId) &&
    (action === undefined ||
      (action.endsWith('*') ? row.action.startsWith(action.slice(0, -1)) : row.action === action)) &&
    (kind === undefined || row.kind === kind) &&
    (outcome === undefined || row.outcome === outcome) &&
    (route === undefined || row.route === route || row.route === `/api/v1${route}`) &&
    (scope === undefined || row.scopes_used.includes(scope)) &&
    (from === undefined || at >= from) &&
    (to === undefined || at <= to) &&
    (requestId === undefined || row.request_id === requestId || row.client_request_id === requestId) &&
    (anyToken !== true || row.actor.kind === 'token' || row.target?.type === 'token') &&
    (q === undefined || holds(row.action, q) || holds(row.target?.id, q) || holds(row.actor.name, q))
  )
}

/** Reads all pages, as a client does. */
function pages(filter: LogFilter, visible: Visibility, limit: number, examine: number): number[] {
  const seqs: number[] = []
  let before: number | null = null
  for (let page = 0; ; page += 1) {
    const found = findRows(log.db, filter, visible, before, limit, examine)
    assert.ok(found.seqs.length <= limit)
    assert.ok(before === null || found.seqs.every((seq) => seq < (before ?? 0)))
    seqs.push(...found.seqs)
    if (found.next === null) return seqs
    assert.ok(before === null || found.next < before, 'a page goes on below the one before')
    before = found.next
    assert.ok(page < 2000, 'pages come to an end')
  }
}

const times = all.map((row) => Date.parse(row.at))
const someTime = fc.oneof(
  fc.constantFrom(...times),
  fc.constantFrom(...times).map((time) => time + 1),
  fc.constantFrom(0, 4e12),
)
const ids = sampleActors.map((actor) => actor.id ?? '')
const filterArbitrary = fc.record(
  {
    seq: fc.integer({ min: 1, max: last + 1 }),
    tokenId: fc.constantFrom(...ids, 'tok_none'),
    tokenName: fc.constantFrom('pagerduty-sync', 'PagerDuty-Sync', 'Nightly sandbox', 'Jonas', 'none'),
    oauthApp: fc.constantFrom('PagerDuty', 'app_01k9zv3c8r5t7w2x4y6z8a0001', 'none'),
    actorId: fc.constantFrom(...ids, 'usr_none'),
    action: fc.constantFrom('token.revoke', 'token.*', '*', 'refused.*', 'incidents.list', 'none'),
    kind: fc.constantFrom('change', 'request', 'auth', 'system'),
    outcome: fc.constantFrom('allowed', 'denied', 'failed'),
    route: fc.constantFrom('/api/v1/me', '/me', '/admin/incidents', '/none'),
    scope: fc.constantFrom('incidents:read', 'audit:read', 'tokens:read', 'read'),
    from: someTime,
    to: someTime,
    requestId: fc.constantFrom('trace-40', 'req_01k9zv3c8r5t7w2x4y6z8a0040', 'none'),
    anyToken: fc.boolean(),
    q: fc.constantFrom('revoke', 'PAGERDUTY', 'tok_01', 'renamed', 'mina', '%', '_', "'", 'none'),
  },
  { requiredKeys: [] },
)
const visibility = fc.constantFrom<Visibility>(
  everything,
  everything,
  { everyPage: false, pageId: samplePages[0] },
  { everyPage: false, pageId: samplePages[1] },
)

/** Few filters at a time, so that there is something to find. */
const fewFilters = filterArbitrary.chain((filter) =>
  fc
    .shuffledSubarray(Object.entries(filter), { maxLength: 3 })
    .map((entries): LogFilter => Object.fromEntries(entries)),
)

test('every filter, page by page, finds what a naive reading finds, in its order', () => {
  let runs = 0
  let found = 0
  const result = fc.check(
    fc.property(
      fewFilters,
      visibility,
      fc.constantFrom(1, 7, 50, 200),
      fc.constantFrom(30, 101, examinedMax),
      (filter, visible, limit, examine) => {
        const wanted = all.filter((row) => fits(row, filter, visible)).map((row) => row.seq)
        assert.equal(pages(filter, visible, limit, examine), wanted)
        runs += 1
        found += wanted.length
      },
    ),
    { numRuns: 800 },
  )
  console.log(
    `audit filters: ${runs} filters against a naive reading, ${found} rows found, ${result.failed ? 1 : 0} differences, seed ${result.seed}`,
  )
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'a filter differs')
})

test('an export is what the list finds, oldest first', () => {
  fc.assert(
    fc.property(fewFilters, (filter) => {
      const exported = [...exportRows(log.db, log.workspaceId, filter)].flat()
      assert.equal(exported, all.filter((row) => fits(row, filter, everything)).toReversed())
    }),
    { numRuns: 60 },
  )
})

test('rows as the API shows them fit its contract, and each names the hash of the row before it', () => {
  for (const [index, row] of all.entries()) {
    assert.ok(auditRow.safeParse(row).success)
    const before = all[index + 1]
    if (before !== undefined) assert.is(row.prev_hash, before.hash)
  }
  assert.is(all.at(-1)?.seq, 1)
  assert.match(all.at(-1)?.prev_hash ?? '', /^[0-9a-f]{64}$/)
})

test('a page looks at a bounded number of rows, may be empty, and still goes on', () => {
  const filter: LogFilter = { q: 'nothing is called this' }
  const first = findRows(log.db, filter, everything, null, 50, 100)
  assert.equal(first, { seqs: [], next: last - 99 })
  const rare: LogFilter = { actorId: ids[0] ?? '', q: 'nothing is called this' }
  const narrow = findRows(log.db, rare, everything, null, 50, 20)
  assert.equal(narrow.seqs, [])
  assert.ok(narrow.next !== null)
})

test('a request is found by our own id at once, whatever lies between', () => {
  const own = openLog()
  const wanted = own.newId('request')
  own.append(originOf({ requestId: wanted }), {
    kind: 'event',
    action: 'token.create',
    target: { type: 'token', id: 'tok_x', label: 'x' },
  })
  own.append(originOf({ requestId: wanted }), requestEntry())
  own.clock.now += 600_000
  for (let n = 0; n < 500; n += 1) own.append(originOf({ requestId: own.newId('request') }), requestEntry())
  assert.equal(findRows(own.db, { requestId: wanted }, everything, null, 50, 10), { seqs: [2, 1], next: null })
  // A clock that was turned since leaves the id's time far from the row's: the long way finds it.
  own.clock.now -= 86_400_000 * 30
  const turned = own.newId('request')
  own.append(originOf({ requestId: turned }), requestEntry())
  assert.equal(findRows(own.db, { requestId: turned }, everything, null, 50).seqs.length, 1)
})

test('erased values are named, and what is left is shown', () => {
  const own = openLog()
  own.append(
    originOf({ actor: { kind: 'user', id: 'usr_a', prefix: null, label: 'Mina' }, callerRequestId: 'trace' }),
    {
      kind: 'event',
      action: 'member.update',
      target: { type: 'user', id: 'usr_a', label: 'Mina' },
      after: { role_key: 'editor' },
    },
  )
  own.connection.exec(
    'UPDATE actors SET label = NULL, label_salt = NULL; UPDATE clients SET address = NULL, address_salt = NULL; UPDATE audit_details SET target_label = NULL, target_label_salt = NULL, changes = NULL, changes_salt = NULL, caller_request_id = NULL, caller_request_id_salt = NULL',
  )
  const [row] = readLogPage(own.db, own.workspaceId, { filter: {}, visible: everything, before: null, limit: 1 }).data
  assert.equal(row?.erased, ['actor', 'target', 'ip', 'client_request_id', 'changes'])
  assert.equal([row?.actor.id, row?.actor.name, row?.user_agent, row?.ip], ['usr_a', null, 'curl/8.5.0', null])
})

test('a list opens even where someone wrote words into the file that are none of ours', () => {
  const own = openLog()
  own.append(originOf(), requestEntry())
  own.connection.exec(
    "DROP TRIGGER audit_log_no_update; UPDATE audit_log SET kind = 'x', outcome = 'x', environment = 'x', actor = 99",
  )
  const [row] = readLogPage(own.db, own.workspaceId, { filter: {}, visible: everything, before: null, limit: 1 }).data
  assert.ok(auditRow.safeParse(row).success)
})

test.run()
