import { createSignal, onCleanup, onMount } from 'solid-js'
import { t } from '../strings/strings.ts'
import { useCommands } from './commands.ts'
import { toast } from './toasts.tsx'

/**
 * Taking back a change that is no matter of security (ux.md §3): settings, names, drafts. It applies at once, and for ten seconds a
 * toast and `Ctrl Z` put it back. Revoking, deleting, rotating and publishing never offer it.
 */

const offeredMs = 10_000
const [offer, setOffer] = createSignal<(() => void) | null>(null)

/** Says what has happened and offers to put it back. */
export function offerUndo(title: string, detail: string | undefined, putBack: () => Promise<void>): void {
  const run = (): void => {
    if (offer() !== run) return
    setOffer(null)
    void putBack()
      .then(() => toast(t('content.undo.done')))
      .catch(() => toast(t('content.undo.failed')))
  }
  setOffer(() => run)
  setTimeout(() => setOffer((now) => (now === run ? null : now)), offeredMs)
  toast(title, detail, { label: t('content.undo.action'), run }, offeredMs)
}

/** Whether a control has an undo of its own. */
function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio')
  )
}

/** `Ctrl Z`, for as long as something can be put back; stands once in the frame. In a list box or on a box to tick, too. */
export function UndoCommand() {
  onMount(() => {
    const listen = (event: KeyboardEvent): void => {
      const run = offer()
      const isUndo =
        event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
      if (!isUndo || run === null || event.defaultPrevented || isTyped(event.target)) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', listen)
    onCleanup(() => document.removeEventListener('keydown', listen))
  })
  useCommands(() => {
    const run = offer()
    return run === null ? [] : [{ id: 'undo', group: 'actions', label: t('content.undo.action'), keys: 'mod+Z', run }]
  })
  return null
}
