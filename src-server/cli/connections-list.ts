import { type AddCommand, jsonLine } from './command-line.ts'
import { readConnections } from './connection-list.ts'
import { jsonFlagSays } from './flags.ts'
import { columnsOf, shown } from './token-text.ts'

/** `beatkeeper connections list`: what is known here; nobody is asked. */
export const addConnectionsList: AddCommand = (parent, cli) => {
  parent
    .command('list')
    .description('List the servers that you know by name, and whether you are signed in')
    .option('--json', jsonFlagSays)
    .action((flags: { readonly json?: boolean }) => {
      const all = readConnections(cli)
      if (flags.json === true) {
        const data = all.map(({ name, origin: url, signed_in, user }) => ({ name, url, signed_in, user }))
        return cli.out(jsonLine({ data }))
      }
      if (all.length === 0)
        return cli.err(
          'There are no connections yet: beatkeeper login --url URL, or beatkeeper connections add NAME URL.\n',
        )
      const rows = all.map(({ name, origin, signed_in, user }) => [
        name,
        origin,
        signed_in === null ? 'not signed in' : signed_in === 'token' ? 'API token' : shown(user ?? 'signed in'),
      ])
      cli.out(columnsOf([['NAME', 'SERVER', 'SIGNED IN AS'], ...rows]))
    })
}
