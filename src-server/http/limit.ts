import { LRUCache } from 'lru-cache'
import { countedAddress } from '../access/address.ts'
import { Problem } from '../contract/problems.ts'
import type { Clock } from '../lib/clock.ts'
import type { TokenPolicy } from '../workspace/policy.ts'
import type { Exchange, Step } from './exchange.ts'
import { SlidingWindow } from './sliding-window.ts'

/**
 * The quotas: one for all live keys and OAuth apps of the workspace together, one for test keys, none for sessions (product D5). A few
 * endpoints have a limit of their own besides, for each credential.
 *
 * A 4xx decided before the handler is given back and counted in a ring of 600 a minute for that credential alone, so that refused
 * calls cost the others nothing. Anonymous reads, failed authentication, and what strangers do with links are limited per address. In memory: empty after a restart.
 * Held by test/http/rate-limit.test.ts (T13).
 */

export interface Limits {
  readonly step: Step
  /** Counts a failed authentication (401 `invalid_token`) from an address; throws when there were too many. A good credential is never refused for it. */
  failedAuthentication(address: string): void
  /** Counts an anonymous read; throws when there were too many. A 304 is free. */
  anonymousRead(address: string): void
}

const refusedPerMinute = 600
const failedPerMinute = 60
const anonymousPerMinute = 300
const magicPerMinute = 10

export interface LimitOptions {
  clock: Clock
  policy(): Pick<TokenPolicy, 'rateLimitLive' | 'rateLimitTest'>
  anonymousPerMinute?: number
  failedPerMinute?: number
  magicPerMinute?: number
}

/** Empty windows: nothing has been counted yet. */
export function createLimits({ clock, policy, ...options }: LimitOptions): Limits {
  const live = new SlidingWindow(policy().rateLimitLive)
  const test = new SlidingWindow(policy().rateLimitTest)
  const refused = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const failures = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const anonymous = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const own = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const magic = new LRUCache<string, SlidingWindow>({ max: 4096 })

  const windowOf = (cache: LRUCache<string, SlidingWindow>, key: string, limit: number): SlidingWindow => {
    let window = cache.get(key)
    if (window === undefined) {
      window = new SlidingWindow(limit)
      cache.set(key, window)
    }
    return window
  }
  const tooMany = (waitMs: number, extensions: Record<string, unknown> = {}): Problem =>
    new Problem('rate_limited', {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
      extensions,
    })

  const headersOf = (name: 'live' | 'test', window: SlidingWindow, now: number): readonly string[] => [
    'RateLimit-Policy',
    `"${name}";q=${window.limit};w=60`,
    'RateLimit',
    `"${name}";r=${window.left(now)};t=${Math.ceil(window.nextFreeMs(now) / 1000)}`,
  ]

  /** The window of an endpoint that has a limit of its own: for each credential, sessions too. */
  const ownWindowOf = ({ route, principal }: Exchange): SlidingWindow | null => {
    const { endpoint } = route ?? {}
    if (endpoint?.ownLimitPerMinute === undefined || principal === null) return null
    return windowOf(own, `${endpoint.path} ${principal.id}`, endpoint.ownLimitPerMinute)
  }

  const step: Step = function limit(exchange) {
    const { principal } = exchange
    const now = clock.monotonic()
    if (exchange.route?.endpoint.addressLimit === 'magic') {
      const window = windowOf(magic, countedAddress(exchange.address), options.magicPerMinute ?? magicPerMinute)
      if (!window.take(now)) throw tooMany(window.nextFreeMs(now))
    }
    if (principal === null) return
    const ownWindow = ownWindowOf(exchange)
    if (principal.kind === 'session' || principal.kind === 'magic') {
      if (ownWindow?.take(now) === false) throw tooMany(ownWindow.nextFreeMs(now))
      return
    }
    const name = principal.kind === 'api_token' && principal.environment === 'test' ? 'test' : 'live'
    const window = name === 'test' ? test : live
    const wanted = name === 'test' ? policy().rateLimitTest : policy().rateLimitLive
    if (window.limit !== wanted) window.resize(wanted)
    const refuse = (full: SlidingWindow, extensions?: Record<string, unknown>): never => {
      exchange.answerHeaders.push(...headersOf(name, window, now))
      throw tooMany(full.nextFreeMs(now), extensions)
    }
    const refusals = refused.get(principal.id)
    if (refusals !== undefined && refusals.left(now) === 0) refuse(refusals)
    if (ownWindow !== null && ownWindow.left(now) === 0) refuse(ownWindow)
    if (!window.take(now)) refuse(window, { 'violated-policies': [name] })
    ownWindow?.take(now)
    exchange.charged = {
      giveBack: () => {
        window.giveBack(now)
        windowOf(refused, principal.id, refusedPerMinute).take(now)
      },
      headers: () => headersOf(name, window, clock.monotonic()),
    }
  }

  return {
    step,
    failedAuthentication(address) {
      const now = clock.monotonic()
      const window = windowOf(failures, countedAddress(address), options.failedPerMinute ?? failedPerMinute)
      if (!window.take(now)) throw tooMany(window.nextFreeMs(now))
    },
    anonymousRead(address) {
      const now = clock.monotonic()
      const window = windowOf(anonymous, countedAddress(address), options.anonymousPerMinute ?? anonymousPerMinute)
      if (!window.take(now)) throw tooMany(window.nextFreeMs(now))
    },
  }
}
