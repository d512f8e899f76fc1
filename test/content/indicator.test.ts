import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { indicatorOf, isMajorOutage } from '../../src-server/content/indicator.ts'
import { componentStatuses } from '../../src-server/contract/components.ts'
import { incidentImpacts } from '../../src-server/contract/incidents.ts'
import { indicators } from '../../src-server/contract/public.ts'
import { holds } from './holds.ts'

test('status.indicator table', () => {
  assert.is(indicatorOf([], [], false), 'none')
  assert.is(indicatorOf(['operational'], ['none'], false), 'none')
  assert.is(indicatorOf(['operational'], [], true), 'maintenance')
  assert.is(indicatorOf(['under_maintenance'], [], false), 'maintenance')
  assert.is(indicatorOf(['degraded_performance', 'operational'], [], true), 'minor')
  assert.is(indicatorOf(['partial_outage', 'operational'], [], false), 'minor')
  assert.is(indicatorOf(['major_outage', 'operational'], ['minor'], true), 'major')
  assert.is(indicatorOf(['major_outage', 'major_outage'], [], false), 'critical')
  assert.is(indicatorOf(['operational'], ['critical'], false), 'critical')
})

test('status.indicator more trouble never makes it better, and a probe fails exactly for major and critical', () => {
  const rank = (
    components: readonly (typeof componentStatuses)[number][],
    impacts: readonly (typeof incidentImpacts)[number][],
  ) => indicators.indexOf(indicatorOf(components, impacts, false))
  holds(
    'the indicator is monotonic',
    fc.property(
      fc.array(fc.constantFrom(...componentStatuses), { maxLength: 5 }),
      fc.array(fc.constantFrom(...incidentImpacts), { maxLength: 3 }),
      fc.constantFrom(...incidentImpacts),
      (components, impacts, another) => {
        assert.ok(rank(components, [...impacts, another]) >= rank(components, impacts))
        const indicator = indicatorOf(components, impacts, false)
        assert.is(isMajorOutage(indicator), indicator === 'major' || indicator === 'critical')
        if (components.includes('major_outage')) assert.ok(isMajorOutage(indicator))
      },
    ),
  )
})

test.run()
