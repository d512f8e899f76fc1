import { LEVELS } from '../contract/permissions.ts'
import { listTokens, type Token, tokenPurposes, tokenSorts, tokenStatuses } from '../contract/tokens.ts'
import { type AddCommand, jsonLine } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { flagChoice, flagNumber } from './flags.ts'
import { tokenTable } from './token-text.ts'

interface ListFlags extends ConnectionFlags {
  readonly status?: string
  readonly level?: string
  readonly role?: string
  readonly environment?: string
  readonly terraform?: boolean
  readonly owner?: string
  readonly purpose?: string
  readonly line?: string
  readonly query?: string
  readonly sort?: string
  readonly limit?: string
}

/** `beatkeeper token list`: all of them, or those that the flags ask for; page after page. */
export const addTokenList: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('list'))
    .description('List API tokens')
    .option('--status <status>', tokenStatuses.join(', '))
    .option('--level <level>', LEVELS.join(', '))
    .option('--role <key>', 'those with this role')
    .option('--environment <name>', 'live, test')
    .option('--terraform', 'those that Terraform manages')
    .option('--no-terraform', 'those that it does not')
    .option('--owner <id>', 'those that this member answers for')
    .option('--purpose <purpose>', tokenPurposes.join(', '))
    .option('--line <id>', 'all of one rotation line, by the id of any of them')
    .option('--query <text>', 'part of name, prefix, owner or role')
    .option('--sort <column>', tokenSorts.join(', '))
    .option('--limit <n>', 'at most so many (default: all)')
    .action(async (flags: ListFlags) => {
      const most =
        flags.limit === undefined ? Number.POSITIVE_INFINITY : flagNumber('--limit', flags.limit, 1, 1_000_000)
      const filters = filtersFrom(flags)
      const call = await connect(flags, cli)
      const data: Token[] = []
      let cursor: string | undefined
      do {
        const limit = String(Math.min(200, most - data.length))
        const page = await call(listTokens, { query: { ...filters, limit, cursor } })
        data.push(...page.data)
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined && data.length < most)
      if (flags.json === true) return cli.out(jsonLine({ data, next_cursor: cursor ?? null }))
      if (data.length === 0) return cli.err('No API token fits.\n')
      cli.out(tokenTable(data, Date.now()))
    })
}

function filtersFrom(flags: ListFlags) {
  return {
    status: flags.status === undefined ? undefined : flagChoice('--status', tokenStatuses, flags.status),
    permission: flags.level === undefined ? undefined : flagChoice('--level', LEVELS, flags.level),
    role_key: flags.role,
    environment:
      flags.environment === undefined
        ? undefined
        : flagChoice('--environment', ['live', 'test'] as const, flags.environment),
    terraform_managed:
      flags.terraform === undefined ? undefined : flags.terraform ? ('true' as const) : ('false' as const),
    owner_id: flags.owner,
    purpose: flags.purpose === undefined ? undefined : flagChoice('--purpose', tokenPurposes, flags.purpose),
    line: flags.line,
    q: flags.query,
    sort: flags.sort === undefined ? undefined : flagChoice('--sort', tokenSorts, flags.sort),
  }
}
