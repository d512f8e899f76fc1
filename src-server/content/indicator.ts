import type { ComponentStatus } from '../contract/components.ts'
import type { IncidentImpact } from '../contract/incidents.ts'
import { type Indicator, indicators } from '../contract/public.ts'

/**
 * How a page is doing as a whole. Pure.
 *
 * Chosen: the worst of what its components show and of what its open incidents say they do. One component in a major outage makes
 * the page `major`, all of them `critical`; degraded performance and partial outages are `minor`. Planned work shows as
 * `maintenance` while nothing is worse. Held by test/content/indicator.test.ts.
 */
export function indicatorOf(
  components: readonly ComponentStatus[],
  openIncidents: readonly IncidentImpact[],
  maintenanceInProgress: boolean,
): Indicator {
  const all = components.length > 0 && components.every((status) => status === 'major_outage')
  const candidates: Indicator[] = [
    ...components.map(ofComponent),
    ...openIncidents,
    ...(all ? ['critical' as const] : []),
    ...(maintenanceInProgress ? ['maintenance' as const] : []),
  ]
  return candidates.reduce(
    (worst, each) => (indicators.indexOf(each) > indicators.indexOf(worst) ? each : worst),
    'none',
  )
}

function ofComponent(status: ComponentStatus): Indicator {
  switch (status) {
    case 'operational':
      return 'none'
    case 'under_maintenance':
      return 'maintenance'
    case 'degraded_performance':
    case 'partial_outage':
      return 'minor'
    case 'major_outage':
      return 'major'
  }
}

/** Whether a probe answers 503: something that visitors came for is down. */
export function isMajorOutage(indicator: Indicator): boolean {
  return indicator === 'major' || indicator === 'critical'
}

const descriptions: Readonly<Record<Indicator, string>> = {
  none: 'All systems operational',
  maintenance: 'Maintenance in progress',
  minor: 'Some systems are impaired',
  major: 'Major outage',
  critical: 'Critical outage',
}

/** The indicator in words, in English: the API's. The status page says it in its own language. */
export function describeIndicator(indicator: Indicator): string {
  return descriptions[indicator]
}
