import AppWindow from 'lucide-solid/icons/app-window'
import CircleHelp from 'lucide-solid/icons/circle-question-mark'
import KeyRound from 'lucide-solid/icons/key-round'
import Link from 'lucide-solid/icons/link'
import Server from 'lucide-solid/icons/server'
import User from 'lucide-solid/icons/user'
import { Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { AuditRow } from '../../../src-server/contract/audit.ts'
import type { ActorKind, AuditOutcome } from '../../../src-server/contract/events.ts'
import { now, zone } from '../../state/clock.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import type { Icon } from '../../ui/button.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import { logTimeWords, zoneLabel } from '../../ui/time.ts'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import styles from './audit.module.css'
import { actorName, appName, targetName } from './model.ts'
import { t } from './words.ts'

/** The columns of the log. Scope and address give way to the inspector, which shows them. */

const actorIcons: Readonly<Record<ActorKind, Icon>> = {
  token: KeyRound,
  user: User,
  oauth_app: AppWindow,
  magic: Link,
  anonymous: CircleHelp,
  system: Server,
}

const outcomeTones: Readonly<Record<AuditOutcome, Tone>> = { allowed: 'neutral', denied: 'danger', failed: 'warn' }

export function Outcome(props: { of: AuditOutcome }) {
  return <Badge tone={outcomeTones[props.of]}>{t(`audit.outcome.${props.of}`)}</Badge>
}

export function Actor(props: { row: AuditRow }) {
  return (
    <>
      <Dynamic component={actorIcons[props.row.actor.kind]} size={13} aria-hidden="true" />
      <Hidden>{t(`audit.actor.${props.row.actor.kind}`)} </Hidden>
      <span>
        {actorName(props.row) ??
          (props.row.erased?.includes('actor') === true ? t('audit.erased') : nameless(props.row))}
        <Show when={appName(props.row)}>
          {(app) => <span class={styles.through}> {t('audit.through', app())}</span>}
        </Show>
      </span>
    </>
  )
}

function nameless(row: AuditRow): string {
  return row.actor.kind === 'system' ? t('audit.actor.system') : t('audit.nameless')
}

export function columnsOf(wide: boolean): GridColumn<AuditRow>[] {
  return [
    {
      id: 'time',
      header: zone() === 'UTC' ? t('audit.column.timeUtc') : t('audit.column.timeLocal', zoneLabel(now(), zone())),
      track: '138px',
      cell: (row) => (
        <time datetime={row().at} class={styles.number}>
          {logTimeWords(Date.parse(row().at), zone())}
        </time>
      ),
    },
    { id: 'result', header: t('audit.column.result'), track: '92px', cell: (row) => <Outcome of={row().outcome} /> },
    {
      id: 'actor',
      header: t('audit.column.actor'),
      track: 'minmax(150px, 1.4fr)',
      cell: (row) => <Actor row={row()} />,
    },
    {
      id: 'action',
      header: t('audit.column.action'),
      track: 'minmax(150px, 1fr)',
      cell: (row) => (
        <>
          <code>{row().action}</code>
          <Show when={row().count > 1}>
            <span class={styles.many}>{t('audit.many', row().count)}</span>
          </Show>
        </>
      ),
    },
    {
      id: 'target',
      header: t('audit.column.target'),
      track: 'minmax(120px, 1fr)',
      cell: (row) => <span>{targetName(row())}</span>,
    },
    ...(wide
      ? [
          {
            id: 'scope',
            header: t('audit.column.scope'),
            track: '140px',
            cell: (row: () => AuditRow) => <code>{row().scopes_used.join(' ')}</code>,
          },
          {
            id: 'ip',
            header: t('audit.column.ip'),
            track: '120px',
            cell: (row: () => AuditRow) => <code class={styles.quiet}>{row().ip}</code>,
          },
        ]
      : []),
  ]
}
