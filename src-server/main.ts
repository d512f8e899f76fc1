import { Command, CommanderError } from 'commander'
import { type Config, ConfigProblem, configFromFlags, configFromMessage, type ServeFlags } from './config.ts'
import { connectHost } from './host.ts'
import { serve } from './serve.ts'

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
  const command = new Command('serve')
    .exitOverride()
    .option('--data <dir>')
    .option('--port <n>')
    .option('--host <h>')
    .option('--public-url <url>')
    .option('--trust-proxy <cidr...>')
    .option('--tls-cert <file>')
    .option('--tls-key <file>')
    .option('--ready-file <file>')
    .option('--console-dir <dir>')
    .option('--json')
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
    process.exitCode = 2
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
