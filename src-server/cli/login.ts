import { commandLineClient } from '../contract/built-in-apps.ts'
import { createClient } from '../contract/client.ts'
import { getMe } from '../contract/me.ts'
import {
  AnotherIssuer,
  discoverProvider,
  type Provider,
  SignInFailure,
  type SignInTokens,
} from '../contract/native-sign-in.ts'
import { isPermission, isRead, PERMISSIONS, type Permission } from '../contract/permissions.ts'
import { version } from '../version.ts'
import { type AddCommand, CommandFailure, type CommandLine, jsonLine, UsageFailure } from './command-line.ts'
import { addServerFlags, checkedOrigin, isLoopbackOrigin, type ServerFlags, serverOf } from './connection.ts'
import { type Connection, keepConnection, nameFor, readConnections } from './connection-list.ts'
import { flagNumber, jsonFlagSays } from './flags.ts'
import { endKeptGrant, grantSecret, keep, readKept, signInWords } from './kept-sign-in.ts'
import { keyShownAt } from './local-server.ts'
import { openBrowser } from './open-browser.ts'
import { signInThroughBrowser } from './sign-in.ts'
import { shown } from './token-text.ts'

interface LoginFlags extends ServerFlags {
  readonly scope?: readonly string[]
  readonly readOnly?: boolean
  readonly browser: boolean
  readonly port?: string
  readonly print?: boolean
  readonly json?: boolean
}

/** Somebody may have to find a password and a second factor first. */
const patienceMs = 10 * 60_000

/**
 * `beatkeeper login`: signs in through the system's browser and keeps the sign-in in the system's keychain, or nowhere.
 *
 * Chosen: it asks for whatever the person's role allows, as their own tool, and the consent page narrows it (so do `--scope` and
 * `--read-only`). Without a keychain nothing is saved: `--print` hands the access token out once, for an hour. The keychain is asked before
 * the browser opens, so that nobody signs in for nothing. Left out: any file. Held by test/cli/login.test.ts.
 */
export const addLogin: AddCommand = (parent, cli) => {
  addServerFlags(parent.command('login'))
    .description('Sign in to a server through the browser; the sign-in is kept in the keychain of this computer')
    .option(
      '--scope <permission...>',
      'ask for these permissions alone, such as incidents:write (default: all of yours)',
    )
    .option('--read-only', 'ask for nothing that changes something')
    .option('--no-browser', 'print the address instead of opening it')
    .option('--port <n>', 'the port of 127.0.0.1 that the answer comes to, for a tunnel (default: a free one)')
    .option('--print', 'print an access token for one hour, and keep nothing')
    .option('--json', jsonFlagSays)
    .action(async (flags: LoginFlags) => {
      const scopes = scopesOf(flags)
      const port = flags.port === undefined ? 0 : flagNumber('--port', flags.port, 1, 65_535)
      const server = await serverOf(flags, cli)
      const { origin } = server
      const provider = await providerAt(origin, cli)
      const before = flags.print === true ? null : await keptBefore(cli, origin)
      const tokens = await signInThroughBrowser({
        provider,
        scopes,
        port,
        patienceMs,
        show: (url) => show(url, flags, cli),
      }).catch(refused)
      const me = await whoIs(origin, tokens)
      const user = me.user?.email ?? me.name
      if (flags.print !== true) {
        const entry = connectionFor(cli, server, user)
        try {
          await keep(cli.secrets, grantSecret(origin, provider.issuer, commandLineClient.id, tokens))
        } catch (error) {
          await endKeptGrant(grantSecret(origin, provider.issuer, commandLineClient.id, tokens))
          throw error
        }
        keepConnection(cli, { ...entry, public_key: server.publicKey ?? (await localKey(origin)) })
        if (before !== null) await endKeptGrant(before)
      }
      say(cli, flags, { origin, user, me, tokens })
    })
}

type Me = Awaited<ReturnType<typeof whoIs>>

/** Ids of permissions, as typed; several words or several flags. @throws UsageFailure */
function scopesOf({ scope, readOnly }: LoginFlags): Permission[] {
  const typed = (scope ?? []).flatMap((words) => words.split(/[\s,]+/)).filter((word) => word !== '')
  const unknown = typed.find((word) => !isPermission(word))
  if (unknown !== undefined)
    throw new UsageFailure(`--scope: "${shown(unknown.slice(0, 40))}" is no permission. One is incidents:write.`)
  const wanted = typed.length === 0 ? [...PERMISSIONS] : typed.filter(isPermission)
  return readOnly === true ? wanted.filter(isRead) : wanted
}

/**
 * The provider at an address. A server that is reached on loopback may go by its public address: then that is where the browser goes, and
 * where tokens are renewed.
 */
async function providerAt(origin: string, cli: CommandLine): Promise<Provider> {
  try {
    return await discoverProvider(origin, { fetch })
  } catch (error) {
    if (!(error instanceof AnotherIssuer) || !isLoopbackOrigin(origin)) return refused(error)
    const issuer = checkedOrigin('The address that the server goes by', error.issuer)
    if (!isLoopbackOrigin(issuer)) cli.err(`The server goes by ${shown(issuer)}: signing in there.\n`)
    return discoverProvider(issuer, { fetch }).catch(refused)
  }
}

/** What is kept already; asked first, because without a keychain nobody needs to go to the browser. */
async function keptBefore(cli: CommandLine, origin: string) {
  try {
    const kept = await readKept(cli.secrets, origin, false)
    return kept?.kind === 'oauth' ? kept : null
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    throw new CommandFailure(
      `${error.message} The sign-in would be lost, so nothing was begun. For one hour without a keychain: BEATKEEPER_TOKEN=$(beatkeeper login --print). For longer: an API token, in a file that BEATKEEPER_TOKEN_FILE names.`,
    )
  }
}

async function show(url: string, { browser }: LoginFlags, cli: CommandLine): Promise<void> {
  const opened = browser && (await openBrowser(url, cli.surroundings.platform))
  cli.err(
    opened
      ? `Your browser opens. If it does not, open this address in it:\n${url}\n`
      : `Open this address in a browser on this computer:\n${url}\n`,
  )
}

function whoIs(origin: string, { accessToken }: SignInTokens) {
  const headers = { Authorization: `Bearer ${accessToken}`, 'User-Agent': `beatkeeper-cli/${version}` }
  return createClient({ origin, fetch, headers })(getMe)
}

function connectionFor(
  cli: CommandLine,
  { origin, name, publicKey }: { origin: string; name: string | null; publicKey: string | null },
  user: string,
): Connection {
  const all = readConnections(cli)
  const known = all.find((one) => one.origin === origin)
  return {
    name: known?.name ?? name ?? nameFor(origin, all),
    origin,
    public_key: publicKey,
    signed_in: 'oauth',
    user,
  }
}

/** A server on this computer is held to the key that it shows now. */
async function localKey(origin: string): Promise<string | null> {
  return isLoopbackOrigin(origin) ? keyShownAt(origin) : null
}

function say(
  cli: CommandLine,
  { json, print }: LoginFlags,
  { origin, user, me, tokens }: { origin: string; user: string; me: Me; tokens: SignInTokens },
): void {
  const page = me.every_page ? 'every page' : (me.page?.name ?? 'no page')
  cli.err(
    `Signed in to ${origin} as ${shown(user)}: ${shown(me.role_name ?? 'no role')} on ${shown(page)}, ${permissionsOf(me)}.\n`,
  )
  if (print === true) {
    cli.err('The access token follows. It works for one hour and is kept nowhere.\n')
    cli.out(
      json === true
        ? jsonLine({
            url: origin,
            user,
            access_token: tokens.accessToken,
            expires_at: new Date(tokens.accessExpiresAt),
          })
        : `${tokens.accessToken}\n`,
    )
    return
  }
  if (json === true) {
    const { role_key, every_page, scopes } = me
    cli.out(jsonLine({ url: origin, user, role_key, page: me.page?.id ?? null, every_page, scopes, kept: 'keychain' }))
  } else cli.err('It is kept in the keychain of this computer. beatkeeper logout ends it.\n')
}

function permissionsOf({ scopes }: Me): string {
  const count = scopes?.length ?? 0
  return `${count} ${count === 1 ? 'permission' : 'permissions'}`
}

function refused(error: unknown): never {
  if (error instanceof SignInFailure) throw new CommandFailure(signInWords(error))
  throw error
}
