import { type BeforeLeaveEventArgs, useBeforeLeave } from '@solidjs/router'
import { createEffect, createSignal, onCleanup } from 'solid-js'
import { warnBeforeUnload } from '../platform.ts'
import { tellUnsaved } from '../state/connections.ts'
import { DiscardDialog } from './discard-dialog.tsx'

let unsavedScreens = 0
tellUnsaved(() => unsavedScreens > 0)

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
    if (!props.when) return
    unsavedScreens += 1
    const stopWarning = warnBeforeUnload()
    onCleanup(() => {
      unsavedScreens -= 1
      stopWarning()
    })
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
