import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { featureOf, featureRows, needsEveryPage } from '../../src-renderer/screens/locks/model.ts'
import { locks as words } from '../../src-renderer/strings/en/locks.ts'
import { lockFeatures } from '../../src-server/contract/endpoint.ts'
import type { LockResource } from '../../src-server/contract/locks.ts'

const branding: LockResource = {
  feature: 'branding',
  page_id: 'pag_1',
  reason: 'Lives in infra.',
  managed_by: null,
  locked_by: { id: 'usr_1', name: 'Mina' },
  locked_at: '2026-11-21T09:00:00.000Z',
}

test('every feature of the contract has a row, in its order, with its lock', () => {
  const rows = featureRows([branding])
  assert.equal(
    rows.map((row) => row.feature),
    [...lockFeatures],
  )
  assert.equal(
    rows.filter((row) => row.lock !== null),
    [{ feature: 'branding', lock: branding }],
  )
})

test('every feature has a name and says what it covers', () => {
  assert.equal(Object.keys(words.feature).sort(), [...lockFeatures].sort())
  assert.equal(Object.keys(words.covers).sort(), [...lockFeatures].sort())
})

test('an address names a feature of the contract or none', () => {
  assert.is(featureOf('roles'), 'roles')
  for (const value of ['', 'nonsense', undefined, ['roles']]) assert.is(featureOf(value), null)
})

test('only roles belong to the whole workspace', () => {
  assert.equal(lockFeatures.filter(needsEveryPage), ['roles'])
})

test('unlocking says what the design says', () => {
  assert.is(words.remove.title('Branding'), 'Unlock Branding?')
  assert.is(
    words.remove.body,
    'People will be able to change it here. The next terraform apply may put the old values back.',
  )
  assert.is(words.remove.keep, 'Keep locked')
  assert.is(words.remove.confirm, 'Unlock')
})

test.run()
