#!/usr/bin/env node
import { surroundings } from '../config.ts'
import { systemKeychain } from '../system-keychain.ts'
import { runCommandLine } from './program.ts'

/** The command line's entry: `beatkeeper COMMAND …`. Everything that happens is program.ts and the file of the command. */

// What merges records from outside must not reach a prototype; nothing of ours uses it.
Reflect.deleteProperty(Object.prototype, '__proto__')

// `beatkeeper token list | head`: who has read enough closes the pipe, which is no failure, and no reason for a server to end.
process.stdout.on('error', (error: Error & { code?: string }) => {
  if (error.code !== 'EPIPE') throw error
})

const code = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: process.stdin,
  surroundings: surroundings(),
  secrets: systemKeychain(),
})
// A server that was started goes on; one that could not be has said its own code.
if (code !== 0) process.exitCode = code
