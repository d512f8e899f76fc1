import { Show } from 'solid-js'
import styles from './app-logo.module.css'
import { keptBytes, monogramOf } from './picture.ts'

/** An app's picture where it is kept here; else the first letter of its name. The console loads nothing from elsewhere. */
export function AppLogo(props: { name: string; url: string | null; large?: boolean }) {
  const kept = (): string | null => {
    const url = props.url
    return url !== null && keptBytes(url) !== null ? url : null
  }
  return (
    <span class={`${styles.logo} ${props.large === true ? styles.large : ''}`} aria-hidden="true">
      <Show when={kept()} fallback={monogramOf(props.name)}>
        {(url) => <img src={url()} alt="" />}
      </Show>
    </span>
  )
}
