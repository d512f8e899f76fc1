import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleX from 'lucide-solid/icons/circle-x'
import Info from 'lucide-solid/icons/info'
import Lock from 'lucide-solid/icons/lock'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, type ParentProps, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { Tone } from './badge.tsx'
import type { Icon } from './button.tsx'
import styles from './callout.module.css'

const icons: Readonly<Record<Tone, Icon>> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleX,
  neutral: Info,
  accent: Info,
  terraform: Lock,
}

/** A sentence that matters, with what to do about it: `actions` below the words, `aside` at the end of the line. */
export function Callout(
  props: ParentProps<{
    tone: Tone
    icon?: Icon
    actions?: JSX.Element
    aside?: JSX.Element
    role?: 'alert' | 'status'
  }>,
) {
  return (
    <div class={`${styles.callout} ${styles[props.tone]}`} role={props.role}>
      <Dynamic component={props.icon ?? icons[props.tone]} size={16} aria-hidden="true" />
      <div class={styles.words}>
        <div>{props.children}</div>
        <Show when={props.actions}>
          <div class={styles.actions}>{props.actions}</div>
        </Show>
      </div>
      <Show when={props.aside}>
        <div class={styles.aside}>{props.aside}</div>
      </Show>
    </div>
  )
}
