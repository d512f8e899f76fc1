import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { standingOf } from '../../src-server/access/standing.ts'
import {
  endMagicTokens,
  inviteLifeMs,
  mintMagicToken,
  resolveMagicToken,
  useMagicToken,
} from '../../src-server/credentials/magic-tokens.ts'
import { hashSecret, mintSecret, secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { insertInvite } from '../../src-server/features/members/invite-store.ts'
import { inviteSubject } from '../../src-server/features/members/invite-subject.ts'
import { setUpDatabase } from './fresh-database.ts'

const it = suite('credentials.magic-tokens')

function begin() {
  const database = setUpDatabase()
  const { db, clock, newId, ownerId, pageId } = database
  const invite = (byToken: string | null = null): string => {
    const id = newId('invite')
    insertInvite(db, {
      id,
      email: 'ines@example.org',
      role_key: 'editor',
      page_id: pageId,
      invited_by: ownerId,
      invited_by_name: 'Olive Owner',
      by_token: byToken,
      created_at: clock.now,
      expires_at: clock.now + inviteLifeMs,
    })
    return id
  }
  const mint = (subjectId: string) =>
    mintMagicToken(db, { purpose: 'invite', subjectId, now: clock.now, lifeMs: inviteLifeMs })
  const held = (secret: string) => resolveMagicToken(db, secret, 1, (_purpose, id) => inviteSubject(db, id, clock.now))
  const use = (secret: string): boolean => {
    const found = held(secret)
    return found !== null && useMagicToken(db, found, clock.now)
  }
  const standing = (secret: string): string => {
    const found = held(secret)
    return found === null ? 'unknown' : standingOf(found.facts.life, clock.now)
  }
  return { ...database, db, invite, mint, held, use, standing }
}

it('is shown once, kept as a hash only, and reaches no permission', () => {
  const { db, clock, invite, mint, held, close } = begin()
  const id = invite()
  const { secret, expiresAt } = mint(id)
  assert.is(secretKindOf(secret), 'magic')
  assert.is(expiresAt, clock.now + inviteLifeMs)
  assert.equal(db.get<{ hash: Buffer }>('SELECT hash FROM magic_tokens')?.hash, hashSecret(secret))
  const found = held(secret)
  assert.equal([found?.purpose, found?.subjectId, found?.name], ['invite', id, 'ines@example.org'])
  assert.equal([found?.facts.access.effective, found?.facts.pages], [0, []])
  close()
})

it('403 magic_used: of many at once exactly one uses it up, and looking uses nothing up', () => {
  const { invite, mint, use, standing, close } = begin()
  let used = 0
  for (let round = 0; round < 100; round += 1) {
    const id = invite()
    const { secret } = mint(id)
    for (let look = 0; look < 5; look += 1) assert.is(standing(secret), 'active')
    const wins = Array.from({ length: 64 }, () => use(secret)).filter(Boolean).length
    assert.is(wins, 1)
    assert.is(standing(secret), 'used')
    used += wins
  }
  console.log(`T8 magic-links links 100 redeemed 6400 succeeded ${used}`)
  close()
})

it('403 magic_expired after its day; a used one stays used', () => {
  const { clock, invite, mint, use, standing, close } = begin()
  const first = invite()
  const { secret } = mint(first)
  clock.now += inviteLifeMs - 1
  assert.is(standing(secret), 'active')
  clock.now += 1
  assert.is(standing(secret), 'expired')
  assert.is(use(secret), false)
  close()
})

it('403 token_revoked for the older link of the same thing, a withdrawn one, one whose object is gone', () => {
  const { db, clock, invite, mint, standing, close } = begin()
  const id = invite()
  const older = mint(id)
  const newer = mint(id)
  assert.equal([standing(older.secret), standing(newer.secret)], ['revoked', 'active'])
  endMagicTokens(db, 'invite', id, clock.now)
  assert.is(standing(newer.secret), 'revoked')
  const gone = mint('inv_gone')
  assert.is(standing(gone.secret), 'revoked')
  assert.is(standing(mintSecret('magic')), 'unknown')
  close()
})

it('an invite made by a token ends with that token', () => {
  const { db, clock, newId, invite, mint, standing, close } = begin()
  const token = newId('token')
  db.run(
    `INSERT INTO tokens (id, hash, prefix, name, description, notes, purpose, scopes, role_key, environment, created_at, line_id, expires_at)
     VALUES (?, x'00', 'bk_live_abcd', 'inviter', '', '', 'automation', '[]', 'owner', 'live', ?, 'lin_1', ?)`,
    token,
    clock.now,
    clock.now + 3_600_000,
  )
  const { secret } = mint(invite(token))
  assert.is(standing(secret), 'active')
  db.run('UPDATE tokens SET disabled_at = 1')
  assert.is(standing(secret), 'revoked')
  db.run('UPDATE tokens SET disabled_at = NULL')
  assert.is(standing(secret), 'active')
  clock.now += 3_600_000
  assert.is(standing(secret), 'revoked')
  db.run('DELETE FROM tokens')
  assert.is(standing(secret), 'revoked')
  close()
})

it.run()
