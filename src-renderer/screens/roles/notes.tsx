import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { hasScreen } from '../../screen-ids.ts'
import { context, may } from '../../state/session.ts'
import { Callout } from '../../ui/callout.tsx'
import { LockNote } from '../../ui/lock-note.tsx'
import styles from './roles.module.css'
import { rolesAreOn } from './standing.ts'
import { t } from './words.ts'

/** Why roles are read-only here, in one line. */
export function RoleNotes() {
  const canTurnOn = (): boolean => may('settings:write') && context()?.every_page === true && hasScreen('settings')
  return (
    <div class={styles.notes}>
      <Show when={!rolesAreOn()}>
        <Callout tone="neutral">
          {t('roles.off.words')}{' '}
          <Show when={canTurnOn()} fallback={t('roles.off.ask')}>
            <A href="/settings/policy">{t('roles.off.turnOn')}</A>
          </Show>
        </Callout>
      </Show>
      <LockNote feature="roles" />
    </div>
  )
}
