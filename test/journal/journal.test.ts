import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Use } from '../../src-server/journal/uses.ts'
import { verifyLog } from '../../src-server/journal/verify.ts'
import { handClock, openLog, originOf, requestEntry, type TestLog } from './harness.ts'
import { appendSampleRows } from './sample.ts'

interface Row {
  seq: number
  at: number
  kind: string
  action: string
  outcome: string
  actor: number
  client: number | null
  scopes_used: string | null
  target: string | null
}

const rowsOf = (log: TestLog): Row[] => log.db.all<Row>('SELECT * FROM audit_log ORDER BY seq')

/** Everything that a batch may leave behind. */
function contentOf(log: TestLog): unknown {
  const tables = ['audit_log', 'audit_details', 'actors', 'clients', 'usage_subjects', 'usage_routes', 'usage_daily']
  return tables.map((table) => log.db.all(`SELECT * FROM ${table} ORDER BY 1, 2`))
}

test('a batch that does not commit leaves nothing, and the chain goes on as if it had never been', () => {
  const log = openLog()
  appendSampleRows(log, 10)
  const before = contentOf(log)
  const head = log.journal.head
  const stranger = originOf({
    actor: { kind: 'token', id: 'tok_new', prefix: null, label: 'new' },
    client: { address: '192.0.2.9', agent: 'new' },
  })
  log.batch((tx) => {
    log.journal.append(tx, stranger, requestEntry())
    log.journal.append(tx, originOf(), requestEntry({ action: 'tokens.list' }))
  }, false)
  assert.equal(contentOf(log), before)
  assert.equal(log.journal.head, head)
  // The same batch again, as the writer does it: keys that were given out and rolled back are given out anew.
  log.batch((tx) => log.journal.append(tx, stranger, requestEntry()))
  appendSampleRows(log, 10, 10)
  assert.equal([verifyLog(log.db, log.workspaceId).ok, verifyLog(log.db, log.workspaceId).rows], [true, 21])
})

test('a batch that throws half-way can be run again, whatever it had appended', () => {
  const log = openLog()
  for (let round = 0; round < 20; round += 1) {
    assert.throws(() =>
      log.batch((tx) => {
        log.journal.append(
          tx,
          originOf({ actor: { kind: 'user', id: `usr_${round}`, prefix: null, label: 'x' } }),
          requestEntry(),
        )
        throw new Error('no')
      }),
    )
    log.append(originOf({ actor: { kind: 'user', id: `usr_${round}`, prefix: null, label: 'x' } }), requestEntry())
  }
  assert.equal(verifyLog(log.db, log.workspaceId).rows, 20)
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
})

test('the head is what was committed, not what was appended', () => {
  const log = openLog()
  log.batch((tx) => {
    log.journal.append(tx, originOf(), requestEntry())
    assert.is(log.journal.head.seq, 0)
  })
  assert.is(log.journal.head.seq, 1)
})

test('a log goes on where its file ends, after a restart', () => {
  const log = openLog()
  appendSampleRows(log, 25)
  const again = openLog(log.connection.serialize(), log.clock)
  assert.equal(again.journal.head, log.journal.head)
  appendSampleRows(again, 25, 25)
  const verdict = verifyLog(again.db, again.workspaceId)
  assert.equal([verdict.ok, verdict.rows], [true, 50])
})

test('an actor is one record until it is renamed; older rows keep the name of their time', () => {
  const log = openLog()
  const named = (label: string) => originOf({ actor: { kind: 'token', id: 'tok_a', prefix: 'bk_live_aaaa', label } })
  for (const label of ['one', 'one', 'two', 'two', 'one']) log.append(named(label), requestEntry())
  const [first, second, third, , fifth] = rowsOf(log).map((row) => row.actor)
  assert.is(first, second)
  assert.is.not(first, third)
  assert.is(fifth, first)
  const again = openLog(log.connection.serialize(), log.clock)
  again.append(named('two'), requestEntry())
  assert.is(rowsOf(again).at(-1)?.actor, third)
})

test('a client is one record for each address with each agent; nothing known is no client', () => {
  const log = openLog()
  const from = (address: string | null, agent: string | null) =>
    log.append(originOf({ client: { address, agent } }), requestEntry())
  for (const [address, agent] of [
    ['192.0.2.1', 'a'],
    ['192.0.2.1', 'a'],
    ['192.0.2.1', 'b'],
    ['192.0.2.2', 'a'],
    ['192.0.2.1', null],
    ['192.0.2.1', ''],
    [null, 'a'],
    [null, null],
  ] as const)
    from(address, agent)
  const keys = rowsOf(log).map((row) => row.client)
  assert.is(keys[0], keys[1])
  assert.is(new Set(keys).size, 7)
  assert.is(keys[7], null)
  const again = openLog(log.connection.serialize(), log.clock)
  again.append(originOf({ client: { address: '192.0.2.1', agent: null } }), requestEntry())
  assert.is(rowsOf(again).at(-1)?.client, keys[4])
})

test('times never decrease, however the clock is turned', () => {
  const clock = handClock()
  const log = openLog(undefined, clock)
  for (const step of [1000, -500, 60_000, -119_000, 5, -3_600_000, 1, 1, 7_200_000, -31_536_000_000]) {
    clock.now += step
    log.append(originOf(), requestEntry())
  }
  const times = rowsOf(log).map((row) => row.at)
  assert.equal(
    times,
    [...times].sort((a, b) => a - b),
  )
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
})

test('a clock that steps back by more than two minutes is reported once, and again when it does it again', () => {
  const clock = handClock()
  const log = openLog(undefined, clock)
  const rollbacks = () => rowsOf(log).filter((row) => row.action === 'clock.rollback').length
  log.append(originOf(), requestEntry())
  clock.now -= 120_000
  log.append(originOf(), requestEntry())
  assert.is(rollbacks(), 0)
  clock.now -= 1
  log.append(originOf(), requestEntry())
  log.append(originOf(), requestEntry())
  assert.is(rollbacks(), 1)
  clock.now += 120_001
  log.append(originOf(), requestEntry())
  clock.now -= 3_600_000
  // A batch that fails has reported nothing; the next one does.
  log.batch((tx) => log.journal.append(tx, originOf(), requestEntry()), false)
  assert.is(rollbacks(), 1)
  log.append(originOf(), requestEntry())
  assert.is(rollbacks(), 2)
  const told = rowsOf(log).find((row) => row.action === 'clock.rollback')
  assert.is(told?.kind, 'system')
})

test('trusted time is at most two minutes before the latest committed row, also after a restart', () => {
  const clock = handClock()
  const log = openLog(undefined, clock)
  assert.is(log.journal.trustedNow(), clock.now)
  log.append(originOf(), requestEntry())
  const latest = clock.now
  clock.now -= 365 * 86_400_000
  assert.is(log.journal.trustedNow(), latest - 120_000)
  assert.is(openLog(log.connection.serialize(), clock).journal.trustedNow(), latest - 120_000)
  clock.now = latest - 60_000
  assert.is(log.journal.trustedNow(), latest - 60_000)
  clock.now = latest + 5
  assert.is(log.journal.trustedNow(), latest + 5)
})

test('uses: one for each actor and batch; refused requests and endpoints that are no use are none', () => {
  const log = openLog()
  const heard: Use[][] = []
  log.journal.onUse((_tx, uses) => heard.push([...uses]))
  const token = (id: string, address: string) =>
    originOf({ actor: { kind: 'token', id, prefix: null, label: id }, client: { address, agent: null } })
  log.batch((tx) => {
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      log.journal.append(tx, token('tok_a', address), requestEntry())
      log.clock.now += 1
    }
    log.journal.append(tx, token('tok_b', '192.0.2.9'), requestEntry({ status: 304 }))
    log.journal.append(tx, token('tok_c', '192.0.2.9'), requestEntry({ status: 403, code: 'role_denied' }))
    log.journal.append(tx, token('tok_d', '192.0.2.9'), requestEntry({ countsAsUse: false }))
    log.journal.append(tx, token('tok_e', '192.0.2.9'), { kind: 'event', action: 'token.create' })
  })
  assert.equal(
    heard.map((uses) =>
      uses.map(({ origin, count, lastAddress, lastAt }) => [origin.actor.id, count, lastAddress, lastAt]),
    ),
    [
      [
        ['tok_a', 3, '192.0.2.3', log.clock.now - 1],
        ['tok_b', 1, '192.0.2.9', log.clock.now],
      ],
    ],
  )
  log.batch((tx) => log.journal.append(tx, token('tok_a', '192.0.2.1'), requestEntry()), false)
  log.batch((tx) => log.journal.append(tx, token('tok_b', '192.0.2.1'), requestEntry()))
  // The failed batch's uses are not counted with the next one's.
  assert.equal(
    heard.at(-1)?.map((use) => [use.origin.actor.id, use.count]),
    [['tok_b', 1]],
  )
})

test('of a change only the listed fields are kept, before and after', () => {
  const log = openLog()
  log.append(originOf(), {
    kind: 'event',
    action: 'token.update',
    target: { type: 'token', id: 'tok_a', label: 'a' },
    before: { name: 'a', hash: 'secret', version: 3 },
    after: { name: 'b', password: 'secret', notes: undefined },
  })
  const changes = log.db.get<{ changes: string }>('SELECT changes FROM audit_details')?.changes
  assert.is(changes, '{"after":{"name":"b"},"before":{"name":"a"}}')
  assert.is(rowsOf(log)[0]?.target, 'token:tok_a')
})

test('our secrets in a User-Agent, a request id, a label or a changed value are replaced, and a row tells of it', () => {
  const log = openLog()
  const secrets = ['bk_live_', 'bk_test_', 'bka_', 'bko_', 'bkr_', 'bkc_', 'bkm_', 'bks_'].map(
    (prefix) => `${prefix}${'aB3dE6gH9'.repeat(6).slice(0, prefix === 'bks_' ? 49 : 38)}`,
  )
  for (const secret of secrets) {
    log.append(
      originOf({ callerRequestId: `x-${secret}`, client: { address: '192.0.2.1', agent: `curl ${secret} end` } }),
      {
        kind: 'event',
        action: 'token.update',
        target: { type: 'token', id: 'tok_a', label: `label ${secret}` },
        after: { notes: `pasted ${secret}`, scopes: [secret, { [secret]: secret }] },
      },
    )
  }
  const everything = log.connection.serialize().toString('latin1')
  for (const secret of secrets) assert.not.ok(everything.includes(secret.slice(0, 24)), secret)
  const told = rowsOf(log).filter((row) => row.action === 'log.conceal')
  assert.is(told.length, secrets.length)
  const agent = log.db.get<{ agent: string }>('SELECT agent FROM clients ORDER BY key LIMIT 1')?.agent
  assert.is(agent, 'curl [secret removed: bk_live] end')
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
})

test('the beginning of a token, as its list shows it, stays readable', () => {
  const log = openLog()
  log.append(originOf({ client: { address: null, agent: 'rotating bk_live_aB3d' } }), requestEntry())
  assert.is(log.db.get<{ agent: string }>('SELECT agent FROM clients')?.agent, 'rotating bk_live_aB3d')
})

test('text that is not Unicode, and very long agents, are kept as what can be kept', () => {
  const log = openLog()
  log.append(
    originOf({
      actor: { kind: 'user', id: 'usr_a', prefix: null, label: 'a\ud800b' },
      client: { address: '192.0.2.1', agent: `${'é'.repeat(600)}\udc00` },
    }),
    requestEntry(),
  )
  const label = log.db.get<{ label: string }>('SELECT label FROM actors')?.label
  assert.is(label, 'a\ufffdb')
  assert.is(log.db.get<{ agent: string }>('SELECT agent FROM clients')?.agent.length, 512)
  assert.ok(verifyLog(openLog(log.connection.serialize()).db, log.workspaceId).ok)
})

test('permissions are kept sorted; none required is not the same as no route', () => {
  const log = openLog()
  log.append(originOf({ scopes: ['tokens:write', 'audit:read'] }), requestEntry())
  log.append(originOf({ scopes: [] }), requestEntry())
  log.append(originOf({ scopes: null }), requestEntry())
  assert.equal(
    rowsOf(log).map((row) => row.scopes_used),
    ['audit:read tokens:write', '', null],
  )
})

test('a request is allowed below 400, denied where the caller was refused, failed where the deed was', () => {
  const log = openLog()
  for (const status of [200, 304, 400, 401, 403, 404, 409, 421, 422, 423, 429, 500, 503])
    log.append(originOf(), requestEntry({ status }))
  assert.equal(
    rowsOf(log).map((row) => row.outcome),
    [
      'allowed',
      'allowed',
      'failed',
      'denied',
      'denied',
      'failed',
      'failed',
      'denied',
      'failed',
      'denied',
      'denied',
      'failed',
      'failed',
    ],
  )
})

test.run()
