import { A } from '@solidjs/router'
import CalendarDays from 'lucide-solid/icons/calendar-days'
import { createMemo, createSignal, For, Show } from 'solid-js'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { saveFile, wallClock } from '../../platform.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import { dateWords } from '../../ui/time.ts'
import { Day } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { calendarFile, endingSoon, expiryDays, heatOf } from './expiry.ts'
import styles from './overview.module.css'
import { t } from './words.ts'

const shownAtMost = 6
const fileName = 'beatkeeper-token-expiry.ics'

/** The next 90 days as a strip for the eye, and the same as a list for everyone. */
export function ExpiryCard(props: { tokens: readonly Token[]; partial: boolean }) {
  const [all, setAll] = createSignal(false)
  const ending = createMemo(() => endingSoon(props.tokens, now()))
  const days = createMemo(() => expiryDays(props.tokens, now(), zone()))
  const save = (): void => {
    const text = calendarFile(props.tokens, wallClock(), (name) => t('overview.expiry.icsTitle', name))
    saveFile(fileName, new Blob([text], { type: 'text/calendar' }))
    toast(t('overview.expiry.icsDone', fileName))
  }
  return (
    <Card title={t('overview.expiry.title')}>
      <Show when={ending().length > 0} fallback={<p class={styles.quiet}>{t('overview.expiry.nothing')}</p>}>
        <div class={styles.strip} aria-hidden="true">
          <For each={days()}>
            {({ day, tokens }) => (
              <span
                class={styles.cell}
                data-heat={heatOf(tokens.length)}
                data-tip={
                  tokens.length === 0
                    ? undefined
                    : t(
                        'overview.expiry.day',
                        dateWords(Date.parse(`${day}T12:00:00Z`)),
                        tokens.map((token) => token.name).join(', '),
                      )
                }
              />
            )}
          </For>
        </div>
        <p class={styles.quiet}>
          {t('overview.expiry.strip', ending().length)}{' '}
          {props.partial ? t('overview.expiry.partial', props.tokens.length) : ''}
        </p>
        <ul class={styles.ends}>
          <For each={all() ? ending() : ending().slice(0, shownAtMost)}>
            {(token) => (
              <li>
                <A href={`/tokens/${token.id}`}>{token.name}</A>
                <span class={styles.quiet}>
                  <Day at={token.expires_at ?? ''} />
                </span>
              </li>
            )}
          </For>
        </ul>
        <div class={styles.tools}>
          <Button small icon={CalendarDays} onClick={save}>
            {t('overview.expiry.ics')}
          </Button>
          <Show when={ending().length > shownAtMost}>
            <Button small variant="quiet" aria-expanded={all()} onClick={() => setAll(!all())}>
              {all() ? t('overview.expiry.showLess') : t('overview.expiry.showAll', ending().length)}
            </Button>
          </Show>
        </div>
      </Show>
    </Card>
  )
}
