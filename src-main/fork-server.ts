import { fork } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { FromServer, ToServer } from '../src-server/contract/lifecycle.ts'
import { parseFromServer } from '../src-server/contract/lifecycle.ts'

/** The running server process, whichever way it was started. */
export interface ServerChild {
  send(message: ToServer): void
  kill(): void
}

export interface ChildListeners {
  message(message: FromServer): void
  /** Heard exactly once, also when the program could not be started at all. */
  exit(): void
}

/** Each line that the server writes is passed on, and says whose it is. */
export function passOn(stream: Readable | null, target: { write(text: string): unknown }): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) target.write(`[server] ${line}\n`)
  })
}

/** What the process says, parsed; nothing after its end, and its end once. */
export function once({ message, exit }: ChildListeners): { hear: (value: unknown) => void; end: () => void } {
  let ended = false
  return {
    hear(value) {
      const parsed = parseFromServer(value)
      if (parsed !== null && !ended) message(parsed)
    },
    end() {
      if (ended) return
      ended = true
      exit()
    },
  }
}

export interface ForkOptions {
  /** The server's file: built, or as source where the runtime can read it. */
  readonly entry: string
  /** A Node that runs it. */
  readonly runtime: string
  readonly env: Readonly<Record<string, string>>
}

/** Starts the server on a plain Node. */
export function forkServer({ entry, runtime, env }: ForkOptions, listeners: ChildListeners): ServerChild {
  const { hear, end } = once(listeners)
  const child = fork(entry, ['--channel'], {
    execPath: runtime,
    execArgv: [],
    env,
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
