import type { FromServer, StartMessage, ToServer } from '../src-server/contract/lifecycle.ts'
import type { ServerState } from './bridge/contract.ts'
import type { ChildListeners, ServerChild } from './fork-server.ts'
import type { Happening, Phase } from './supervise.ts'
import { supervise } from './supervise.ts'

/**
 * The local server as the rest of main sees it: its state, its address, and questions over its private channel.
 * The decisions are supervise.ts's; this file holds the process, the timer and the open questions.
 */
export interface ServerProcess {
  start(): void
  retry(): void
  /** Resolves when the process has ended. */
  stop(): Promise<void>
  state(): ServerState
  onState(listener: (state: ServerState) => void): void
  /** The address once the server runs; `null` if it failed, was stopped, or is not up within `patienceMs`. */
  address(patienceMs: number): Promise<string | null>
  /** The answer to a question; `null` if the server is not running, ends, or does not answer in time. */
  ask(question: Question): Promise<Answer | null>
}

/** Leaves each member of a union its own shape. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never
export type Question = Without<Extract<ToServer, { id: number }>, 'id'>
export type Answer = Extract<FromServer, { id: number }>

export interface ServerProcessParts {
  readonly spawn: (listeners: ChildListeners) => ServerChild
  /** What the server is told first; what has to be fetched for it (from the keychain) is waited for. */
  readonly startMessage: () => StartMessage | Promise<StartMessage>
  readonly clock: { nowMs(): number }
}

const answerTimeoutMs = 15_000

function stateOf(phase: Phase, since: string): ServerState {
  switch (phase.kind) {
    case 'running':
      return { kind: 'running', since, url: phase.url, version: phase.version }
    case 'waiting':
      return { kind: 'restarting', since, attempt: phase.crashes, next_try_at: new Date(phase.untilMs).toISOString() }
    case 'failed':
      return { kind: 'failed', since, code: phase.code, message: phase.message }
    case 'stopping':
    case 'stopped':
      return { kind: 'stopped', since }
    default:
      return { kind: 'starting', since }
  }
}

/** A server process that is not started yet. */
export function createServerProcess({ spawn, startMessage, clock }: ServerProcessParts): ServerProcess {
  let phase: Phase = { kind: 'idle' }
  let child: ServerChild | null = null
  /** The child was told to start: before that it hears nothing else. */
  let isTold = false
  let timer: NodeJS.Timeout | undefined
  let since = new Date(clock.nowMs()).toISOString()
  let lastId = 0
  const listeners = new Set<(state: ServerState) => void>()
  const open = new Map<number, (answer: Answer | null) => void>()

  function settle(id: number, answer: Answer | null): void {
    const resolve = open.get(id)
    open.delete(id)
    resolve?.(answer)
  }

  function happen(happening: Happening): void {
    const before = phase
    const step = supervise(phase, happening, clock.nowMs())
    phase = step.phase
    if (happening.kind === 'exit') {
      child = null
      for (const id of [...open.keys()]) settle(id, null)
    }
    if (step.orders.timerMs !== undefined) {
      clearTimeout(timer)
      if (step.orders.timerMs !== null) timer = setTimeout(() => happen({ kind: 'timeout' }), step.orders.timerMs)
    }
    if (step.orders.sayStop) {
      if (isTold) child?.send({ type: 'stop' })
      else child?.kill()
    }
    if (step.orders.kill) child?.kill()
    if (step.orders.spawn) {
      child = spawn({ message: hear, exit: () => happen({ kind: 'exit' }) })
      tellToStart(child)
    }
    if (phase === before) return
    if (phase.kind !== before.kind) since = new Date(clock.nowMs()).toISOString()
    for (const listener of [...listeners]) listener(stateOf(phase, since))
  }

  function tellToStart(one: ServerChild): void {
    const tell = (message: StartMessage): void => {
      if (child !== one || phase.kind === 'stopping') return
      isTold = true
      one.send(message)
    }
    isTold = false
    const message = startMessage()
    if (message instanceof Promise) void message.then(tell)
    else tell(message)
  }

  function hear(message: FromServer): void {
    if ('id' in message) settle(message.id, message)
    else happen({ kind: 'message', message })
  }

  /** Calls back on the next state for which `found` has an answer. */
  function until<T>(found: (now: Phase) => T | undefined, patienceMs: number, otherwise: T): Promise<T> {
    const now = found(phase)
    if (now !== undefined) return Promise.resolve(now)
    return new Promise((resolve) => {
      const done = (value: T): void => {
        clearTimeout(limit)
        listeners.delete(look)
        resolve(value)
      }
      const look = (): void => {
        const value = found(phase)
        if (value !== undefined) done(value)
      }
      const limit = setTimeout(() => done(otherwise), patienceMs)
      listeners.add(look)
    })
  }

  return {
    start: () => happen({ kind: 'start' }),
    retry: () => happen({ kind: 'retry' }),
    stop() {
      happen({ kind: 'stop' })
      return until((now) => (now.kind === 'stopped' ? null : undefined), 20_000, null).then(() => undefined)
    },
    state: () => stateOf(phase, since),
    onState: (listener) => void listeners.add(listener),
    address(patienceMs) {
      const look = (now: Phase): string | null | undefined => {
        if (now.kind === 'running') return now.url
        return now.kind === 'failed' || now.kind === 'stopping' || now.kind === 'stopped' ? null : undefined
      }
      return until<string | null>(look, patienceMs, null)
    },
    ask(question) {
      if (phase.kind !== 'running' || child === null) return Promise.resolve(null)
      lastId += 1
      const id = lastId
      const answer = new Promise<Answer | null>((resolve) => {
        const limit = setTimeout(() => settle(id, null), answerTimeoutMs)
        open.set(id, (value) => {
          clearTimeout(limit)
          resolve(value)
        })
      })
      child.send({ ...question, id })
      return answer
    },
  }
}
