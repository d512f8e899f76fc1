import { useIsFetching } from '@tanstack/solid-query'
import { createMemo, Show } from 'solid-js'
import { chooseZone, now, zone, zoneChoice } from '../state/clock.ts'
import { answeredAt, awaySince, latencyMs } from '../state/connection.ts'
import { isReadOnlyHere, ownConnection, ownRemote } from '../state/connections.ts'
import { t } from '../strings/strings.ts'
import { clockWords, relativeWords, zoneLabel } from '../ui/time.ts'
import styles from './frame.module.css'

/** Connection and latency, last answer, the clock with its zone written out. */
export function StatusBar() {
  const fetching = useIsFetching()
  const connection = createMemo(() => {
    const since = awaySince()
    if (since !== null) return t('frame.away', clockWords(since, zone()))
    const latency = latencyMs()
    return latency === null ? t('frame.connecting') : t('frame.connected', Math.max(1, Math.round(latency)))
  })
  const clock = createMemo(() => {
    const time = clockWords(now(), zone())
    return zoneChoice() === 'utc' ? t('frame.clockUtc', time) : t('frame.clockLocal', time, zoneLabel(now(), zone()))
  })
  return (
    <footer class={styles.status} aria-label={t('frame.statusBar')} data-pane tabindex="-1">
      <span class={styles.dot} data-tone={awaySince() === null ? 'ok' : 'away'} aria-hidden="true" />
      <Show when={ownConnection()}>{(own) => <b>{own().environment}</b>}</Show>
      <span>{connection()}</span>
      <Show when={isReadOnlyHere()}>
        <span class={styles.separator} aria-hidden="true" />
        <b>{t('frame.connection.readOnly')}</b>
      </Show>
      <Show when={ownRemote()?.kept === 'this_run'}>
        <span class={styles.separator} aria-hidden="true" />
        <span>{t('frame.connection.thisRun')}</span>
      </Show>
      <Show when={answeredAt()}>
        {(at) => (
          <>
            <span class={styles.separator} aria-hidden="true" />
            <span>
              {fetching() > 0 ? t('frame.updating') : t('frame.synced', relativeWords(at(), Math.max(at(), now())))}
            </span>
          </>
        )}
      </Show>
      <span class={styles.grow} />
      <button
        type="button"
        class={styles.clock}
        aria-label={t('frame.clockSwitch', clock())}
        onClick={() => chooseZone(zoneChoice() === 'utc' ? 'local' : 'utc')}
      >
        {clock()}
      </button>
    </footer>
  )
}
