import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { standingOf } from '../../src-server/access/standing.ts'
import { hashSecret, secretKindOf } from '../../src-server/credentials/secret-format.ts'
import {
  createSessionResolver,
  endSession,
  endSessionsOf,
  exchangeForDesktopSession,
  findSession,
  issueBrowserSession,
  issueDesktopSession,
  lockSession,
  markReauthenticated,
  reauthenticationMs,
  renewDesktopSession,
  sessionIdleMs,
  sessionLifeMs,
  touchSession,
} from '../../src-server/credentials/sessions.ts'
import { rolesOf } from '../../src-server/workspace/members.ts'
import { createRoleDirectory } from '../../src-server/workspace/roles.ts'
import { setUpDatabase } from './fresh-database.ts'

const it = suite('credentials.sessions')

function begin() {
  const database = setUpDatabase()
  const { db, clock, newId, ownerId } = database
  const roles = createRoleDirectory(db, () => false)
  const resolver = createSessionResolver((readable, userId) => rolesOf(readable, userId, roles.roleOf))
  const resolve = resolver.find
  const asked = { userId: ownerId, newId, address: '127.0.0.1', userAgent: 'a browser' }
  return {
    ...database,
    db,
    ownerId,
    resolver,
    resolve,
    asked,
    standing: (secret: string) => {
      const principal = resolve(db, hashSecret(secret), 1)
      return principal === null
        ? 'gone'
        : standingOf({ revoked: false, used: false, disabled: false, expiresAt: principal.expiresAt }, clock.now)
    },
  }
}

it('is 256 random bits with a checksum, and only hashes of it and of the second secret are kept', () => {
  const { db, clock, asked, close } = begin()
  const session = issueBrowserSession(db, { ...asked, now: clock.now })
  assert.is(secretKindOf(session.secret), 'session')
  assert.is(session.csrf.length, 43)
  const row = db.get<Record<string, unknown>>('SELECT * FROM sessions')
  assert.equal(row?.hash, hashSecret(session.secret))
  assert.equal(row?.csrf_hash, hashSecret(session.csrf))
  assert.not.ok(JSON.stringify(row).includes(session.secret.slice(4, 20)))
  close()
})

it('401 ends a browser session after 30 minutes without a request', () => {
  const { db, clock, asked, standing, close } = begin()
  const { secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  clock.now += sessionIdleMs - 1
  assert.is(standing(secret), 'active')
  clock.now += 1
  assert.is(standing(secret), 'expired')
  close()
})

it('401 ends it after 12 hours, however busy it is', () => {
  const { db, clock, asked, resolve, standing, close } = begin()
  const { secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  const end = clock.now + sessionLifeMs
  while (clock.now < end - 600_000) {
    clock.now += 600_000
    const principal = resolve(db, hashSecret(secret), 1)
    if (principal === null) throw new Error('the session is gone')
    touchSession(db, principal, clock.now)
    assert.is(standing(secret), clock.now < end ? 'active' : 'expired')
  }
  clock.now = end - 1
  assert.is(standing(secret), 'active')
  clock.now = end
  assert.is(standing(secret), 'expired')
  close()
})

it('writes "last seen" at most once a minute', () => {
  const { db, clock, asked, resolve, close } = begin()
  const { secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  let writes = 0
  for (let second = 0; second < 600; second += 1) {
    clock.now += 1000
    const principal = resolve(db, hashSecret(secret), 1)
    if (principal !== null && touchSession(db, principal, clock.now)) writes += 1
  }
  assert.is(writes, 10)
  assert.is(db.get<{ last_seen_at: number }>('SELECT last_seen_at FROM users')?.last_seen_at, clock.now)
  close()
})

it('the desktop session has no CSRF value and lasts as long as the app, 12 hours at most', () => {
  const { db, clock, asked, resolve, standing, close } = begin()
  const { secret } = issueDesktopSession(db, { ...asked, now: clock.now, authenticatedAt: clock.now })
  const principal = resolve(db, hashSecret(secret), 1)
  assert.is(principal?.transport, 'desktop')
  assert.is(principal?.csrfHash, null)
  clock.now += sessionLifeMs - 1
  assert.is(standing(secret), 'active')
  clock.now += 1
  assert.is(standing(secret), 'expired')
  close()
})

it('trades a cookie session for a desktop one, once, and the cookie ends', () => {
  const { db, clock, asked, newId, resolve, standing, close } = begin()
  const { secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  clock.now += 1000
  const desktop = exchangeForDesktopSession(db, secret, { now: clock.now, newId })
  assert.is(desktop?.userId, asked.userId)
  assert.is(standing(secret), 'gone')
  assert.is(standing(desktop?.secret ?? ''), 'active')
  assert.is(
    resolve(db, hashSecret(desktop?.secret ?? ''), 1)?.reauthenticatedUntil,
    clock.now - 1000 + reauthenticationMs,
  )
  assert.is(exchangeForDesktopSession(db, secret, { now: clock.now, newId }), null)
  assert.is(exchangeForDesktopSession(db, desktop?.secret ?? '', { now: clock.now, newId }), null)
  const stale = issueBrowserSession(db, { ...asked, now: clock.now })
  clock.now += sessionIdleMs
  assert.is(exchangeForDesktopSession(db, stale.secret, { now: clock.now, newId }), null)
  close()
})

it('carries the roles of its person, and is gone once the person is disabled', () => {
  const { db, clock, asked, ownerId, resolve, standing, close } = begin()
  const { secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  assert.is(resolve(db, hashSecret(secret), 1)?.everyPage?.key, 'owner')
  db.run('UPDATE users SET disabled_at = ? WHERE id = ?', clock.now, ownerId)
  assert.is(standing(secret), 'gone')
  close()
})

it('ends one, or all but one, and opens five minutes when the password is given again', () => {
  const { db, clock, asked, resolve, standing, close } = begin()
  const sessions = Array.from({ length: 4 }, () => issueBrowserSession(db, { ...asked, now: clock.now }))
  const [first, second, third] = sessions
  if (first === undefined || second === undefined || third === undefined) throw new Error('three sessions')
  assert.is(endSession(db, first.id, clock.now), true)
  assert.is(endSession(db, first.id, clock.now), false)
  assert.is(endSessionsOf(db, asked.userId, clock.now, third.id), 2)
  assert.equal(
    [first, second, third].map(({ secret }) => standing(secret)),
    ['gone', 'gone', 'active'],
  )
  clock.now += 6 * 60_000
  assert.ok((resolve(db, hashSecret(third.secret), 1)?.reauthenticatedUntil ?? 0) < clock.now)
  const renewed = markReauthenticated(db, { id: third.id, transport: 'browser' }, clock.now) ?? ''
  assert.is(resolve(db, hashSecret(renewed), 1)?.reauthenticatedUntil, clock.now + reauthenticationMs)
  close()
})

it('giving the password again replaces the secret: the earlier one opens nothing, and is known for what it was', () => {
  const { db, clock, asked, resolver, standing, close } = begin()
  const { id, secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  clock.now += 6 * 60_000
  const underWay = resolver.find(db, hashSecret(secret), 1)
  if (underWay === null) throw new Error('the session is there')
  const secrets = [secret]
  for (let times = 0; times < 3; times += 1)
    secrets.push(markReauthenticated(db, { id, transport: 'browser' }, clock.now) ?? '')
  assert.is(new Set(secrets).size, 4)
  assert.equal(secrets.map(standing), ['gone', 'gone', 'gone', 'active'])
  assert.equal(
    secrets.map((each) => resolver.wasReplaced(db, hashSecret(each))),
    [true, true, true, false],
  )
  assert.is(resolver.wasReplaced(db, hashSecret('bks_of nobody')), false)
  // A request that was under way goes on as what it was: it is not opened what the password opened.
  assert.equal(resolver.again(db, underWay, 2)?.id, id)
  assert.is(resolver.again(db, underWay, 2)?.reauthenticatedUntil, underWay.reauthenticatedUntil)
  assert.is(
    resolver.find(db, hashSecret(secrets.at(-1) ?? ''), 1)?.csrfHash?.equals(underWay.csrfHash ?? Buffer.of()),
    true,
  )
  endSession(db, id, clock.now)
  assert.is(resolver.again(db, underWay, 3), null)
  assert.is(resolver.wasReplaced(db, hashSecret(secret)), false, 'of an ended session nothing is said')
  close()
})

it('the desktop session is renewed: twelve hours more, and the earlier secret works ten seconds longer', () => {
  const { db, clock, asked, standing, close } = begin()
  const first = issueDesktopSession(db, { ...asked, now: clock.now, authenticatedAt: clock.now })
  assert.is(markReauthenticated(db, { id: first.id, transport: 'desktop' }, clock.now), null, 'never over HTTP')
  clock.now += sessionLifeMs - 1000
  const second = renewDesktopSession(db, first.secret, clock.now)
  assert.equal([second?.id, second?.userId, second?.expiresAt], [first.id, asked.userId, clock.now + sessionLifeMs])
  assert.is(renewDesktopSession(db, first.secret, clock.now), null, 'an earlier secret renews nothing')
  clock.now += 9_999
  assert.equal([first.secret, second?.secret ?? ''].map(standing), ['active', 'active'])
  clock.now += 1
  assert.equal([first.secret, second?.secret ?? ''].map(standing), ['expired', 'active'])
  lockSession(db, first.id, clock.now)
  assert.is(renewDesktopSession(db, second?.secret ?? '', clock.now), null, 'not while it is locked')
  markReauthenticated(db, { id: first.id, transport: 'desktop' }, clock.now)
  assert.ok(renewDesktopSession(db, second?.secret ?? '', clock.now))
  const browser = issueBrowserSession(db, { ...asked, now: clock.now })
  assert.is(renewDesktopSession(db, browser.secret, clock.now), null, 'a cookie is never renewed this way')
  close()
})

it('forgets ended sessions after a day', () => {
  const { db, clock, asked, close } = begin()
  const { id, secret } = issueBrowserSession(db, { ...asked, now: clock.now })
  endSession(db, id, clock.now)
  assert.is(findSession(db, hashSecret(secret)), null)
  clock.now += 25 * 3_600_000
  issueBrowserSession(db, { ...asked, now: clock.now })
  assert.is(db.get<{ count: number }>('SELECT count(*) AS count FROM sessions')?.count, 1)
  close()
})

it.run()
