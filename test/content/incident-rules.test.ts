import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type IncidentStatus, incidentStatuses } from '../../src-server/contract/incidents.ts'
import { Problem } from '../../src-server/contract/problems.ts'
import {
  acknowledged,
  closed,
  type IncidentLife,
  impactOf,
  opened,
  said,
  speaksFrom,
} from '../../src-server/features/incidents/rules.ts'
import { holds } from './holds.ts'

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'done'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** Each step from each state, written by hand. */
const table: readonly (readonly [from: IncidentStatus, step: string, leadsTo: string])[] = [
  ...(['investigating', 'identified', 'monitoring'] as const).flatMap((from) => [
    ...incidentStatuses.map((to) => [from, to, to] as const),
    [from, 'close', 'resolved'] as const,
    [from, 'acknowledge', from] as const,
  ]),
  ...incidentStatuses.map((to) => ['resolved', to, to] as const),
  ['resolved', 'close', 'invalid_transition'],
  ['resolved', 'acknowledge', 'invalid_transition'],
]

function take(life: IncidentLife, step: string, now: number): IncidentLife {
  if (step === 'close') return closed(life, now)
  if (step === 'acknowledge') return acknowledged(life, now)
  const status = incidentStatuses.find((each) => each === step)
  if (status === undefined) throw new Error(`no step ${step}`)
  return said(life, status, now)
}

for (const [from, step, leadsTo] of table) {
  test(`incidents.life ${from}: ${step} leads to ${leadsTo}`, () => {
    const life = opened(from, 1)
    const code = codeOf(() => take(life, step, 2))
    if (code === 'done') assert.is(take(life, step, 2).status, leadsTo)
    else assert.is(code, leadsTo)
  })
}

test('incidents.life on every path of states: resolved_at is there exactly while it is resolved, and says when it became so', () => {
  const steps = [...incidentStatuses, 'close', 'acknowledge']
  holds(
    'every path of an incident',
    fc.property(
      fc.constantFrom(...incidentStatuses),
      fc.array(fc.constantFrom(...steps), { maxLength: 30 }),
      (first, path) => {
        let life = opened(first, 0)
        let resolvedSince = first === 'resolved' ? 0 : null
        let acknowledgedSince: number | null = null
        for (const [index, step] of path.entries()) {
          const now = index + 1
          const refused = codeOf(() => take(life, step, now)) !== 'done'
          assert.is(
            refused,
            (step === 'close' && life.status === 'resolved') ||
              (step === 'acknowledge' && (life.status === 'resolved' || acknowledgedSince !== null)),
          )
          if (refused) continue
          const before = life.status
          life = take(life, step, now)
          if (step === 'acknowledge') acknowledgedSince = now
          if (life.status !== 'resolved') {
            if (before === 'resolved') acknowledgedSince = null
            resolvedSince = null
          } else resolvedSince ??= now
          assert.equal(life, { status: life.status, resolvedAt: resolvedSince, acknowledgedAt: acknowledgedSince })
        }
      },
    ),
    2000,
  )
})

test('incidents.life acknowledging twice is refused', () => {
  const once = acknowledged(opened('investigating', 1), 2)
  assert.is(
    codeOf(() => acknowledged(once, 3)),
    'invalid_transition',
  )
})

test('incidents.life a draft and what is over say nothing about components; what is published later speaks from then on', () => {
  const open = opened('identified', 5)
  assert.is(speaksFrom(open, null, 10), null)
  assert.is(speaksFrom(open, 7, 10), 10)
  assert.is(speaksFrom(open, 70, 10), 70)
  assert.is(speaksFrom(opened('resolved', 5), 7, 10), null)
})

test('incidents.life one that names no impact is minor, or major where a component is down', () => {
  assert.is(impactOf([]), 'minor')
  assert.is(impactOf([{ status: 'degraded_performance' }]), 'minor')
  assert.is(impactOf([{ status: 'degraded_performance' }, { status: 'major_outage' }]), 'major')
})

test.run()
