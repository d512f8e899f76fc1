import { deleteToken } from '../contract/tokens.ts'
import { type AddCommand, jsonLine } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { tokenIdOf } from './token-id.ts'

/** `beatkeeper token delete ID`: the record and the token with it, for good. Its rows in the log stay. */
export const addTokenDelete: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('delete'))
    .description('Remove an API token and its record for good; to keep the record, revoke it')
    .argument('<id>', 'its id, tok_…')
    .action(async (typed: string, flags: ConnectionFlags) => {
      const id = tokenIdOf(typed)
      const call = await connect(flags, cli)
      await call(deleteToken, { params: { id } })
      if (flags.json === true) cli.out(jsonLine({ id, deleted: true }))
      else cli.err('It is deleted. What it did stays in the audit log.\n')
    })
}
