import type { Command } from 'commander'
import { type Client, createClient } from '../contract/client.ts'
import { version } from '../version.ts'
import { CommandFailure, type CommandLine, UsageFailure } from './command-line.ts'
import { connectionNamed, readConnections } from './connection-list.ts'
import { findCredential, noCredential } from './credential.ts'
import { dataFlag, dataFolderOf, jsonFlagSays } from './flags.ts'
import { keptBearer } from './kept-sign-in.ts'
import { proveLocalServer, readLocalServer, whoAnswers } from './local-server.ts'

/** The flags that say which server is meant. */
export interface ServerFlags {
  readonly url?: string
  readonly connection?: string
  readonly data?: string
}

/** The flags that every command has which asks a server. */
export interface ConnectionFlags extends ServerFlags {
  readonly tokenFile?: string
  readonly page?: string
  readonly json?: boolean
}

export function addServerFlags(command: Command): Command {
  return command
    .option('--url <url>', 'the server (default: BEATKEEPER_URL, else the one that runs on this computer)')
    .option('--connection <name>', 'the server, by the name that beatkeeper connections has for it')
    .option(dataFlag, 'the data folder of the server on this computer, when no other is named')
}

export function addConnectionFlags(command: Command): Command {
  return addServerFlags(command)
    .option(
      '--token-file <file>',
      'the token to act with (default: BEATKEEPER_TOKEN_FILE, BEATKEEPER_TOKEN, then what beatkeeper login keeps)',
    )
    .option('--page <id>', 'the page to speak about, where the token has several')
    .option('--json', jsonFlagSays)
}

/**
 * Finds server and credential, in this order of precedence: what was typed, what the environment says, what runs here and who is signed in.
 * @throws CommandFailure, UsageFailure with the remedy.
 */
export async function connect(flags: ConnectionFlags, cli: CommandLine): Promise<Client> {
  const given = findCredential(flags.tokenFile, cli)
  const server = await serverOf(flags, cli).catch((error: unknown) => {
    // Without a server and without a credential, the credential is what to begin with.
    throw given === null && error instanceof CommandFailure && !(error instanceof UsageFailure)
      ? noCredential(error.message)
      : error
  })
  const token = given ?? (await keptToken(server, cli))
  return createClient({
    origin: server.origin,
    fetch,
    headers: {
      Authorization: `Bearer ${token}`,
      'User-Agent': `beatkeeper-cli/${version}`,
      ...(flags.page === undefined ? {} : { 'X-Page': flags.page }),
    },
  })
}

async function keptToken({ origin, isProved }: Server, cli: CommandLine): Promise<string> {
  const known = readConnections(cli).find((one) => one.origin === origin)
  // Where nobody signed in, the keychain is not asked: there may be none.
  if (known?.signed_in == null) throw noCredential(null)
  // The port of a server that has ended is free for any program: it proves itself before it hears of the keychain.
  const key = isProved ? null : known.public_key
  if (key !== null && (await whoAnswers(origin, key)) === 'somebody else')
    throw new CommandFailure(
      `What answers at ${origin} is not the server that you signed in to: it could not prove itself. No token was sent. If it was set up anew, sign in again with beatkeeper login.`,
    )
  const token = await keptBearer(cli, origin, true)
  if (token === null) throw noCredential(null)
  return token
}

export interface Server {
  readonly origin: string
  /** What it is called in the list; null: it is not in it. */
  readonly name: string | null
  /** The key that it proves itself with, where it is at an address of this computer; null: nobody has said. */
  readonly publicKey: string | null
  /** It has proved itself just now. */
  readonly isProved: boolean
}

/** The server that is meant. `asks: false`: nothing is sent to it, it need not even run. */
export async function serverOf(
  flags: ServerFlags,
  cli: CommandLine,
  { asks = true }: { asks?: boolean } = {},
): Promise<Server> {
  if (flags.url !== undefined && flags.connection !== undefined)
    throw new UsageFailure('--url and --connection both name a server: use one of them.')
  if (flags.connection !== undefined) {
    const { origin, name, public_key: publicKey } = connectionNamed(cli, flags.connection)
    return { origin, name, publicKey, isProved: false }
  }
  const typed = flags.url !== undefined ? checkedOrigin('--url', flags.url) : fromEnvironment(cli)
  if (typed !== null) return { origin: typed, name: null, publicKey: null, isProved: false }
  const dataDir = dataFolderOf(flags.data, cli)
  const server = readLocalServer(dataDir)
  if (server === null) {
    const names = readConnections(cli).map(({ name }) => name)
    throw new CommandFailure(
      `No server runs on ${dataDir}. Start it with beatkeeper serve, or name another one with --url or --data${names.length === 0 ? '' : `, or with --connection: ${names.join(', ')}`}.`,
    )
  }
  if (asks) await proveLocalServer(server, dataDir)
  const publicKey = isLoopbackOrigin(server.url) ? server.public_key : null
  return { origin: server.url, name: null, publicKey, isProved: asks }
}

function fromEnvironment({ surroundings }: CommandLine): string | null {
  const { BEATKEEPER_URL } = surroundings.env
  return BEATKEEPER_URL ? checkedOrigin('BEATKEEPER_URL', BEATKEEPER_URL) : null
}

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\]|[a-z0-9-]+\.localhost)$/

/** Whether an address is this computer's own. */
export function isLoopbackOrigin(origin: string): boolean {
  return loopback.test(new URL(origin).hostname)
}

/** A token goes over http:// to this computer only. @throws UsageFailure */
export function checkedOrigin(where: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  )
    throw new UsageFailure(`${where} must be an address without path, such as https://status.example.org.`)
  if (url.protocol === 'http:' && !loopback.test(url.hostname))
    throw new UsageFailure(`${where} must begin with https://: a token would travel in the clear.`)
  // Names that only ever mean this computer are one server, however it is called.
  if (url.hostname === 'localhost' || url.hostname.endsWith('.localhost')) url.hostname = '127.0.0.1'
  return url.origin
}
