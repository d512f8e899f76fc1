import CircleAlert from 'lucide-solid/icons/circle-alert'
import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleDot from 'lucide-solid/icons/circle-dot'
import CircleMinus from 'lucide-solid/icons/circle-minus'
import CircleX from 'lucide-solid/icons/circle-x'
import Clock from 'lucide-solid/icons/clock'
import Eye from 'lucide-solid/icons/eye'
import FilePen from 'lucide-solid/icons/file-pen'
import Search from 'lucide-solid/icons/search'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import Wrench from 'lucide-solid/icons/wrench'
import type { ComponentStatus } from '../../src-server/contract/components.ts'
import {
  type Incident,
  type IncidentImpact,
  type IncidentStatus,
  incidentImpacts,
} from '../../src-server/contract/incidents.ts'
import type { MaintenanceStatus } from '../../src-server/contract/maintenances.ts'
import { now } from '../state/clock.ts'
import { t } from '../strings/strings.ts'
import { Badge, Bars, type Tone } from './badge.tsx'
import type { Icon } from './button.tsx'

/** Badges of what a status page is made of: an icon of its own shape, the word, and a colour besides. */

type Look = readonly [tone: Tone, icon: Icon]

const componentLooks: Readonly<Record<ComponentStatus, Look>> = {
  operational: ['ok', CircleCheck],
  under_maintenance: ['accent', Wrench],
  degraded_performance: ['warn', CircleMinus],
  partial_outage: ['warn', TriangleAlert],
  major_outage: ['danger', CircleX],
}

export function ComponentBadge(props: { status: ComponentStatus }) {
  return (
    <Badge tone={componentLooks[props.status][0]} icon={componentLooks[props.status][1]}>
      {t(`content.component.${props.status}`)}
    </Badge>
  )
}

const incidentLooks: Readonly<Record<IncidentStatus, Look>> = {
  investigating: ['danger', Search],
  identified: ['warn', CircleAlert],
  monitoring: ['accent', Eye],
  resolved: ['ok', CircleCheck],
}

export function IncidentBadge(props: { status: IncidentStatus }) {
  return (
    <Badge tone={incidentLooks[props.status][0]} icon={incidentLooks[props.status][1]}>
      {t(`content.incident.${props.status}`)}
    </Badge>
  )
}

/** How bad it is: none to three bars, and the word. */
export function ImpactBadge(props: { impact: IncidentImpact }) {
  return (
    <Badge tone={props.impact === 'critical' ? 'danger' : 'neutral'}>
      <Bars lit={incidentImpacts.indexOf(props.impact)} />
      {t(`content.impact.${props.impact}`)}
    </Badge>
  )
}

/** Draft, or published later; nothing for what is public. */
export function PublicationBadge(props: { incident: Pick<Incident, 'published_at'> }) {
  const at = (): string | null => props.incident.published_at
  return (
    <>
      {at() === null ? (
        <Badge tone="neutral" icon={FilePen}>
          {t('content.draft')}
        </Badge>
      ) : Date.parse(at() ?? '') > now() ? (
        <Badge tone="neutral" icon={Clock}>
          {t('content.later')}
        </Badge>
      ) : null}
    </>
  )
}

const maintenanceLooks: Readonly<Record<MaintenanceStatus, Look>> = {
  scheduled: ['neutral', Clock],
  in_progress: ['accent', CircleDot],
  completed: ['ok', CircleCheck],
  cancelled: ['neutral', CircleMinus],
}

export function MaintenanceBadge(props: { status: MaintenanceStatus }) {
  return (
    <Badge tone={maintenanceLooks[props.status][0]} icon={maintenanceLooks[props.status][1]}>
      {t(`content.maintenance.${props.status}`)}
    </Badge>
  )
}
