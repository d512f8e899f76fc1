import { Show } from 'solid-js'
import type { ApiProblem } from '../api/problem.ts'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import styles from './save-bar.module.css'
import { FormProblem } from './screen-state.tsx'

/** What was changed and not saved yet, at the lower edge of a screen: what it means, discard, save. */
export function SaveBar(props: {
  when: boolean
  /** What saving means: "3 changes affect 4 tokens and 2 people." */
  words?: string
  save?: string
  busy?: boolean
  problem?: ApiProblem | null
  onDiscard: () => void
  onSave: () => void
}) {
  return (
    <Show when={props.when}>
      <section class={styles.bar} aria-label={t('content.unsaved.region')}>
        <span class={styles.words} role="status">
          {props.words ?? t('content.unsaved.words')}
        </span>
        <Button onClick={props.onDiscard}>{t('content.discard')}</Button>
        <Button variant="primary" busy={props.busy} onClick={props.onSave}>
          {props.save ?? t('common.saveChanges')}
        </Button>
        <Show when={props.problem}>
          <div class={styles.problem}>
            <FormProblem problem={props.problem ?? null} />
          </div>
        </Show>
      </section>
    </Show>
  )
}
