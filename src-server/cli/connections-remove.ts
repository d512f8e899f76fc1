import { type AddCommand, jsonLine } from './command-line.ts'
import { connectionNamed, readConnections, writeConnections } from './connection-list.ts'
import { jsonFlagSays } from './flags.ts'
import { forgetKept } from './kept-sign-in.ts'

/** `beatkeeper connections remove NAME`: forgets it and what the keychain holds for it. The server is not touched. */
export const addConnectionsRemove: AddCommand = (parent, cli) => {
  parent
    .command('remove')
    .description('Forget a server, and what the keychain holds for it; the server itself is not touched')
    .argument('<name>', 'what you call it')
    .option('--json', jsonFlagSays)
    .action(async (name: string, flags: { readonly json?: boolean }) => {
      const found = connectionNamed(cli, name)
      if (found.signed_in !== null) await forgetKept(cli.secrets, found.origin)
      writeConnections(
        cli,
        readConnections(cli).filter((one) => one.name !== name),
      )
      if (flags.json === true) return cli.out(jsonLine({ name, removed: true }))
      cli.err(
        found.signed_in === 'oauth'
          ? `${name} is forgotten here. The server still lists the access until it expires; beatkeeper logout ends it at once.\n`
          : `${name} is forgotten here.\n`,
      )
    })
}
