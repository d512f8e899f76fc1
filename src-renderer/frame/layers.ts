import { createSignal } from 'solid-js'

/** Which layer of the frame is open: palette or keyboard help. */
const [layer, setLayer] = createSignal<'none' | 'palette' | 'help'>('none')

export { layer }

export function openPalette(): void {
  setLayer('palette')
}

export function openHelp(): void {
  setLayer('help')
}

export function closeLayer(): void {
  setLayer('none')
}
