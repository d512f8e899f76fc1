import type { ParentProps } from 'solid-js'
import { t } from '../strings/strings.ts'
import styles from './entry.module.css'

/** The page before there is a session. */
export function Entry(props: ParentProps<{ wide?: boolean }>) {
  return (
    <main class={styles.entry} id="main" tabindex="-1">
      <div class={styles.brand}>
        <Logo />
        {t('frame.product')}
      </div>
      <div class={`${styles.card} ${props.wide === true ? styles.wide : ''}`}>{props.children}</div>
    </main>
  )
}

function Logo() {
  return (
    <svg class={styles.logo} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M5 17h6l3-8 5 14 3-6h5" fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
}
