import { createSignal } from 'solid-js'
import { storage } from '../platform.ts'

/**
 * Tokens whose secret was on the screen and never stored as far as this browser knows: closed mid-way, crashed, reloaded. Ids only.
 * The list then says "Secret never copied: rotate or delete", until the token is used after all.
 */

const key = 'bk.uncopied'
const atMost = 50

function read(): readonly string[] {
  return (storage.read(key) ?? '').split(' ').filter((id) => /^tok_[0-9a-z]+$/.test(id))
}

const [uncopied, setUncopied] = createSignal<readonly string[]>(read())

function write(ids: readonly string[]): void {
  const kept = ids.slice(-atMost)
  storage.write(key, kept.length === 0 ? null : kept.join(' '))
  setUncopied(kept)
}

/** Its secret is on the screen now. */
export function noteSecretShown(id: string): void {
  write([...read().filter((one) => one !== id), id])
}

/** It was copied, saved or written down. */
export function noteSecretStored(id: string): void {
  write(read().filter((one) => one !== id))
}

export function isUncopied(id: string): boolean {
  return uncopied().includes(id)
}
