import type { Endpoint } from '../../src-server/contract/endpoint.ts'
import { changesState, fullPath } from '../../src-server/contract/endpoint.ts'
import type { SafeMode } from '../bridge/connection-verbs.ts'

/**
 * How careful a connection is with changes: what becomes of a request, by the mode and by what the contract says that it does.
 *
 * Chosen: what the contract says it changes nothing passes whatever its method (`POST /explain`); signing in and out always passes; a
 * request that no endpoint knows counts as a change unless it only reads. Pure. Held by test/main/safe-mode.test.ts, over all endpoints.
 */
export type SafeModeVerdict =
  | { readonly kind: 'pass' }
  /** `what`: the change, in the contract's words. */
  | { readonly kind: 'ask'; readonly what: string }
  | { readonly kind: 'password'; readonly what: string }
  | { readonly kind: 'refuse' }

const pass: SafeModeVerdict = { kind: 'pass' }
const readers = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The endpoint that a request is for, by the contract's own paths. */
export function endpointOf(endpoints: readonly Endpoint[], method: string, path: string): Endpoint | null {
  const parts = path.split('/')
  return endpoints.find((one) => one.method === method && matches(fullPath(one).split('/'), parts)) ?? null
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith(':') || part === parts[at])
}

export function verdictOf(
  mode: SafeMode,
  { method, path }: { readonly method: string; readonly path: string },
  endpoints: readonly Endpoint[],
): SafeModeVerdict {
  if (mode === 'normal' || readers.has(method) || path.startsWith('/api/v1/auth/')) return pass
  // A fixed path goes before one with a parameter, as in the server's router.
  const fixed = endpoints.filter((one) => !one.path.includes(':'))
  const endpoint = endpointOf(fixed, method, path) ?? endpointOf(endpoints, method, path)
  if (endpoint !== null && !changesState(endpoint)) return pass
  if (mode === 'read_only') return { kind: 'refuse' }
  return { kind: mode, what: endpoint?.summary ?? `${method} ${path}` }
}

/** Whether one mode lets more pass than another. */
export function isLooser(next: SafeMode, before: SafeMode): boolean {
  const order: readonly SafeMode[] = ['normal', 'ask', 'password', 'read_only']
  return order.indexOf(next) < order.indexOf(before)
}
