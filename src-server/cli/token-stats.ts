import { tokenStats } from '../contract/tokens.ts'
import { type AddCommand, jsonLine } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'

/** `beatkeeper token stats`: how many there are in each state. */
export const addTokenStats: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('stats'))
    .description('Count API tokens by state')
    .action(async (flags: ConnectionFlags) => {
      const call = await connect(flags, cli)
      const stats = await call(tokenStats)
      if (flags.json === true) return cli.out(jsonLine(stats))
      const lines: [string, number][] = [
        ['Total', stats.total],
        ['Active', stats.active],
        ['Switched off', stats.disabled],
        ['Revoked', stats.revoked],
        ['Expired', stats.expired],
        ['Expiring in 14 days', stats.expiring_soon],
        ['Never used', stats.never_used],
        ['Unused for 30 days', stats.unused_30d],
      ]
      cli.out(lines.map(([label, count]) => `${`${label}:`.padEnd(22)}${count}\n`).join(''))
    })
}
