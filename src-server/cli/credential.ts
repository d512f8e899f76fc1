import { readFileSync, statSync } from 'node:fs'
import { secretKindOf } from '../credentials/secret-format.ts'
import { CommandFailure, type CommandLine, UsageFailure } from './command-line.ts'

/**
 * The token that a command was given: a file, or the environment; never an argument, which every user of the machine can see. Null: none
 * was, and what `beatkeeper login` keeps is looked for.
 */
export function findCredential(
  tokenFile: string | undefined,
  cli: Pick<CommandLine, 'surroundings' | 'err'>,
): string | null {
  const { env } = cli.surroundings
  if (tokenFile !== undefined) return fromFile(tokenFile, '--token-file', cli)
  if (env.BEATKEEPER_TOKEN_FILE) return fromFile(env.BEATKEEPER_TOKEN_FILE, 'BEATKEEPER_TOKEN_FILE', cli)
  if (env.BEATKEEPER_TOKEN) return checked(env.BEATKEEPER_TOKEN, 'BEATKEEPER_TOKEN')
  return null
}

/** Nobody is signed in and no token was given: how to get in. */
export function noCredential(besides: string | null): UsageFailure {
  return new UsageFailure(
    `${besides === null ? '' : `${besides} `}This needs an API token or a sign-in. Sign in with beatkeeper login, or create a token in the console under API tokens (a fresh workspace gets one from beatkeeper init) and give it with --token-file FILE, BEATKEEPER_TOKEN_FILE or BEATKEEPER_TOKEN.`,
  )
}

function fromFile(file: string, where: string, { err }: Pick<CommandLine, 'err'>): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      err(`Others on this computer can read ${file}: chmod 600 it.\n`)
  } catch (error) {
    throw new CommandFailure(`${where}: ${error instanceof Error ? error.message : String(error)}.`)
  }
  return checked(text, `${where} (${file})`)
}

/** Looked at here, so that a password or a key of something else is never sent anywhere. */
function checked(text: string, where: string): string {
  const secret = text.trim()
  const kind = secretKindOf(secret)
  if (kind !== 'live' && kind !== 'test' && kind !== 'oauth_access')
    throw new UsageFailure(
      `${where} holds no API token: one begins with bk_live_ or bk_test_ (bko_ from beatkeeper login --print) and was copied whole.`,
    )
  return secret
}
