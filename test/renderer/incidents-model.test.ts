import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  blankComposer,
  composerBody,
  lasted,
  latestWords,
  listQuery,
  publicationOf,
  views,
} from '../../src-renderer/screens/incidents/model.ts'
import {
  hiddenNames,
  newlyPublic,
  type PublicView,
  publicClaims,
  withUpdate,
} from '../../src-renderer/screens/incidents/public-view.ts'
import { createIncident, listIncidents } from '../../src-server/contract/incidents.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const known = [
  { id: 'cmp_1', name: 'API', public: true },
  { id: 'cmp_2', name: 'Dashboard', public: false },
]
const claims = [
  { id: 'cmp_2', status: 'major_outage' as const },
  { id: 'cmp_1', status: 'partial_outage' as const },
]
const view: PublicView = {
  name: 'Slow',
  status: 'investigating',
  impact: 'minor',
  components: publicClaims(claims, known),
  updates: [{ status: 'investigating', body: 'We look.', at: '2026-11-21T08:00:00.000Z' }],
}

test('every view asks for what the contract takes', () => {
  for (const which of views)
    assert.ok(z.safeParse(listIncidents.query, listQuery({ view: which, q: ' api ' })).success, which)
  assert.equal(listQuery({}), { status: 'open', published: 'true', sort: '-updated_at' })
  assert.is(listQuery({ view: 'drafts' }).published, 'false')
})

test('an incident is published now, kept as a draft, or published later, as chosen', () => {
  const typed = { ...blankComposer, name: 'Slow', body: ' ' }
  assert.is('published_at' in composerBody(typed, 'UTC'), false)
  assert.is('body' in composerBody(typed, 'UTC'), false)
  assert.is(composerBody({ ...typed, publish: 'draft' }, 'UTC').published_at, null)
  const later = composerBody({ ...typed, publish: 'later', at: '2026-11-22T10:00' }, 'Europe/Berlin')
  assert.is(later.published_at, '2026-11-22T09:00:00.000Z')
  assert.ok(z.safeParse(createIncident.body, later).success)
})

test('a draft, one to come and a public one are told apart', () => {
  assert.is(publicationOf({ published_at: null }, now), 'draft')
  assert.is(publicationOf({ published_at: '2026-11-21T09:00:01Z' }, now), 'later')
  assert.is(publicationOf({ published_at: '2026-11-21T09:00:00Z' }, now), 'public')
})

test('it lasted from when visitors heard of it until it was resolved', () => {
  const times = { created_at: '2026-11-21T08:00:00Z', published_at: '2026-11-21T08:30:00Z' }
  assert.is(lasted({ ...times, resolved_at: '2026-11-21T09:30:00Z' }), 3600)
  assert.is(lasted({ ...times, resolved_at: null }), null)
})

test('the newest words are the first line of the newest update that has any', () => {
  const update = { id: '1', status: 'identified' as const, author: { id: 'u', name: 'M' }, created_at: '' }
  assert.is(
    latestWords({
      updates: [
        { ...update, body: ' ' },
        { ...update, body: 'One\ntwo' },
      ],
    }),
    'One',
  )
  assert.is(latestWords({ updates: [] }), '')
})

test('components that are not public stand in nothing that visitors read', () => {
  assert.equal(view.components, [{ id: 'cmp_1', name: 'API', status: 'partial_outage' }])
  assert.equal(hiddenNames(claims, known), ['Dashboard'])
})

test('everything of a first publication is new, later only what differs', () => {
  assert.equal(
    newlyPublic(null, view).map((one) => one.kind),
    ['title', 'impact', 'status', 'message', 'component'],
  )
  assert.equal(newlyPublic(view, view), [])
  const after = withUpdate(view, { status: 'monitoring', body: 'Fixed.' }, view.components)
  assert.equal(newlyPublic(view, after), [{ kind: 'status', status: 'monitoring' }, { kind: 'message' }])
  const components = [{ id: 'cmp_1', name: 'API', status: 'operational' as const }]
  assert.equal(newlyPublic(view, withUpdate(view, { status: 'investigating', body: '' }, components)), [
    { kind: 'component', name: 'API', status: 'operational' },
  ])
})

test.run()
