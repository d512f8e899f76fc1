import { For, Show } from 'solid-js'
import { zone } from '../../state/clock.ts'
import { Callout } from '../../ui/callout.tsx'
import type { Overlap } from './model.ts'
import { windowWords } from './window-words.ts'
import { t } from './words.ts'

/** Other windows that lie across this one: a warning, never a refusal. */
export function Overlaps(props: { of: readonly Overlap[] }) {
  const words = ({ maintenance, shared }: Overlap): string => {
    const window = windowWords(Date.parse(maintenance.scheduled_for), Date.parse(maintenance.scheduled_until), zone())
    return shared.length === 0
      ? t('maintenances.form.overlap', maintenance.name, window)
      : t('maintenances.form.overlapShares', maintenance.name, window, shared.join(', '))
  }
  return (
    <Show when={props.of.length > 0}>
      <Callout tone={props.of.some((one) => one.shared.length > 0) ? 'warn' : 'neutral'} role="status">
        <For each={props.of.slice(0, 3)}>{(one) => <div>{words(one)}</div>}</For>
      </Callout>
    </Show>
  )
}
