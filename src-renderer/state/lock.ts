import { createSignal } from 'solid-js'
import { storage } from '../platform.ts'

/**
 * Whether the console is locked (ux.md S17). The server's session is locked with it, so that neither a reload nor another tab gets around
 * it; this word is kept besides, so that all tabs show it at once, also while the server is away.
 */

const key = 'bk.locked'
const [locked, setLocked] = createSignal(storage.read(key) !== null)

export { locked }

export function noteLocked(): void {
  storage.write(key, 'yes')
  setLocked(true)
}

export function noteUnlocked(): void {
  storage.write(key, null)
  setLocked(false)
}

/** Follows the other tabs; `opened` runs where one of them was unlocked. Returns what ends it. */
export function followOtherTabs(opened: () => void): () => void {
  return storage.onChange((changed) => {
    if (changed !== key) return
    const isLocked = storage.read(key) !== null
    if (isLocked === locked()) return
    setLocked(isLocked)
    if (!isLocked) opened()
  })
}
