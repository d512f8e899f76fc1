import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dayOf } from '../../src-server/journal/usage.ts'
import { openLog, originOf, requestEntry, type TestLog } from './harness.ts'
import { appendSampleRows } from './sample.ts'

/** The roll-up, by names instead of keys. */
function rolledUp(log: TestLog): unknown[] {
  return log.db.all(
    `SELECT s.id AS subject, r.method, r.route, r.scopes, u.day, u.outcome, u.count, u.first_at, u.last_at
     FROM usage_daily AS u JOIN usage_subjects AS s ON s.key = u.subject JOIN usage_routes AS r ON r.key = u.route
     ORDER BY 1, 2, 3, 4, 5, 6`,
  )
}

/** The same, from the rows of the log. */
function fullScan(log: TestLog): unknown[] {
  return log.db.all(
    `SELECT ifnull(app.id, actor.id) AS subject, l.method, l.route, ifnull(l.scopes_used, '') AS scopes, l.at / 86400000 AS day, l.outcome,
       count(*) AS count, min(l.at) AS first_at, max(l.at) AS last_at
     FROM audit_log AS l JOIN actors AS actor ON actor.key = l.actor LEFT JOIN actors AS app ON app.key = l.on_behalf_of
     WHERE l.kind = 'request' AND ifnull(app.id, actor.id) IS NOT NULL AND l.route IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
  )
}

test('roll-ups equal a full scan of the log, over days, failed batches and a restart', () => {
  let log = openLog()
  for (let round = 0; round < 12; round += 1) {
    appendSampleRows(log, 300, round * 300)
    log.batch((tx) => {
      for (let n = 0; n < 5; n += 1)
        log.journal.append(
          tx,
          originOf({ actor: { kind: 'token', id: `tok_lost_${round}`, prefix: null, label: 'lost' } }),
          requestEntry(),
        )
    }, false)
    log.clock.now += 30_000_000
    if (round % 4 === 3) log = openLog(log.connection.serialize(), log.clock)
  }
  const scan = fullScan(log)
  assert.equal(rolledUp(log), scan)
  const days = new Set(scan.map((row) => (row as { day: number }).day))
  assert.ok(days.size > 2)
  console.log(`usage: ${scan.length} roll-ups over ${days.size} days of ${log.journal.head.seq} rows, 0 differences`)
})

test('one batch writes one roll-up for each subject, route and outcome, however many requests it holds', () => {
  const log = openLog()
  log.batch((tx) => {
    for (let n = 0; n < 1000; n += 1) {
      log.journal.append(tx, originOf(), requestEntry({ status: n % 10 === 0 ? 403 : 200 }))
      log.clock.now += 1
    }
  })
  const rows = log.db.all<{ outcome: string; count: number }>('SELECT outcome, count FROM usage_daily ORDER BY outcome')
  assert.equal(rows, [
    { outcome: 'allowed', count: 900 },
    { outcome: 'denied', count: 100 },
  ])
})

test('days are those of UTC', () => {
  assert.is(dayOf(Date.UTC(1970, 0, 1)), 0)
  assert.is(dayOf(Date.UTC(2026, 10, 21, 23, 59, 59, 999)), dayOf(Date.UTC(2026, 10, 21)))
  assert.is(dayOf(Date.UTC(2026, 10, 22)) - dayOf(Date.UTC(2026, 10, 21)), 1)
})

test.run()
