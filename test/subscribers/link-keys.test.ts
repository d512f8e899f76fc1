/** Keys in addresses: derived, apart from each other, and nothing of them in the database. */
import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  createLinkKeys,
  linkKeyHash,
  linkKeyKinds,
  linkKeyPattern,
  shownLinkKey,
} from '../../src-server/credentials/link-keys.ts'
import { findSecrets } from '../../src-server/credentials/secret-format.ts'

const it = suite('credentials.link-keys')
const secret = randomBytes(32)
const keys = createLinkKeys(secret)

it('the same thing has the same key, on every start', () => {
  assert.is(keys.keyFor('feed', 'fed_1', 1), createLinkKeys(Buffer.from(secret)).keyFor('feed', 'fed_1', 1))
})

it('kinds, ids, terms and installs never share one', () => {
  const other = createLinkKeys(randomBytes(32))
  const all = [keys, other].flatMap((each) =>
    linkKeyKinds.flatMap((kind) =>
      ['fed_1', 'fed_11', 'fed_1\u0000', 'sub_1'].flatMap((id) =>
        [1, 2, 11].map((term) => each.keyFor(kind, id, term)),
      ),
    ),
  )
  assert.is(new Set(all).size, all.length)
  for (const key of all) assert.match(key, linkKeyPattern)
})

it('looks like no credential of ours: an address with it is not refused as one', () => {
  for (let term = 0; term < 2000; term += 1) assert.equal(findSecrets(keys.keyFor('view', 'vue_1', term)), [])
})

it('is shown again only where it is the one that the database knows', () => {
  const row = { id: 'fed_1', term: 3, key_hash: linkKeyHash(keys.keyFor('feed', 'fed_1', 3)) }
  assert.is(shownLinkKey(keys, 'feed', row), keys.keyFor('feed', 'fed_1', 3))
  assert.is(shownLinkKey(createLinkKeys(randomBytes(32)), 'feed', row), null)
})

it.run()
