import { fork } from 'node:child_process'
import type { Readable } from 'node:stream'
import { utilityProcess } from 'electron'
import type { FromServer, ToServer } from '../src-server/contract/lifecycle.ts'
import { parseFromServer } from '../src-server/contract/lifecycle.ts'

/** The running server process, whichever way it was started. */
export interface ServerChild {
  send(message: ToServer): void
  kill(): void
}

export interface ChildListeners {
  message(message: FromServer): void
  exit(): void
}

export interface SpawnOptions {
  /** The built server, `out/main/server.js`. */
  readonly entry: string
  /** A Node that runs it instead of Electron's own. */
  readonly runtime: string | null
  readonly env: Readonly<Record<string, string>>
}

/** Each line that the server writes is passed on, and says whose it is. */
function passOn(stream: Readable | null, target: NodeJS.WritableStream): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) target.write(`[server] ${line}\n`)
  })
}

/**
 * Starts the server process. The one branch: Electron's utilityProcess, or a plain Node where one was named.
 * `exit` is heard exactly once, also when the program could not be started at all.
 */
export function spawnServer(options: SpawnOptions, listeners: ChildListeners): ServerChild {
  let ended = false
  const end = (): void => {
    if (!ended) listeners.exit()
    ended = true
  }
  const hear = (value: unknown): void => {
    const message = parseFromServer(value)
    if (message !== null && !ended) listeners.message(message)
  }

  if (options.runtime !== null) {
    const child = fork(options.entry, ['--channel'], {
      execPath: options.runtime,
      execArgv: [],
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    passOn(child.stdout, process.stdout)
    passOn(child.stderr, process.stderr)
    child.on('message', hear)
    child.on('exit', end)
    child.on('error', end)
    return {
      send: (message) => void (child.connected && child.send(message)),
      kill: () => void child.kill('SIGKILL'),
    }
  }

  const child = utilityProcess.fork(options.entry, ['--channel'], {
    env: options.env,
    stdio: 'pipe',
    serviceName: 'Beatkeeper server',
  })
  passOn(child.stdout as Readable | null, process.stdout)
  passOn(child.stderr as Readable | null, process.stderr)
  child.on('message', hear)
  child.on('exit', end)
  return {
    send: (message) => child.postMessage(message),
    kill: () => void (child.pid !== undefined && process.kill(child.pid, 'SIGKILL')),
  }
}
