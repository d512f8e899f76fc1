import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countedAddress } from '../../src-server/access/address.ts'
import type { ProblemCode } from '../../src-server/contract/problems.ts'
import { createRefusals, type Refused, refusalRowsMax } from '../../src-server/journal/refusals.ts'
import { verifyLog } from '../../src-server/journal/verify.ts'
import { handClock, openLog } from './harness.ts'

const shown = (rows: readonly Refused[]) =>
  rows.map(({ origin, entry }) => [origin.client?.address ?? null, entry.action, entry.status, entry.count])

test('one row for each address, code and minute, when the minute has ended', () => {
  const clock = handClock()
  const refusals = createRefusals(clock)
  for (let n = 0; n < 5; n += 1) refusals.count('192.0.2.1', 'invalid_token')
  refusals.count('192.0.2.1', 'unauthenticated')
  refusals.count('192.0.2.2', 'invalid_token')
  refusals.count(null, 'unknown_host')
  assert.equal(refusals.take(), [])
  clock.now += 60_000
  assert.equal(shown(refusals.take()), [
    ['192.0.2.1', 'refused.invalid_token', 401, 5],
    ['192.0.2.1', 'refused.unauthenticated', 401, 1],
    ['192.0.2.2', 'refused.invalid_token', 401, 1],
    [null, 'refused.unknown_host', 421, 1],
  ])
  assert.equal(refusals.take(), [])
})

test('stopping takes the minute that has not ended', () => {
  const refusals = createRefusals(handClock())
  refusals.count('192.0.2.1', 'invalid_token')
  assert.is(refusals.take(true).length, 1)
  assert.is(refusals.take(true).length, 0)
})

test('at most 256 rows a minute and one for the rest; nothing goes uncounted', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: 600 }),
          fc.constantFrom<ProblemCode>('invalid_token', 'unauthenticated', 'rate_limited'),
          fc.nat({ max: 2000 }),
        ),
        { maxLength: 1500 },
      ),
      (events) => {
        const clock = handClock()
        const refusals = createRefusals(clock)
        const rows: Refused[] = []
        for (const [address, code, step] of events) {
          clock.now += step
          refusals.count(`10.0.${address >> 8}.${address & 255}`, code)
          rows.push(...refusals.take())
        }
        rows.push(...refusals.take(true))
        assert.is(
          rows.reduce((sum, row) => sum + row.entry.count, 0),
          events.length,
        )
        const minutes = Map.groupBy(rows, (row) => Math.floor(row.entry.firstAt / 60_000))
        for (const inMinute of minutes.values()) {
          assert.ok(inMinute.length <= refusalRowsMax + 1)
          assert.ok(inMinute.filter((row) => row.entry.action === 'refused.other').length <= 1)
          const names = inMinute.map((row) => `${row.origin.client?.address} ${row.entry.action}`)
          assert.is(new Set(names).size, names.length)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('a flood from 100,000 addresses is 257 rows', () => {
  const clock = handClock()
  const refusals = createRefusals(clock)
  for (let n = 0; n < 100_000; n += 1) refusals.count(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 'invalid_token')
  const rows = refusals.take(true)
  assert.is(rows.length, 257)
  const other = rows.at(-1)
  assert.equal([other?.entry.action, other?.entry.count, other?.origin.client], ['refused.other', 100_000 - 256, null])
})

test('IPv6 addresses are counted by their /64, IPv4 in any dress as IPv4', () => {
  const blocks: readonly (readonly [string, string])[] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['unix', 'unix'],
  ]
  for (const [address, block] of blocks) assert.is(countedAddress(address), block)
})

test('rows that could not be appended come again, and are bounded', () => {
  const clock = handClock()
  const refusals = createRefusals(clock)
  refusals.count('192.0.2.1', 'invalid_token')
  const rows = refusals.take(true)
  refusals.putBack(rows)
  refusals.count('192.0.2.2', 'invalid_token')
  assert.equal(
    shown(refusals.take(true)).map(([address]) => address),
    ['192.0.2.1', '192.0.2.2'],
  )
  for (let minute = 0; minute < 100; minute += 1) {
    for (let n = 0; n < 300; n += 1) refusals.count(`10.0.${n >> 8}.${n & 255}`, 'invalid_token')
    clock.now += 60_000
    refusals.putBack(refusals.take())
  }
  assert.ok(refusals.take().length <= 16 * 257)
})

test('a refusal becomes a row of the log, with the first time and the count', () => {
  const log = openLog()
  const refusals = createRefusals(log.clock)
  const first = log.clock.now
  for (let n = 0; n < 3; n += 1) refusals.count('2001:db8::1', 'rate_limited')
  log.clock.now += 61_000
  log.batch((tx) => {
    for (const { origin, entry } of refusals.take()) log.journal.append(tx, origin, entry)
  })
  const row = log.db.get<Record<string, unknown>>(
    'SELECT l.*, c.address FROM audit_log AS l JOIN clients AS c ON c.key = l.client',
  )
  assert.equal(
    [row?.kind, row?.action, row?.outcome, row?.status, row?.count, row?.first_at, row?.at, row?.address, row?.page_id],
    ['request', 'refused.rate_limited', 'denied', 429, 3, first, first + 61_000, '2001:db8::/64', null],
  )
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
})

test.run()
