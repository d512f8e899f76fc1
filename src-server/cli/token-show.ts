import { getToken } from '../contract/tokens.ts'
import { type AddCommand, jsonLine } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { tokenIdOf } from './token-id.ts'
import { tokenLines } from './token-text.ts'

/** `beatkeeper token show ID`. */
export const addTokenShow: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('show'))
    .description('Show one API token: access, owner, use, expiry; never its raw value')
    .argument('<id>', 'its id, tok_…')
    .action(async (typed: string, flags: ConnectionFlags) => {
      const id = tokenIdOf(typed)
      const call = await connect(flags, cli)
      const token = await call(getToken, { params: { id } })
      cli.out(flags.json === true ? jsonLine(token) : tokenLines(token, Date.now()))
    })
}
