import { Show } from 'solid-js'
import { context } from '../../state/session.ts'
import { Callout } from '../../ui/callout.tsx'
import styles from './oauth.module.css'
import { t } from './words.ts'

/** Why no app works just now, in one line. */
export function AppNotes() {
  return (
    <div class={styles.notes}>
      <Show when={context()?.features.api_access === false}>
        <Callout tone="warn">{t('oauth.apiOff')}</Callout>
      </Show>
    </div>
  )
}
