import { configFromEnvironment } from '../config.ts'
import { name } from '../contract/fields.ts'
import { email } from '../contract/people.ts'
import { Problem } from '../contract/problems.ts'
import type { FirstWorkspace } from '../first-workspace.ts'
import { type AddCommand, CommandFailure, jsonLine, UsageFailure } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, flagDuration, flagValue, jsonFlagSays } from './flags.ts'
import { readSecret } from './secret-input.ts'

interface InitFlags {
  readonly data?: string
  readonly workspace: string
  readonly pageName?: string
  readonly host?: string
  readonly email: string
  readonly name?: string
  readonly passwordStdin?: boolean
  readonly token: boolean
  readonly tokenExpiresIn: string
  readonly json?: boolean
}

/** `beatkeeper init`: sets a workspace up without a browser, for automation; the same as the first run in the console. */
export const addInit: AddCommand = (parent, cli) => {
  parent
    .command('init')
    .description('Set up a workspace: its name, its first page, its owner')
    .option(dataFlag, dataFlagSays)
    .requiredOption('--workspace <name>', 'what the workspace is called')
    .option('--page-name <name>', 'what the first status page is called (default: as the workspace)')
    .option('--host <host>', 'its host name, such as status.example.org')
    .requiredOption('--email <address>', "the owner's e-mail address, to sign in with")
    .option('--name <name>', "the owner's name (default: what stands before the @)")
    .option('--password-stdin', "read the owner's password from stdin")
    .option('--no-token', 'make no API token')
    .option('--token-expires-in <time>', 'how long the token works, such as 30m, 24h or 90d', '24h')
    .option('--json', jsonFlagSays)
    .action(async (flags: InitFlags) => {
      const dataDir = dataFolderOf(flags.data, cli)
      const { checkedHost, checkOwnerPassword, makeFirstWorkspace } = await import('../first-workspace.ts')
      const { openFolder } = await import('../open-folder.ts')
      const wanted = wantedFrom(flags, checkedHost)
      const first = { ...wanted, password: await readSecret(cli, 'Password for the owner', '--password-stdin') }
      await checkOwnerPassword(first).catch(refusePassword)

      const open = openFolder({
        dataDir,
        publicUrl: null,
        logLevel: configFromEnvironment(cli.surroundings.env).logLevel,
      })
      const made = await makeFirstWorkspace(open.services, first).finally(() => open.close())
      if (made === null)
        throw new CommandFailure(
          `The workspace in ${dataDir} is set up already. Sign in to it, or choose another folder with --data.`,
        )
      if (flags.json === true) {
        const { workspaceId, pageId, ownerId, token } = made
        cli.out(jsonLine({ workspace_id: workspaceId, page_id: pageId, owner_id: ownerId, token }))
        return
      }
      cli.err(`The workspace ${first.name} is set up in ${dataDir}; ${first.email} owns it.\n`)
      if (made.token === null) return
      cli.err(`An API token for every page follows. It works for ${flags.tokenExpiresIn} and is shown only now:\n`)
      cli.out(`${made.token}\n`)
    })
}

const longestLifeMs = 365 * 86_400_000

function wantedFrom(flags: InitFlags, checkedHost: (text: string) => string | null): Omit<FirstWorkspace, 'password'> {
  if (flags.passwordStdin !== true)
    throw new UsageFailure('Add --password-stdin and pipe the password in, so that it stands in no list of processes.')
  const workspaceName = flagValue('--workspace', name, flags.workspace)
  const host = flags.host === undefined ? null : checkedHost(flags.host)
  if (flags.host !== undefined && host === null)
    throw new UsageFailure('--host must be a host name such as status.example.org, without scheme and port.')
  const lifetimeMs = flagDuration('--token-expires-in', flags.tokenExpiresIn)
  if (lifetimeMs > longestLifeMs) throw new UsageFailure('--token-expires-in must be at most 365d.')
  return {
    name: workspaceName,
    pageName: flags.pageName === undefined ? workspaceName : flagValue('--page-name', name, flags.pageName),
    host,
    email: flagValue('--email', email, flags.email),
    ...(flags.name === undefined ? {} : { ownerName: flagValue('--name', name, flags.name) }),
    token: flags.token ? { name: 'beatkeeper init', lifetimeMs } : null,
  }
}

function refusePassword(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  throw new UsageFailure(`The password ${error.errors?.[0]?.message ?? error.detail}.`.replace(/\.\.$/, '.'))
}
