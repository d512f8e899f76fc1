import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filtered, movedIds, sectionsOf } from '../../src-renderer/screens/components/model.ts'
import type { Component, ComponentGroup } from '../../src-server/contract/components.ts'

const component = (id: string, group_id: string | null): Component => ({
  id,
  name: id.toUpperCase(),
  description: '',
  group_id,
  position: 0,
  public: true,
  status: 'operational',
  status_source: { type: 'manual', id: null },
  status_since: '',
  environment: 'live',
  created_at: '',
  updated_at: '',
})
const group = (id: string): ComponentGroup => ({
  id,
  name: id,
  description: '',
  position: 0,
  component_ids: [],
  environment: 'live',
  created_at: '',
  updated_at: '',
})

test('groups stand in their order, empty ones too, and what has none comes last', () => {
  const sections = sectionsOf(
    [component('a', null), component('b', 'g2'), component('c', 'gone')],
    [group('g1'), group('g2')],
  )
  assert.equal(
    sections.map((section) => [section.group?.id ?? null, section.components.map((one) => one.id)]),
    [
      ['g1', []],
      ['g2', ['b']],
      [null, ['a', 'c']],
    ],
  )
})

test('a filter leaves the groups that hold a match', () => {
  const sections = sectionsOf([component('api', 'g1'), component('web', 'g2')], [group('g1'), group('g2')])
  assert.equal(
    filtered(sections, ' AP ').map((section) => section.group?.id),
    ['g1'],
  )
  assert.is(filtered(sections, '').length, 2)
})

test('a step changes places with the neighbour of the same group, and with nobody else', () => {
  assert.equal(movedIds(['a', 'x', 'b', 'y'], ['a', 'b'], 'b', -1), ['b', 'x', 'a', 'y'])
  assert.is(movedIds(['a', 'x', 'b'], ['a', 'b'], 'b', 1), null)
  assert.is(movedIds(['a'], ['a'], 'z', 1), null)
})

test('an order after any step names everything once, and the step back undoes it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 20 }),
      fc.nat(),
      fc.boolean(),
      (numbers, at, down) => {
        const all = numbers.map(String)
        const siblings = all.filter((_, index) => index % 2 === 0)
        const id = siblings[at % siblings.length] ?? ''
        const step = down ? 1 : -1
        const moved = movedIds(all, siblings, id, step)
        if (moved === null) return
        assert.equal([...moved].sort(), [...all].sort())
        const again = moved.filter((one) => siblings.includes(one))
        assert.equal(movedIds(moved, again, id, step === 1 ? -1 : 1), all)
      },
    ),
  )
})

test.run()
