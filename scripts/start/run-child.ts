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

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Two signals closer together than this are one wish (npm passes on what the terminal has sent already). */
const sameWishMs = 800

export function runChild(program: string, args: readonly string[], cwd: string): Promise<ChildEnd> {
  const ownGroup = process.platform !== 'win32'
  const child: ChildProcess = spawn(program, args, { cwd, stdio: ['inherit', 'inherit', 'pipe'], detached: ownGroup })
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr = (stderr + String(chunk)).slice(-16_384)
    process.stderr.write(chunk)
  })

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
      resolve({ code, signal, stderr, asked })
    }
    child.on('error', (error) => {
      stderr += String(error)
      end(127, null)
    })
    child.on('close', end)
  })
}
