import { createSignal } from 'solid-js'
import { storage } from '../platform.ts'

/**
 * Which environment and which page this window speaks about. Kept for the browser, not for the person: they are choices of a screen.
 * The transport adds them to every request (`X-Environment`, `X-Page`), the cache keeps them apart.
 */

export type EnvironmentName = 'live' | 'test'

const environmentKey = 'bk.environment'
const pageKey = 'bk.page'

const [environment, writeEnvironment] = createSignal<EnvironmentName>(
  storage.read(environmentKey) === 'test' ? 'test' : 'live',
)
const [pageId, writePageId] = createSignal<string | null>(storage.read(pageKey))

export { environment, pageId }

export function chooseEnvironment(next: EnvironmentName): void {
  storage.write(environmentKey, next === 'live' ? null : next)
  writeEnvironment(next)
}

/** `null`: the page of the host. */
export function choosePage(next: string | null): void {
  storage.write(pageKey, next)
  writePageId(next)
}
