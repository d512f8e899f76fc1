import { id as idOf } from '../contract/ids.ts'
import { UsageFailure } from './command-line.ts'
import { shown } from './token-text.ts'

const tokenId = idOf('token')

/**
 * The id of a token, as typed.
 * @throws UsageFailure for a name, a prefix or nothing, before a server is asked about it. A raw value is not repeated.
 */
export function tokenIdOf(typed: string): string {
  const parsed = tokenId.safeParse(typed)
  if (parsed.success) return parsed.data
  const what = typed.length > 40 || typed.startsWith('bk') ? 'That' : `"${shown(typed)}"`
  throw new UsageFailure(`${what} is no id of a token. An id begins with tok_; beatkeeper token list shows them.`)
}
