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
  let config: Config | null = null
  try {
    config = configFromFlags(command.parse(process.argv).opts<ServeFlags>())
  } catch (error) {
    if (!(error instanceof CommanderError))
      host.tell({
        type: 'failed',
        code: 'bad_config',
        message: error instanceof ConfigProblem ? error.message : String(error),
      })
    if (!(error instanceof CommanderError) || error.exitCode !== 0) process.exitCode = 2
  }
  if (config !== null) void serve(host, config)
} else {
  let started = false
  host.listen((message) => {
    if (message.type !== 'start' || started) return
    started = true
    void serve(host, configFromMessage(message))
  })
}
