/** Whom a change concerns: the pure rule's properties, and the query held to the rule. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  concernedSubscribers,
  countConcerned,
  type Interest,
  isAbout,
  isConcerned,
  type VisibleChange,
} from '../../src-server/content/concerned.ts'
import { holds } from '../content/holds.ts'
import { setUpDatabase } from '../identity/fresh-database.ts'

const it = suite('content.concerned')

const components = ['cmp_a', 'cmp_b', 'cmp_c', 'cmp_d']
const named = fc.subarray(components)
const interest: fc.Arbitrary<Interest> = fc.record({
  everyComponent: fc.boolean(),
  componentIds: fc.subarray(components).map((ids) => new Set(ids)),
})
const change: fc.Arbitrary<VisibleChange> = fc.record({ before: fc.option(named), after: named })

it('whoever follows everything is concerned by everything', () => {
  holds(
    'everything concerns who follows everything',
    fc.property(change, interest, (what, who) => isConcerned(what, { ...who, everyComponent: true })),
  )
})

it('what names no visible component concerns everyone', () => {
  holds(
    'what names nothing concerns everyone',
    fc.property(fc.option(named), interest, (before, who) => isConcerned({ before, after: [] }, who)),
  )
})

it('following more never makes anyone hear less', () => {
  holds(
    'following more hears no less',
    fc.property(change, interest, named, (what, who, more) => {
      const wider = { ...who, componentIds: who.componentIds.union(new Set(more)) }
      return !isConcerned(what, who) || isConcerned(what, wider)
    }),
  )
})

it('naming more never makes anyone hear less, once something is named at all', () => {
  holds(
    'naming more reaches no fewer',
    fc.property(named, named, interest, (few, more, who) => {
      const all = [...few, ...more]
      return few.length === 0 || !isAbout(few, who) || isAbout(all, who)
    }),
  )
})

it('whoever heard of the beginning hears of the change that ends their part', () => {
  holds(
    'the end is told to whom the beginning was told',
    fc.property(named, named, interest, (before, after, who) => {
      return !isConcerned({ before: null, after: before }, who) || isConcerned({ before, after }, who)
    }),
  )
})

it('nobody hears of what is only about components that they do not follow', () => {
  holds(
    'what is elsewhere is not told',
    fc.property(change, interest, ({ before, after }, who) => {
      const touched = new Set([...(before ?? []), ...after])
      const isElsewhere =
        !who.everyComponent && after.length > 0 && before?.length !== 0 && who.componentIds.isDisjointFrom(touched)
      return !isElsewhere || !isConcerned({ before, after }, who)
    }),
  )
})

it('the query finds exactly those whom the rule names, of this page, live and confirmed, page by page', () => {
  const { db, pageId, clock, newId, close } = setUpDatabase()
  const add = (table: string, row: Record<string, string | number | Buffer>): void => {
    const keys = Object.keys(row)
    db.run(
      `INSERT INTO ${table} (${keys.join(', ')}) VALUES (${keys.map(() => '?').join(', ')})`,
      ...Object.values(row),
    )
  }
  const at = { created_at: clock.now, updated_at: clock.now }
  for (const id of components)
    add('components', { id, page_id: pageId, environment: 'live', name: id, description: '', position: 0, ...at })
  let count = 0
  holds(
    'the query finds whom the rule names',
    fc.property(
      fc.array(
        fc.record({
          who: interest,
          state: fc.constantFrom('confirmed', 'confirmed', 'pending', 'ended'),
          environment: fc.constantFrom('live', 'live', 'test'),
        }),
        { maxLength: 12 },
      ),
      change,
      fc.integer({ min: 1, max: 5 }),
      (people, what, take) => {
        db.run('DELETE FROM subscribers')
        const expected: string[] = []
        for (const { who, state, environment } of people) {
          const id = newId('subscriber')
          count += 1
          add('subscribers', {
            id,
            page_id: pageId,
            environment,
            email: `${count}@example.org`,
            state,
            every_component: who.everyComponent ? 1 : 0,
            unsubscribe_hash: Buffer.from(String(count)),
            added_by: 'visitor',
            ...at,
          })
          for (const component_id of who.componentIds) add('subscriber_components', { subscriber_id: id, component_id })
          if (state === 'confirmed' && environment === 'live' && isConcerned(what, who)) expected.push(id)
        }
        const found: string[] = []
        for (;;) {
          const some = concernedSubscribers(db, pageId, what, { take, afterId: found.at(-1) ?? '' })
          found.push(...some.map(({ id }) => id))
          if (some.length < take) break
        }
        assert.equal(found, expected.sort())
        assert.is(countConcerned(db, pageId, what), expected.length)
      },
    ),
    300,
  )
  close()
})

it.run()
