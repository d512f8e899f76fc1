import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'

/**
 * Runs a program as our own: what it writes is written here, a wish to stop is passed on once, and it has ended when this resolves.
 * Chosen: a process group of its own, because a terminal sends Ctrl-C to the whole group, and the program would hear it twice.
 */
export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last 16 kB of stderr. */
  readonly stderr: string
  /** It ended because we were asked to stop. */
  readonly asked: boolean
}

export interface RunOptions {
  readonly cwd: string
  /**
   * What the program writes to stderr in its first milliseconds is held back, and dropped if it ends within them for a reason that is
   * told in better words.
   */
  readonly hold?: { readonly ms: number; readonly isTold: (end: ChildEnd) => boolean }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Two signals closer together than this are one wish (npm passes on what the terminal has sent already). */
const sameWishMs = 800

/** stderr as it comes, or held back until `release`. */
function stderrOf(
  child: ChildProcess,
  hold: boolean,
): { last: () => string; add: (text: string) => void; release: () => void; drop: () => void } {
  let last = ''
  let held: string[] | null = hold ? [] : null
  const add = (text: string): void => {
    last = (last + text).slice(-16_384)
    if (held === null) process.stderr.write(text)
    else held.push(text)
  }
  child.stderr?.on('data', (chunk) => add(String(chunk)))
  return {
    last: () => last,
    add,
    release() {
      const texts = held ?? []
      held = null
      for (const text of texts) process.stderr.write(text)
    },
    drop() {
      held = null
    },
  }
}

export function runChild(program: string, args: readonly string[], { cwd, hold }: RunOptions): Promise<ChildEnd> {
  const ownGroup = process.platform !== 'win32'
  const child: ChildProcess = spawn(program, args, { cwd, stdio: ['inherit', 'inherit', 'pipe'], detached: ownGroup })
  const stderr = stderrOf(child, hold !== undefined)
  const releasing = hold === undefined ? undefined : setTimeout(stderr.release, hold.ms)

  let lastWishMs = Number.NEGATIVE_INFINITY
  let asked = false
  const passOn = (signal: NodeJS.Signals): void => {
    asked = true
    const nowMs = performance.now()
    if (nowMs - lastWishMs > sameWishMs) child.kill(signal)
    lastWishMs = nowMs
  }
  for (const signal of signals) process.on(signal, passOn)

  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      for (const name of signals) process.off(name, passOn)
      clearTimeout(releasing)
      const ended = { code, signal, stderr: stderr.last(), asked }
      if (hold?.isTold(ended) === true) stderr.drop()
      else stderr.release()
      resolve(ended)
    }
    child.on('error', (error) => {
      stderr.add(`${error.message}\n`)
      end(127, null)
    })
    child.on('close', end)
  })
}
