import { A } from '@solidjs/router'
import { createMemo, type JSX, Show } from 'solid-js'
import type { AuditRow } from '../../../src-server/contract/audit.ts'
import { type Incident, incidentImpacts } from '../../../src-server/contract/incidents.ts'
import type { Maintenance } from '../../../src-server/contract/maintenances.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { now } from '../../state/clock.ts'
import { may } from '../../state/session.ts'
import { countWords, relativeWords } from '../../ui/time.ts'
import styles from './overview.module.css'
import { t } from './words.ts'

/** Four figures that lead to their screens; those that one's role shows. */
export function Tiles(props: {
  incidents: readonly Incident[] | undefined
  maintenance: Maintenance | null | undefined
  attention: number | undefined
  nextEnd: Token | undefined
  event: AuditRow | undefined
}) {
  const worst = createMemo(() =>
    incidentImpacts.findLast((impact) => props.incidents?.some((incident) => incident.impact === impact) === true),
  )
  const waiting = (): number => props.incidents?.filter((incident) => incident.acknowledged_at === null).length ?? 0
  const incidentDetail = (): string => {
    if ((props.incidents?.length ?? 0) === 0) return t('overview.tile.incidentsNone')
    if (waiting() > 0) return t('overview.tile.incidentsWaiting', waiting())
    return t('overview.tile.incidentsWorst', t(`content.impact.${worst() ?? 'none'}`).toLowerCase())
  }
  const maintenanceValue = (): string | undefined => {
    const one = props.maintenance
    if (one === undefined) return undefined
    if (one === null) return t('common.none')
    return one.status === 'in_progress'
      ? t('overview.tile.maintenanceNow')
      : relativeWords(Date.parse(one.scheduled_for), now())
  }
  return (
    <section class={styles.tiles} aria-label={t('overview.tile.label')}>
      <Tile
        href="/incidents"
        seen={may('incidents:read')}
        label={t('overview.tile.incidents')}
        value={props.incidents === undefined ? undefined : countWords(props.incidents.length)}
        attention={(props.incidents?.length ?? 0) === 0 ? undefined : 'danger'}
        detail={props.incidents === undefined ? '' : incidentDetail()}
      />
      <Tile
        href={
          props.maintenance === null || props.maintenance === undefined
            ? '/maintenances'
            : `/maintenances/${props.maintenance.id}`
        }
        seen={may('maintenances:read')}
        label={t('overview.tile.maintenance')}
        value={maintenanceValue()}
        detail={props.maintenance === null ? t('overview.tile.maintenanceNone') : (props.maintenance?.name ?? '')}
      />
      <Tile
        href="/tokens"
        seen={may('tokens:read')}
        label={t('overview.tile.attention')}
        value={props.attention === undefined ? undefined : countWords(props.attention)}
        attention={(props.attention ?? 0) === 0 ? undefined : 'true'}
        detail={
          props.nextEnd?.expires_at == null
            ? props.attention === 0
              ? t('overview.tile.attentionNone')
              : ''
            : t('overview.tile.attentionNext', relativeWords(Date.parse(props.nextEnd.expires_at), now()))
        }
      />
      <Tile
        href={props.event === undefined ? '/audit' : `/audit?seq=${props.event.seq}`}
        seen={may('audit:read')}
        label={t('overview.tile.event')}
        value={props.event === undefined ? undefined : relativeWords(Date.parse(props.event.at), now())}
        detail={
          props.event === undefined
            ? ''
            : t(
                'overview.tile.eventBy',
                props.event.action,
                props.event.actor.name ?? props.event.actor.prefix ?? t('overview.nameless'),
              )
        }
      />
    </section>
  )
}

function Tile(props: {
  href: string
  seen: boolean
  label: string
  value: string | undefined
  detail: JSX.Element
  attention?: 'true' | 'danger' | undefined
}) {
  return (
    <Show when={props.seen}>
      <A href={props.href} class={styles.tile}>
        <span class={styles.label}>{props.label}</span>
        <b class={styles.value} data-attention={props.attention}>
          {props.value ?? '–'}
        </b>
        <small class={styles.detail}>{props.detail}</small>
      </A>
    </Show>
  )
}
