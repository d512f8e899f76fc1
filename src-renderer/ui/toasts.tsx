import { createToaster, Toast, Toaster } from '@ark-ui/solid/toast'
import X from 'lucide-solid/icons/x'
import { Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import buttons from './button.module.css'
import styles from './toasts.module.css'

/**
 * Toasts name the effect, not the click: "pagerduty-incident-sync revoked. Every request with it now gets 403."
 * Six seconds, at most four, paused under pointer and focus. Never for an error that needs someone to act.
 */

const toaster = createToaster({
  placement: 'bottom-end',
  duration: 6000,
  max: 4,
  offsets: { bottom: '40px', right: '16px', left: '16px', top: '16px' },
})

export interface ToastAction {
  label: string
  run: () => void
}

/** Says what has happened; the action is a shortcut, never the only way. */
export function toast(title: string, detail?: string, action?: ToastAction, durationMs?: number): void {
  toaster.create({
    title,
    ...(detail === undefined ? {} : { description: detail }),
    type: 'info',
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.run } }),
    ...(durationMs === undefined ? {} : { duration: durationMs }),
  })
}

/** Takes all toasts away: on signing out. */
export function clearToasts(): void {
  toaster.dismiss()
}

export function Toasts() {
  return (
    <Toaster toaster={toaster}>
      {(shown) => (
        <Toast.Root class={styles.toast}>
          <div class={styles.words}>
            <Toast.Title class={styles.title}>{shown().title}</Toast.Title>
            <Toast.Description class={styles.detail}>{shown().description}</Toast.Description>
          </div>
          <Show when={shown().action}>
            {(action) => (
              <Toast.ActionTrigger class={`${buttons.button} ${buttons.small}`}>{action().label}</Toast.ActionTrigger>
            )}
          </Show>
          <Toast.CloseTrigger class={buttons.icon} aria-label={t('common.dismiss')}>
            <X size={14} aria-hidden="true" />
          </Toast.CloseTrigger>
        </Toast.Root>
      )}
    </Toaster>
  )
}
