import { A } from '@solidjs/router'
import { For } from 'solid-js'
import type { AuditRow } from '../../../src-server/contract/audit.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/page.tsx'
import { Ago } from '../../ui/time-words.tsx'
import styles from './overview.module.css'
import { t } from './words.ts'

/** The last few events that were no mere look at the console. */
export function Events(props: { rows: readonly AuditRow[] }) {
  return (
    <Card title={t('overview.events.title')} actions={<A href="/audit">{t('overview.events.all')}</A>}>
      <div class={styles.events}>
        <For each={props.rows} fallback={<p class={styles.quiet}>{t('overview.events.nothing')}</p>}>
          {(row) => (
            <A href={`/audit?seq=${row.seq}`}>
              <code>{row.action}</code>
              {row.outcome === 'allowed' ? (
                <span class={styles.quiet}>
                  <Ago at={row.at} />
                </span>
              ) : (
                <Badge tone={row.outcome === 'denied' ? 'danger' : 'warn'}>{t(`overview.events.${row.outcome}`)}</Badge>
              )}
              <small>
                {row.actor.name ?? row.actor.prefix ?? t('overview.nameless')}
                {row.target === undefined ? '' : ` · ${row.target.name ?? row.target.id}`}
              </small>
            </A>
          )}
        </For>
      </div>
    </Card>
  )
}
