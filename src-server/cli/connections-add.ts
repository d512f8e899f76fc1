import { createClient } from '../contract/client.ts'
import { getMe } from '../contract/me.ts'
import { secretKindOf } from '../credentials/secret-format.ts'
import { version } from '../version.ts'
import { type AddCommand, type CommandLine, jsonLine, UsageFailure } from './command-line.ts'
import { checkedOrigin, isLoopbackOrigin } from './connection.ts'
import { type Connection, connectionName, readConnections, writeConnections } from './connection-list.ts'
import { jsonFlagSays } from './flags.ts'
import { keep } from './kept-sign-in.ts'
import { keyShownAt } from './local-server.ts'
import { readSecret } from './secret-input.ts'
import { shown } from './token-text.ts'

/** `beatkeeper connections add NAME URL`: gives a server a name; with `--token-stdin` also an API token, which the keychain keeps. */
export const addConnectionsAdd: AddCommand = (parent, cli) => {
  parent
    .command('add')
    .description('Give a server a name')
    .argument('<name>', 'what you call it')
    .argument('<url>', 'its address, such as https://status.example.org')
    .option('--token-stdin', 'read an API token for it from stdin, and keep it in the keychain')
    .option('--json', jsonFlagSays)
    .action(async (typed: string, url: string, flags: { readonly tokenStdin?: boolean; readonly json?: boolean }) => {
      const name = connectionName(typed)
      const origin = checkedOrigin('URL', url)
      const all = readConnections(cli)
      const taken = all.find((one) => one.name === name || one.origin === origin)
      if (taken !== undefined)
        throw new UsageFailure(
          `${taken.name} is ${taken.origin} already. Remove it first: beatkeeper connections remove ${taken.name}.`,
        )
      const user = flags.tokenStdin === true ? await keepToken(cli, origin) : null
      const made: Connection = {
        name,
        origin,
        public_key: isLoopbackOrigin(origin) ? await keyShownAt(origin) : null,
        signed_in: user === null ? null : 'token',
        user,
      }
      writeConnections(cli, [...all, made])
      if (flags.json === true) cli.out(jsonLine({ name, url: origin, signed_in: made.signed_in, user }))
      else
        cli.err(
          user === null
            ? `${name} is ${origin}. Sign in with beatkeeper login --connection ${name}.\n`
            : `${name} is ${origin}, with the API token ${shown(user)}. The keychain keeps it.\n`,
        )
    })
}

/** Tries it before it is kept. Answers what the token is called. */
async function keepToken(cli: CommandLine, origin: string): Promise<string> {
  const token = (await readSecret(cli, 'API token', '--token-stdin')).trim()
  const kind = secretKindOf(token)
  if (kind !== 'live' && kind !== 'test')
    throw new UsageFailure('That is no API token: one begins with bk_live_ or bk_test_ and was copied whole.')
  const headers = { Authorization: `Bearer ${token}`, 'User-Agent': `beatkeeper-cli/${version}` }
  const me = await createClient({ origin, fetch, headers })(getMe)
  await keep(cli.secrets, { v: 1, kind: 'token', origin, token })
  return me.name
}
