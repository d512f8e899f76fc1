import { Show } from 'solid-js'
import { now, zone } from '../state/clock.ts'
import { t } from '../strings/strings.ts'
import { dateTimeWords, dateWords, relativeWords } from './time.ts'

/** A time: relative words, the exact instant in the tooltip and in `datetime`. `null` reads as `never` says. */
export function Ago(props: { at: string | null | undefined; never?: string }) {
  return (
    <Show when={props.at} fallback={<span>{props.never ?? t('common.never')}</span>}>
      {(at) => (
        <time datetime={at()} data-tip={dateTimeWords(Date.parse(at()), zone())}>
          {relativeWords(Date.parse(at()), now())}
        </time>
      )}
    </Show>
  )
}

/** A day: `19 Feb 2027`. */
export function Day(props: { at: string }) {
  return (
    <time datetime={props.at} data-tip={dateTimeWords(Date.parse(props.at), zone())}>
      {dateWords(Date.parse(props.at), zone())}
    </time>
  )
}

/** The exact instant: `21 Nov 2026, 09:30 UTC`. */
export function Instant(props: { at: string }) {
  return <time datetime={props.at}>{dateTimeWords(Date.parse(props.at), zone())}</time>
}
