import { Command, CommanderError } from 'commander'
import { type Config, ConfigProblem, configFromFlags, configFromMessage, type ServeFlags } from './config.ts'
import { connectHost } from './host.ts'
import { serve } from './serve.ts'
import { addServeFlags } from './serve-flags.ts'

/**
 * The server process, in the app and on a terminal.
 *
 * Above it stands the desktop app, a process that forked it, or a terminal (host.ts). The first two say `start` over their channel; on a
 * terminal the flags of `serve` are read. Everything else is the same.
 */

// What merges records from outside must not reach a prototype; nothing of ours uses it.
Reflect.deleteProperty(Object.prototype, '__proto__')

const host = connectHost(process, { json: process.argv.includes('--json') })

if (host.kind === 'terminal') {
  const command = addServeFlags(new Command('beatkeeper-server').exitOverride()).description(
    'Runs a Beatkeeper server without a window. `beatkeeper serve` is the same with the console.',
  )
  start(() => configFromFlags(command.parse(process.argv).opts<ServeFlags>()))
} else {
  let started = false
  host.listen((message) => {
    if (message.type !== 'start' || started) return
    started = true
    start(() => configFromMessage(message))
  })
}

/** Runs the server of a configuration; one that cannot be read is told to the parent, or on the terminal, with what to write instead. */
function start(read: () => Config): void {
  let config: Config
  try {
    config = read()
  } catch (error) {
    // Commander has said what was wrong already, or shown its help.
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.exitCode = 2
      return
    }
    if (!(error instanceof ConfigProblem)) throw error
    host.tell({ type: 'failed', code: 'bad_config', message: error.message })
    process.exitCode = 2
    return
  }
  void serve(host, config)
}
