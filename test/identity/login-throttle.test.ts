import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Problem } from '../../src-server/contract/problems.ts'
import {
  type Attempt,
  createLoginThrottle,
  type LoginThrottle,
  waitAfter,
} from '../../src-server/credentials/login-throttle.ts'
import type { Writable } from '../../src-server/db/database.ts'
import { freshDatabase } from './fresh-database.ts'

const it = suite('credentials.login-throttle (T11)')

const someone: Attempt = { account: 'owner@example.org', address: '203.0.113.7', knownBrowser: null }

/** Seconds that Retry-After asks for, or 0 when the attempt may begin (and then it fails, at once). */
function failOnce(throttle: LoginThrottle, db: Writable, now: number, attempt = someone): number {
  const wait = retryAfter(() => {
    const running = throttle.begin(db, attempt, now)
    running.failed(db, now)
    running.done()
  })
  return wait
}

function retryAfter(work: () => void): number {
  try {
    work()
    return 0
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'login_throttled') throw error
    return Number(error.headers['Retry-After'])
  }
}

it('waits 0 s five times, then 1, 2, 4 … s and never more than 15 minutes', () => {
  assert.equal(
    Array.from({ length: 18 }, (_, failures) => waitAfter(failures) / 1000),
    [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900],
  )
  assert.is(waitAfter(1_000_000), 900_000)
})

it('429 keeps to the schedule to the millisecond, and across restarts', () => {
  const fresh = freshDatabase()
  const { clock } = fresh
  let db = fresh.db
  let throttle = createLoginThrottle(clock)
  let steps = 0
  for (let failures = 1; failures <= 17; failures += 1) {
    assert.is(failOnce(throttle, db, clock.now), 0, `failure ${failures} may happen`)
    const wait = waitAfter(failures)
    if (wait > 0) {
      // A restart in the middle of the wait changes nothing.
      db = fresh.reopen()
      throttle = createLoginThrottle(clock)
      assert.is(
        retryAfter(() => throttle.begin(db, someone, clock.now)),
        wait / 1000,
      )
      assert.is(
        retryAfter(() => throttle.begin(db, someone, clock.now + wait - 1)),
        1,
      )
      steps += 2
    }
    clock.now += Math.max(wait, 3000) // and never more than 30 a minute from one address
  }
  assert.is(failOnce(throttle, db, clock.now), 0)
  console.log(`T11 login-throttle steps ${steps + 18} wrong 0`)
  fresh.close()
})

it('counts an account that does not exist exactly like one that does', () => {
  const fresh = freshDatabase()
  const throttle = createLoginThrottle(fresh.clock)
  for (const account of ['owner@example.org', 'nobody@example.org']) {
    const attempt = { ...someone, account }
    const waits = Array.from({ length: 8 }, () => failOnce(throttle, fresh.db, fresh.clock.now, attempt))
    assert.equal(waits, [0, 0, 0, 0, 0, 0, 1, 1])
  }
  fresh.close()
})

it('starts again after a success and after a day without failures', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  for (let failures = 0; failures < 6; failures += 1) failOnce(throttle, db, clock.now)
  clock.now += 1000
  const right = throttle.begin(db, someone, clock.now)
  right.succeeded(db)
  right.done()
  assert.equal(
    Array.from({ length: 7 }, () => failOnce(throttle, db, clock.now)),
    [0, 0, 0, 0, 0, 0, 1],
  )
  clock.now += 24 * 3_600_000
  assert.equal(
    Array.from({ length: 7 }, () => failOnce(throttle, db, clock.now)),
    [0, 0, 0, 0, 0, 0, 1],
  )
  assert.is(db.get<{ rows: number }>('SELECT count(*) AS rows FROM login_failures')?.rows, 1)
  fresh.close()
})

it('strangers slow down neither other addresses, nor a browser that the account knows', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  for (let failures = 0; failures < 6; failures += 1) failOnce(throttle, db, clock.now)
  assert.ok(failOnce(throttle, db, clock.now) > 0)
  assert.is(failOnce(throttle, db, clock.now, { ...someone, address: '198.51.100.1' }), 0)
  assert.is(failOnce(throttle, db, clock.now, { ...someone, knownBrowser: 'a browser' }), 0)
  fresh.close()
})

it('an IPv6 line is one address, and the spelling of an account does not matter', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  const waits = Array.from({ length: 8 }, (_, place) =>
    failOnce(throttle, db, clock.now, {
      account: place % 2 === 0 ? 'OWNER@example.org' : 'owner@EXAMPLE.org',
      address: `2001:db8:0:1:${place}::1`,
      knownBrowser: null,
    }),
  )
  assert.equal(waits, [0, 0, 0, 0, 0, 0, 1, 1])
  fresh.close()
})

it('many at once are no way around it: those being checked count as wrong until they are right', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  const begun = []
  let refused = 0
  for (let place = 0; place < 25; place += 1) {
    try {
      begun.push(throttle.begin(db, someone, clock.now))
    } catch {
      refused += 1
    }
  }
  assert.equal([begun.length, refused], [6, 19])
  for (const attempt of begun) {
    attempt.failed(db, clock.now)
    attempt.done()
    attempt.done()
  }
  assert.is(
    retryAfter(() => throttle.begin(db, someone, clock.now)),
    1,
  )
  fresh.close()
})

it('an attempt that was never settled is forgotten after a minute', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  for (let place = 0; place < 6; place += 1) throttle.begin(db, someone, clock.now)
  assert.ok(retryAfter(() => throttle.begin(db, someone, clock.now)) > 0)
  clock.now += 60_000
  assert.is(
    retryAfter(() => throttle.begin(db, someone, clock.now)),
    0,
  )
  fresh.close()
})

it('429 takes 30 attempts a minute from one address, whatever the accounts', () => {
  const fresh = freshDatabase()
  const { db, clock } = fresh
  const throttle = createLoginThrottle(clock)
  const tryAs = (account: string, address = someone.address): number =>
    retryAfter(() => {
      const attempt = throttle.begin(db, { account, address, knownBrowser: null }, clock.now)
      attempt.succeeded(db)
      attempt.done()
    })
  for (let place = 0; place < 30; place += 1) {
    assert.is(tryAs(`person${place}@example.org`), 0)
    clock.now += 1000
  }
  assert.is(tryAs('person31@example.org'), 30)
  assert.is(tryAs('person31@example.org', '198.51.100.9'), 0)
  clock.now += 30_000
  assert.is(tryAs('person31@example.org'), 0)
  assert.is(tryAs('person32@example.org'), 1)
  fresh.close()
})

it('keeps no e-mail address of people who may not even have an account', () => {
  const fresh = freshDatabase()
  const throttle = createLoginThrottle(fresh.clock)
  failOnce(throttle, fresh.db, fresh.clock.now, { ...someone, account: 'secret.person@example.org' })
  const rows = fresh.db.all<{ key: Buffer }>('SELECT key FROM login_failures')
  assert.is(rows.length, 1)
  assert.is(rows[0]?.key.length, 32)
  fresh.close()
})

it.run()
