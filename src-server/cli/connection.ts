import type { Command } from 'commander'
import { type Client, createClient } from '../contract/client.ts'
import { version } from '../version.ts'
import { CommandFailure, type CommandLine, UsageFailure } from './command-line.ts'
import { findCredential } from './credential.ts'
import { dataFlag, dataFolderOf, jsonFlagSays } from './flags.ts'
import { proveLocalServer, readLocalServer } from './local-server.ts'

/** The flags that every command has which asks a server. */
export interface ConnectionFlags {
  readonly url?: string
  readonly data?: string
  readonly tokenFile?: string
  readonly page?: string
  readonly json?: boolean
}

export function addConnectionFlags(command: Command): Command {
  return command
    .option('--url <url>', 'the server (default: BEATKEEPER_URL, else the one that runs on this computer)')
    .option(dataFlag, 'the data folder of the server on this computer, when --url is left out')
    .option('--token-file <file>', 'the API token to act with (default: BEATKEEPER_TOKEN_FILE, BEATKEEPER_TOKEN)')
    .option('--page <id>', 'the page to speak about, where the token has several')
    .option('--json', jsonFlagSays)
}

/**
 * Finds server and credential, in this order of precedence: what was typed, what the environment says, what runs here.
 * @throws CommandFailure, UsageFailure with the remedy.
 */
export async function connect(flags: ConnectionFlags, cli: CommandLine): Promise<Client> {
  const token = findCredential(flags.tokenFile, cli)
  const origin = await originOf(flags, cli)
  return createClient({
    origin,
    fetch,
    headers: {
      Authorization: `Bearer ${token}`,
      'User-Agent': `beatkeeper-cli/${version}`,
      ...(flags.page === undefined ? {} : { 'X-Page': flags.page }),
    },
  })
}

async function originOf(flags: ConnectionFlags, cli: CommandLine): Promise<string> {
  if (flags.url !== undefined) return checkedOrigin('--url', flags.url)
  const { BEATKEEPER_URL } = cli.surroundings.env
  if (BEATKEEPER_URL) return checkedOrigin('BEATKEEPER_URL', BEATKEEPER_URL)
  const dataDir = dataFolderOf(flags.data, cli)
  const server = readLocalServer(dataDir)
  if (server === null) {
    throw new CommandFailure(
      `No server runs on ${dataDir}. Start it with beatkeeper serve, or name another one with --url or --data.`,
    )
  }
  await proveLocalServer(server, dataDir)
  return server.url
}

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\]|[a-z0-9-]+\.localhost)$/

/** A token goes over http:// to this computer only. */
function checkedOrigin(where: string, text: string): string {
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
  return url.origin
}
