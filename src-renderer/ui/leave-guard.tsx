import { type BeforeLeaveEventArgs, useBeforeLeave } from '@solidjs/router'
import { createEffect, createSignal, onCleanup } from 'solid-js'
import { warnBeforeUnload } from '../platform.ts'
import { DiscardDialog } from './discard-dialog.tsx'

/** Leaving a screen with unsaved changes asks first: "Discard this role?" A reload asks in the browser's own words. */
export function LeaveGuard(props: { when: boolean; thing: string }) {
  const [leaving, setLeaving] = createSignal<BeforeLeaveEventArgs | null>(null)
  useBeforeLeave((event) => {
    const stays = typeof event.to === 'string' && event.to.split(/[?#]/)[0] === event.from.pathname
    if (!props.when || event.defaultPrevented || stays) return
    event.preventDefault()
    setLeaving(event)
  })
  createEffect(() => {
    if (props.when) onCleanup(warnBeforeUnload())
  })
  return (
    <DiscardDialog
      open={leaving() !== null}
      thing={props.thing}
      onKeep={() => setLeaving(null)}
      onDiscard={() => {
        const event = leaving()
        setLeaving(null)
        event?.retry(true)
      }}
    />
  )
}
