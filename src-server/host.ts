import type { FromServer, ToServer } from './contract/lifecycle.ts'
import { parseToServer } from './contract/lifecycle.ts'

/**
 * Who started this process, and how to talk with it. The one file that knows; everything else sees a `Host`.
 *
 * Three parents: the desktop app (Electron's utilityProcess: `process.parentPort`), a Node process that forked it
 * (`process.send`, with `--channel` among the arguments, because many supervisors open such a channel without speaking our words),
 * and a terminal or a service manager (signals in, words out).
 * Held by test/main/host.test.ts.
 */
export interface Host {
  readonly kind: 'app' | 'fork' | 'terminal'
  /** Hears the parent. A terminal says `stop` only, with SIGINT, SIGTERM or SIGHUP; a second signal ends the process at once. */
  listen(react: (message: ToServer) => void): void
  /** Tells the parent. On a terminal: the address and the setup link on stdout, a failure on stderr. */
  tell(message: FromServer): void
}

/** What of `process` is used, so that a test can stand in for it. */
export interface HostRuntime {
  readonly argv: readonly string[]
  readonly connected?: boolean
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  readonly send?: ((message: unknown) => boolean) | undefined
  on(event: string, listener: (value: unknown) => void): unknown
  exit(code: number): void
}

/** Electron's `process.parentPort`; present in a utility process only. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  postMessage(message: unknown): void
}

function parentPortOf(runtime: object): ParentPort | null {
  if (!('parentPort' in runtime)) return null
  const port = runtime.parentPort
  if (typeof port !== 'object' || port === null || !('postMessage' in port)) return null
  // Electron documents the type; nothing else puts a parentPort on `process`.
  return port as ParentPort
}

/** A Ctrl-C in a terminal reaches every process of the group; the parent decides when this one stops. */
function leaveSignalsToTheParent(runtime: HostRuntime): void {
  runtime.on('SIGINT', () => {})
}

function appHost(runtime: HostRuntime, port: ParentPort): Host {
  return {
    kind: 'app',
    listen(react) {
      port.on('message', ({ data }) => {
        const message = parseToServer(data)
        if (message !== null) react(message)
      })
      leaveSignalsToTheParent(runtime)
    },
    tell: (message) => port.postMessage(message),
  }
}

function forkHost(runtime: HostRuntime, send: (message: unknown) => boolean): Host {
  return {
    kind: 'fork',
    listen(react) {
      runtime.on('message', (value) => {
        const message = parseToServer(value)
        if (message !== null) react(message)
      })
      // The parent is gone: nobody can say stop any more, so this says it.
      runtime.on('disconnect', () => react({ type: 'stop' }))
      leaveSignalsToTheParent(runtime)
    },
    tell(message) {
      if (runtime.connected === true) send(message)
    },
  }
}

function terminalHost(runtime: HostRuntime, json: boolean): Host {
  return {
    kind: 'terminal',
    listen(react) {
      let asked = false
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
        runtime.on(signal, () => {
          if (asked) runtime.exit(130)
          asked = true
          react({ type: 'stop' })
        })
      }
    },
    tell(message) {
      if (message.type === 'ready' && json) {
        runtime.stdout.write(
          `${JSON.stringify({ url: message.url, port: message.port, pid: message.pid, version: message.version, public_url: message.public_url, setup_url: message.setup_url })}\n`,
        )
      } else if (message.type === 'ready') {
        const { public_url: publicUrl, url } = message
        const others = publicUrl === null || publicUrl === url ? '' : `, for others at ${publicUrl}`
        runtime.stdout.write(
          `Beatkeeper ${message.version} is running at ${url}${others}\nConsole: ${publicUrl ?? url}/console/\n`,
        )
        if (message.setup_url !== null)
          runtime.stdout.write(`Set up this workspace, once and within the hour: ${message.setup_url}\n`)
      } else if (message.type === 'failed') {
        runtime.stderr.write(`${message.message}\n`)
      }
    },
  }
}

/** Finds the parent of `runtime` (the global `process`). `json`: a terminal gets one line of JSON instead of words. */
export function connectHost(runtime: HostRuntime, options: { json?: boolean } = {}): Host {
  const port = parentPortOf(runtime)
  if (port !== null) return appHost(runtime, port)
  if (runtime.send !== undefined && runtime.argv.includes('--channel'))
    return forkHost(runtime, runtime.send.bind(runtime))
  return terminalHost(runtime, options.json === true)
}
