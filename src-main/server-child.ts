import type { Readable } from 'node:stream'
import { utilityProcess } from 'electron'
import type { ChildListeners, ServerChild } from './fork-server.ts'
import { forkServer, once, passOn } from './fork-server.ts'

export interface SpawnOptions {
  /** The built server, `out/main/server.js`. */
  readonly entry: string
  /** A Node that runs it instead of Electron's own; tests only. */
  readonly runtime: string | null
  readonly env: Readonly<Record<string, string>>
}

/** Starts the server process: Electron's utilityProcess, or a plain Node where one was named. The one branch. */
export function spawnServer({ entry, runtime, env }: SpawnOptions, listeners: ChildListeners): ServerChild {
  if (runtime !== null) return forkServer({ entry, runtime, env }, listeners)
  const { hear, end } = once(listeners)
  const child = utilityProcess.fork(entry, ['--channel'], { env, stdio: 'pipe', serviceName: 'Beatkeeper server' })
  // Electron types these as the older stream interface; they are Node's.
  passOn(child.stdout as Readable | null, process.stdout)
  passOn(child.stderr as Readable | null, process.stderr)
  child.on('message', hear)
  child.on('exit', end)
  return {
    send: (message) => child.postMessage(message),
    kill: () => void (child.pid !== undefined && process.kill(child.pid, 'SIGKILL')),
  }
}
