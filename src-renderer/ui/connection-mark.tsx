import type { ConnectionColour } from '../../src-main/bridge/contract.ts'
import styles from './connection-mark.module.css'

/** Which connection this is: the stripe for the eye, and always the word beside it. `bar` stands in a line, else it is an edge. */
export function Stripe(props: { colour: ConnectionColour; bar?: boolean }) {
  return (
    <span
      class={`${styles.stripe} ${props.bar === true ? styles.bar : ''}`}
      data-colour={props.colour}
      aria-hidden="true"
    />
  )
}

export function EnvironmentTag(props: { word: string }) {
  return <span class={styles.tag}>{props.word}</span>
}
