import { Command, CommanderError } from 'commander'
import { ConfigProblem } from '../config.ts'
import { NoAnswer, Refusal } from '../contract/client.ts'
import { SignInFailure } from '../contract/native-sign-in.ts'
import { StartFailure } from '../start-failure.ts'
import { version } from '../version.ts'
import { addAudit } from './audit.ts'
import { addBackup } from './backup.ts'
import { CommandFailure, type CommandLine, type ExitCode, exitCodes } from './command-line.ts'
import { addConnections } from './connections.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { addInit } from './init.ts'
import { signInWords } from './kept-sign-in.ts'
import { addKeys } from './keys.ts'
import { addLogin } from './login.ts'
import { addLogout } from './logout.ts'
import { addRestore } from './restore.ts'
import { addServe } from './serve.ts'
import { addToken } from './token.ts'
import { shown } from './token-text.ts'

/** All commands. */
export function createProgram(cli: CommandLine): Command {
  const program = new Command('beatkeeper')
    .description('Your status pages, the tokens that automate them, and a log of who used what.')
    .version(version, '-V, --version')
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.out(text),
      writeErr: (text) => cli.err(text),
      outputError: (text, write) => write(usageSentence(text)),
    })
  for (const add of [
    addServe,
    addInit,
    addLogin,
    addLogout,
    addConnections,
    addToken,
    addAudit,
    addBackup,
    addRestore,
    addKeys,
    addDoctor,
    addDemo,
  ])
    add(program, cli)
  return program
}

/** Runs one command to its end and answers the exit code. */
export async function runCommandLine(
  words: readonly string[],
  terminal: Omit<CommandLine, 'finish'>,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  const program = createProgram({
    ...terminal,
    finish: (found) => {
      code = found
    },
  })
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (error instanceof CommandFailure) return failed(terminal, error.message, error.exitCode)
    if (error instanceof ConfigProblem) return failed(terminal, error.message, exitCodes.usage)
    if (error instanceof StartFailure)
      return failed(terminal, error.message, error.code === 'sealed' ? exitCodes.usage : exitCodes.failed)
    if (error instanceof Refusal) return failed(terminal, refusalText(error), exitCodes.failed)
    if (error instanceof NoAnswer) return failed(terminal, error.message, exitCodes.failed)
    if (error instanceof SignInFailure) return failed(terminal, signInWords(error), exitCodes.failed)
    return failed(terminal, `This should not have happened: ${stackOf(error)}`, exitCodes.failed)
  }
}

function failed(terminal: Pick<CommandLine, 'err'>, message: string, code: ExitCode): ExitCode {
  terminal.err(`${message}\n`)
  return code
}

/** A refusal of the server in its own words, field by field, with what finds it in the log. */
function refusalText({ detail, status, code, requestId, errors, retryAfterSeconds }: Refusal): string {
  const facts = [`${status} ${code}`, ...(requestId === null ? [] : [`request ${requestId}`])]
  const fields = errors.map(({ path, message }) => `\n  ${shown(`${path.replace(/^\//, '')} ${message}`)}`)
  const wait = retryAfterSeconds === null ? '' : ` Try again in ${retryAfterSeconds} s.`
  return `${shown(detail)}${wait} (${facts.join(', ')})${fields.join('')}`
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Commander's `error: unknown option '--prot'` and its guess, as one sentence for people. */
export function usageSentence(text: string): string {
  const [first = '', ...rest] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n')
  const sentence = `${first.slice(0, 1).toUpperCase()}${first.slice(1)}`.replace(/[.]?$/, '.')
  return `${[sentence, ...rest].join(' ')} Add --help to see how it is used.\n`
}
