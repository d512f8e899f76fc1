import { reason } from '../contract/fields.ts'
import { revokeToken } from '../contract/tokens.ts'
import { type AddCommand, jsonLine } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { flagValue } from './flags.ts'
import { tokenIdOf } from './token-id.ts'
import { shown } from './token-text.ts'

/** `beatkeeper token revoke ID --reason TEXT`: ends it at once; its record stays. */
export const addTokenRevoke: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('revoke'))
    .description('End an API token at once; its record stays')
    .argument('<id>', 'its id, tok_…')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (typed: string, flags: ConnectionFlags & { readonly reason: string }) => {
      const id = tokenIdOf(typed)
      const body = { reason: flagValue('--reason', reason, flags.reason) }
      const call = await connect(flags, cli)
      const token = await call(revokeToken, { params: { id }, body })
      if (flags.json === true) cli.out(jsonLine(token))
      else cli.err(`${shown(token.name)} is revoked. Whoever calls with it is refused from now on.\n`)
    })
}
