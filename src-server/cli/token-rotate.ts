import { rotateToken } from '../contract/tokens.ts'
import { type AddCommand, jsonLine, UsageFailure } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { flagDuration } from './flags.ts'
import { tokenIdOf } from './token-id.ts'
import { shown } from './token-text.ts'

interface RotateFlags extends ConnectionFlags {
  readonly overlap?: string
  readonly hardStop?: string
}

/** `beatkeeper token rotate ID`: a successor with the same access; the raw value alone goes to stdout. */
export const addTokenRotate: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('rotate'))
    .description('Make a successor with the same access; the old one goes on until the successor is in use')
    .argument('<id>', 'its id, tok_…')
    .option(
      '--overlap <time>',
      "how long the old one works after the successor's first use (default: 24h); 0 ends it now",
    )
    .option('--hard-stop <time>', 'when the old one ends in any case (default: 7d)')
    .action(async (typed: string, flags: RotateFlags) => {
      const id = tokenIdOf(typed)
      const body = {
        ...(flags.overlap === undefined ? {} : { overlap_seconds: secondsOf('--overlap', flags.overlap) }),
        ...(flags.hardStop === undefined ? {} : { hard_stop_seconds: secondsOf('--hard-stop', flags.hardStop) }),
      }
      const call = await connect(flags, cli)
      const successor = await call(rotateToken, { params: { id }, body })
      if (flags.json === true) return cli.out(jsonLine(successor))
      cli.err(`${shown(successor.name)} has a successor, ${successor.id}. Its value is shown only now:\n`)
      cli.out(`${successor.token}\n`)
    })
}

const longestSeconds = 604_800

function secondsOf(flag: string, text: string): number {
  if (text === '0' && flag === '--overlap') return 0
  const seconds = flagDuration(flag, text) / 1000
  if (seconds > longestSeconds) throw new UsageFailure(`${flag} must be at most 7d.`)
  return seconds
}
