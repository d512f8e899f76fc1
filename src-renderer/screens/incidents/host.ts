import { environment } from '../../state/choices.ts'
import { context } from '../../state/session.ts'

/** Where visitors read it: the page's host, else the page by its name. */
export function publicHost(): string {
  return context()?.page?.hosts[0] ?? context()?.page?.name ?? ''
}

/** Publishing is asked about where somebody reads it: not in the sandbox. */
export function asksBeforePublishing(): boolean {
  return environment() === 'live'
}
