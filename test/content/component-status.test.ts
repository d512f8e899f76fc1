import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  endWordsOf,
  type StatusSource,
  sayStatus,
  statusAt,
  wordsBetween,
} from '../../src-server/content/component-status.ts'
import { stretchesOf } from '../../src-server/content/timeline.ts'
import { type ComponentStatus, componentStatuses } from '../../src-server/contract/components.ts'
import { insertComponent } from '../../src-server/features/components/store.ts'
import { holds } from './holds.ts'
import { type ContentWorkspace, openContentWorkspace } from './workspace.ts'

let workspace: ContentWorkspace
test.before(() => {
  workspace = openContentWorkspace()
})
test.after(() => {
  workspace.close()
})

function component(born = 0): string {
  const { db, newId, page } = workspace
  const id = newId('component')
  insertComponent(db, page, id, { name: 'c', description: '', group_id: null, public: true }, born)
  const word = {
    componentId: id,
    source: 'manual',
    sourceId: id,
    status: 'operational',
    from: born,
    until: null,
  } as const
  sayStatus(db, word, born)
  return id
}

/** The oracle keeps a plain list of who said what, and asks it in the simplest way. */
interface Said {
  source: string
  status: ComponentStatus
  from: number
  until: number
}

type Act =
  | {
      kind: 'say'
      source: 'manual' | 'incident-a' | 'incident-b' | 'window'
      status: ComponentStatus
      ahead: number
      lasts: number
    }
  | { kind: 'end'; source: 'incident-a' | 'incident-b' | 'window' }

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('say' as const),
    source: fc.constantFrom('manual' as const, 'incident-a' as const, 'incident-b' as const, 'window' as const),
    status: fc.constantFrom(...componentStatuses),
    ahead: fc.constantFrom(0, 0, 3, 7),
    lasts: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    source: fc.constantFrom('incident-a' as const, 'incident-b' as const, 'window' as const),
  }),
)

test('component.status the latest word that holds is the status, after any history of words', () => {
  const { db } = workspace
  const kindOf = (source: string): StatusSource =>
    source === 'manual' ? 'manual' : source === 'window' ? 'maintenance' : 'incident'
  holds(
    'status equals the oracle’s',
    fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2, 5), act), { maxLength: 12 }), (history) => {
      const id = component()
      const said: Said[] = [{ source: 'manual', status: 'operational', from: 0, until: Number.POSITIVE_INFINITY }]
      let now = 0
      const end = (source: string, at: number): void => {
        for (const word of said) if (word.source === source && word.until > at) word.until = Math.max(word.from, at)
        for (const word of said) if (word.source === source && word.from >= at) word.until = word.from
      }
      for (const [passes, step] of history) {
        now += passes
        const sourceId = step.source === 'manual' ? id : `${step.source} ${id}`
        if (step.kind === 'end') {
          endWordsOf(db, kindOf(step.source), sourceId, now)
          end(step.source, now)
          continue
        }
        const from = now + (step.source === 'manual' ? 0 : step.ahead)
        const until = step.source === 'window' ? from + step.lasts : null
        const word = { componentId: id, source: kindOf(step.source), sourceId, status: step.status, from, until }
        sayStatus(db, word, now)
        end(step.source, now)
        said.push({ source: step.source, status: step.status, from, until: until ?? Number.POSITIVE_INFINITY })
      }
      const naive = (at: number): ComponentStatus | undefined => {
        let latest: Said | undefined
        for (const word of said) {
          if (word.from <= at && at < word.until && (latest === undefined || word.from >= latest.from)) latest = word
        }
        return latest?.status
      }
      const stretches = stretchesOf(wordsBetween(db, [id], 0, 90).get(id) ?? [], 0, 90)
      for (let at = 0; at < 90; at += 1) {
        const expected = naive(at)
        assert.is(statusAt(db, id, at)?.status, expected, `at ${at}`)
        assert.is(
          stretches.find((stretch) => stretch.from <= at && at < stretch.to)?.status,
          expected,
          `history at ${at}`,
        )
      }
    }),
    250,
  )
})

test('component.status when an incident is over, what else is said counts again', () => {
  const { db } = workspace
  const id = component()
  const say = (
    source: StatusSource,
    sourceId: string,
    status: ComponentStatus,
    from: number,
    until: number | null = null,
  ) => sayStatus(db, { componentId: id, source, sourceId, status, from, until }, from)
  say('incident', 'one', 'degraded_performance', 10)
  say('incident', 'two', 'major_outage', 20)
  assert.is(statusAt(db, id, 25)?.status, 'major_outage')
  endWordsOf(db, 'incident', 'two', 30)
  assert.is(statusAt(db, id, 30)?.status, 'degraded_performance')
  assert.equal(statusAt(db, id, 30), { status: 'degraded_performance', source: 'incident', sourceId: 'one', since: 10 })
  endWordsOf(db, 'incident', 'one', 40)
  assert.is(statusAt(db, id, 40)?.status, 'operational')
  assert.is(statusAt(db, id, 25)?.status, 'major_outage', 'the past stays what it was')
})

test('component.status a planned window moves it at its beginning and its end, with nobody’s help', () => {
  const { db } = workspace
  const id = component()
  const window = {
    componentId: id,
    source: 'maintenance',
    sourceId: `m ${id}`,
    status: 'under_maintenance',
    from: 100,
    until: 200,
  } as const
  sayStatus(db, window, 5)
  assert.equal(
    [99, 100, 199, 200].map((at) => statusAt(db, id, at)?.status),
    ['operational', 'under_maintenance', 'under_maintenance', 'operational'],
  )
})

test.run()
