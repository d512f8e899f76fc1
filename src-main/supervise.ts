import type { FailureCode, FromServer } from '../src-server/contract/lifecycle.ts'

/**
 * What to do about the server process: a pure step from one phase to the next.
 *
 * Three stories are told apart: it was asked to stop; it said why it cannot go on (`failed`: trying again would not help, the person must act);
 * it ended without a word, or by a bug of its own (a crash: it is started again, each time a little later, and the window says so).
 * Chosen: restarts after 0.25, 0.5, 1, 2 … 30 seconds, forgotten after a minute of running; five crashes before it was ever
 * ready end in `failed`. Left out: health polls (the API calls of the window are one).
 * Held by test/main/supervise.test.ts.
 */

export type Phase =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'starting'
      readonly crashes: number
      readonly everReady: boolean
      readonly lastWords: string | null
    }
  | {
      readonly kind: 'running'
      readonly crashes: number
      readonly readyAtMs: number
      readonly url: string
      readonly version: string
    }
  | { readonly kind: 'waiting'; readonly crashes: number; readonly everReady: boolean; readonly untilMs: number }
  /** `alive`: its process has not ended yet; `again`: it was asked to try again, and does so once that has. */
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      readonly message: string
      readonly alive: boolean
      readonly again: boolean
    }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'stopped' }

export type Happening =
  | { readonly kind: 'start' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'message'; readonly message: FromServer }
  | { readonly kind: 'exit' }
  /** The timer of the present phase ran out. */
  | { readonly kind: 'timeout' }

/** `timer` replaces the one before it; `null` ends it. */
export interface Orders {
  readonly spawn?: true
  readonly kill?: true
  readonly sayStop?: true
  readonly timerMs?: number | null
}

export interface Step {
  readonly phase: Phase
  readonly orders: Orders
}

/** Long enough for a migration of a large log. */
export const startTimeoutMs = 120_000
/** Long enough to answer what has begun and to write a checkpoint. */
export const drainTimeoutMs = 10_000
const firstDelayMs = 250
const delayMsMax = 30_000
const calmMs = 60_000
const crashesBeforeReadyMax = 5

/** How long to wait after the nth crash in a row (n ≥ 1). */
export function restartDelayMs(crashes: number): number {
  return Math.min(delayMsMax, firstDelayMs * 2 ** Math.min(crashes - 1, 20))
}

const spawning = (crashes: number, everReady: boolean): Step => ({
  phase: { kind: 'starting', crashes, everReady, lastWords: null },
  orders: { spawn: true, timerMs: startTimeoutMs },
})

const stays = (phase: Phase): Step => ({ phase, orders: {} })

function afterCrash(crashes: number, everReady: boolean, nowMs: number, lastWords: string | null = null): Step {
  if (!everReady && crashes >= crashesBeforeReadyMax) {
    const message =
      lastWords ??
      `The local server ended ${crashes} times before it was ready. Start Beatkeeper from a terminal to see what it says.`
    return {
      phase: { kind: 'failed', code: 'internal', message, alive: false, again: false },
      orders: { timerMs: null },
    }
  }
  const delayMs = restartDelayMs(crashes)
  return { phase: { kind: 'waiting', crashes, everReady, untilMs: nowMs + delayMs }, orders: { timerMs: delayMs } }
}

function afterMessage(phase: Phase, message: FromServer, nowMs: number): Step {
  if (message.type === 'ready' && phase.kind === 'starting') {
    const { url, version } = message
    return {
      phase: { kind: 'running', crashes: phase.crashes, readyAtMs: nowMs, url, version },
      orders: { timerMs: null },
    }
  }
  if (message.type === 'failed' && (phase.kind === 'starting' || phase.kind === 'running')) {
    const { code, message: words } = message
    // A bug of its own: it ends, which is a crash like any other, and is started again.
    if (code === 'internal') return stays(phase.kind === 'starting' ? { ...phase, lastWords: words } : phase)
    // It exits by itself; if it does not, it is killed when the timer ends.
    return {
      phase: { kind: 'failed', code, message: words, alive: true, again: false },
      orders: { timerMs: drainTimeoutMs },
    }
  }
  return stays(phase)
}

function afterExit(phase: Phase, nowMs: number): Step {
  switch (phase.kind) {
    case 'starting':
      return afterCrash(phase.crashes + 1, phase.everReady, nowMs, phase.lastWords)
    case 'running':
      return afterCrash(nowMs - phase.readyAtMs >= calmMs ? 1 : phase.crashes + 1, true, nowMs)
    case 'stopping':
      return { phase: { kind: 'stopped' }, orders: { timerMs: null } }
    case 'failed':
      return phase.again ? spawning(0, false) : { phase: { ...phase, alive: false }, orders: { timerMs: null } }
    default:
      return stays(phase)
  }
}

function afterTimeout(phase: Phase): Step {
  switch (phase.kind) {
    case 'waiting':
      return spawning(phase.crashes, phase.everReady)
    // Its exit comes back as a happening of its own.
    case 'starting':
    case 'stopping':
      return { phase, orders: { kill: true, timerMs: null } }
    case 'failed':
      return { phase, orders: { ...(phase.alive ? { kill: true } : {}), timerMs: null } }
    default:
      return stays(phase)
  }
}

function afterStop(phase: Phase): Step {
  switch (phase.kind) {
    case 'starting':
    case 'running':
      return { phase: { kind: 'stopping' }, orders: { sayStop: true, timerMs: drainTimeoutMs } }
    case 'failed':
      return phase.alive
        ? { phase: { kind: 'stopping' }, orders: { kill: true, timerMs: null } }
        : { phase: { kind: 'stopped' }, orders: { timerMs: null } }
    case 'stopping':
    case 'stopped':
      return stays(phase)
    default:
      return { phase: { kind: 'stopped' }, orders: { timerMs: null } }
  }
}

/** The next phase, and what must be done for it. */
export function supervise(phase: Phase, happening: Happening, nowMs: number): Step {
  switch (happening.kind) {
    case 'start':
      return phase.kind === 'idle' ? spawning(0, false) : stays(phase)
    case 'retry':
      if (phase.kind === 'waiting') return spawning(phase.crashes, phase.everReady)
      if (phase.kind !== 'failed') return stays(phase)
      return phase.alive ? stays({ ...phase, again: true }) : spawning(0, false)
    case 'stop':
      return afterStop(phase)
    case 'message':
      return afterMessage(phase, happening.message, nowMs)
    case 'exit':
      return afterExit(phase, nowMs)
    case 'timeout':
      return afterTimeout(phase)
  }
}
