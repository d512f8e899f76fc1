import { Show } from 'solid-js'
import { ownConnection } from '../state/connections.ts'
import { EnvironmentTag, Stripe } from '../ui/connection-mark.tsx'
import { ConnectionSwitch } from './connection-switch.tsx'
import styles from './frame.module.css'

/** Before there is a session: which connection this is, and the way to the others. Nothing in a browser. */
export function OtherConnections() {
  return (
    <Show when={ownConnection()}>
      {(own) => (
        <ConnectionSwitch class={styles.connectionButton}>
          <Stripe colour={own().colour} bar />
          <span class={styles.connectionWords}>
            <b>{own().name}</b>
          </span>
          <EnvironmentTag word={own().environment} />
        </ConnectionSwitch>
      )}
    </Show>
  )
}
