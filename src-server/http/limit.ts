import { LRUCache } from 'lru-cache'
import { Problem } from '../contract/problems.ts'
import type { Clock } from '../lib/clock.ts'
import type { Charge, Step } from './exchange.ts'
import { SlidingWindow } from './sliding-window.ts'

/**
 * The quotas: one for all live keys and OAuth apps of the workspace together, one for test keys, none for sessions (product D5).
 *
 * A 4xx decided before the handler is given back and counted in a ring of 600 a minute for that credential alone, so that refused
 * calls cost the others nothing. Anonymous reads and failed authentication are limited per address. In memory: empty after a restart.
 */

export interface QuotaPolicy {
  readonly rateLimitLive: number
  readonly rateLimitTest: number
}

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

/** IPv6 callers are counted by their /64: one line has as many addresses as it likes. */
export function quotaAddress(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = address.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

export interface LimitOptions {
  clock: Clock
  policy(): QuotaPolicy
  anonymousPerMinute?: number
  failedPerMinute?: number
}

export function createLimits({ clock, policy, ...options }: LimitOptions): Limits {
  const live = new SlidingWindow(policy().rateLimitLive)
  const test = new SlidingWindow(policy().rateLimitTest)
  const refused = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const failures = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const anonymous = new LRUCache<string, SlidingWindow>({ max: 4096 })
  const own = new LRUCache<string, SlidingWindow>({ max: 4096 })

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

  const step: Step = function limit(exchange) {
    const { principal } = exchange
    if (principal === null || principal.kind === 'session' || principal.kind === 'magic') return
    const now = clock.monotonic()
    const name = principal.kind === 'api_token' && principal.environment === 'test' ? 'test' : 'live'
    const window = name === 'test' ? test : live
    const wanted = name === 'test' ? policy().rateLimitTest : policy().rateLimitLive
    if (window.limit !== wanted) window.resize(wanted)
    const refusals = refused.get(principal.id)
    if (refusals !== undefined && refusals.left(now) === 0) {
      exchange.answerHeaders.push(...headersOf(name, window, now))
      throw tooMany(refusals.nextFreeMs(now))
    }
    const { endpoint } = exchange.route ?? {}
    const ownWindow =
      endpoint?.ownLimitPerMinute === undefined
        ? null
        : windowOf(own, `${endpoint.id} ${principal.id}`, endpoint.ownLimitPerMinute)
    if (ownWindow !== null && ownWindow.left(now) === 0) {
      exchange.answerHeaders.push(...headersOf(name, window, now))
      throw tooMany(ownWindow.nextFreeMs(now))
    }
    if (!window.take(now)) {
      exchange.answerHeaders.push(...headersOf(name, window, now))
      throw tooMany(window.nextFreeMs(now), { 'violated-policies': [name] })
    }
    ownWindow?.take(now)
    const charge: Charge = {
      giveBack: () => {
        window.giveBack(now)
        windowOf(refused, principal.id, refusedPerMinute).take(now)
      },
      headers: () => headersOf(name, window, clock.monotonic()),
    }
    exchange.charged = charge
  }

  return {
    step,
    failedAuthentication(address) {
      const now = clock.monotonic()
      const window = windowOf(failures, quotaAddress(address), options.failedPerMinute ?? failedPerMinute)
      if (!window.take(now)) throw tooMany(window.nextFreeMs(now))
    },
    anonymousRead(address) {
      const now = clock.monotonic()
      const window = windowOf(anonymous, quotaAddress(address), options.anonymousPerMinute ?? anonymousPerMinute)
      if (!window.take(now)) throw tooMany(window.nextFreeMs(now))
    },
  }
}
