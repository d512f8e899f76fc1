import { createSignal } from 'solid-js'

/** Whether "My access" is open: any forbidden screen leads there. */
const [myAccessIsOpen, setOpen] = createSignal(false)

export { myAccessIsOpen }

export function openMyAccess(): void {
  setOpen(true)
}

export function closeMyAccess(): void {
  setOpen(false)
}
