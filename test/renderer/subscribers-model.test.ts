/** Subscribers, views, feeds, mails and links without a DOM. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  chosenOf,
  firstNames,
  followingOf,
  linkBody,
  linksQuery,
  outboxQuery,
  pathOf,
  peopleQuery,
  selectionsQuery,
  tabOf,
  tabs,
} from '../../src-renderer/screens/subscribers/model.ts'
import { listOutbox } from '../../src-server/contract/mail.ts'
import {
  createMagicLink,
  listMagicLinks,
  listRssFeeds,
  listSubscribers,
} from '../../src-server/contract/subscribers.ts'

const it = suite('renderer.subscribers')

it('each tab has an address of its own, and each address its tab', () => {
  for (const tab of tabs) assert.is(tabOf(`/console${pathOf(tab)}`), tab)
  assert.is(tabOf('/somewhere'), 'people')
})

it('whatever an address says, what is asked is what the contract takes', () => {
  const nonsense = [undefined, '', 'nonsense', ['a', 'b'], '-created_at', 'email', 'name', 'ended', 'sent', 'used', '%']
  for (const value of nonsense) {
    const params = value === undefined ? {} : { q: value, state: value, sort: value, subscriber: value }
    // What a test plants is of any shape; the functions read it as addresses are read.
    const planted = params as Parameters<typeof peopleQuery>[0]
    assert.ok(listSubscribers.query.safeParse(peopleQuery(planted)).success)
    assert.ok(listRssFeeds.query.safeParse(selectionsQuery(planted)).success)
    assert.ok(listOutbox.query.safeParse(outboxQuery(planted)).success)
    assert.ok(listMagicLinks.query.safeParse(linksQuery(planted)).success)
  }
  assert.equal(peopleQuery({}), { sort: '-created_at' })
  assert.equal(peopleQuery({ q: ' ana ', state: 'pending', sort: 'email' }), {
    sort: 'email',
    q: 'ana',
    state: 'pending',
  })
  assert.is(peopleQuery({ q: 'x'.repeat(300) }).q?.length, 200)
  assert.equal(selectionsQuery({ sort: '-updated_at' }), { sort: '-updated_at' })
  assert.equal(linksQuery({ subscriber: `sub_${'0'.repeat(26)}`, state: 'open' }), {
    status: 'open',
    subscriber_id: `sub_${'0'.repeat(26)}`,
  })
})

it('what is followed goes to the form and back; everything is null, chosen ones are ids', () => {
  assert.is(chosenOf(followingOf(null)), null)
  assert.equal(chosenOf(followingOf([{ id: 'cmp_a' }, { id: 'cmp_b' }])), [{ id: 'cmp_a' }, { id: 'cmp_b' }])
  assert.is(chosenOf({ scope: 'everything', components: ['cmp_a'] }), null)
})

it('three names and how many more; never “and 1 more” where the fourth name is as short', () => {
  const named = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `c${index}` }))
  assert.equal(firstNames(named(3)), { names: 'c0, c1, c2', more: 0 })
  assert.equal(firstNames(named(4)), { names: 'c0, c1, c2, c3', more: 0 })
  assert.equal(firstNames(named(6)), { names: 'c0, c1, c2', more: 3 })
})

it('a link is asked for with the one object of its purpose', () => {
  const bodies = [
    linkBody('manage', 'ignored'),
    linkBody('custom_view', `vue_${'0'.repeat(26)}`),
    linkBody('rss_feed', `fed_${'0'.repeat(26)}`),
  ]
  assert.equal(bodies[0], { purpose: 'manage' })
  for (const body of bodies) assert.ok(createMagicLink.body.safeParse(body).success)
})

it.run()
