import { LEVELS, type Level } from '../../../src-server/contract/permissions.ts'
import type { Token, TokenStatus } from '../../../src-server/contract/tokens.ts'
import type { TokenMark } from '../../ui/token-mark.ts'

/**
 * The list of tokens without a DOM: what the address bar says and what is asked of the server, what stands beside a token, what an
 * action on many applies to. Pure; test/renderer/tokens-model.test.ts.
 */

const dayMs = 86_400_000
/** A token that ends within so many days is marked; the server's `expiring_soon` counts the same. */
export const soonDays = 14

/**
 * What stands in the address bar, so that links, back and reload work: the filters `status`, `q`, `permission`, `role`, `owner`,
 * `purpose`, `terraform`, `environment`, `line`, the order `sort`, and the open dialog. Anything may stand there.
 */
export interface TokensParams {
  [name: string]: string | string[] | undefined
}

export type StatFilter = 'all' | TokenStatus | 'soon'

const statFilters: readonly StatFilter[] = ['all', 'active', 'disabled', 'soon', 'revoked', 'expired']

function one(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === '' ? undefined : first
}

export function statFilterOf(params: TokensParams): StatFilter {
  return statFilters.find((filter) => filter === one(params.status)) ?? 'all'
}

const sortable = ['name', 'created_at', 'last_used_at', 'expires_at'] as const

export interface Sort {
  column: string
  descending: boolean
}

/** The order in force. Soonest end first while looking at what ends soon; else what was made last. */
export function sortOf(params: TokensParams): Sort {
  const wanted = one(params.sort)
  if (wanted !== undefined) {
    const descending = wanted.startsWith('-')
    const column = descending ? wanted.slice(1) : wanted
    if (sortable.some((known) => known === column)) return { column, descending }
  }
  return statFilterOf(params) === 'soon'
    ? { column: 'expires_at', descending: false }
    : { column: 'created_at', descending: true }
}

export function sortParam(sort: Sort): string {
  return `${sort.descending ? '-' : ''}${sort.column}`
}

/** What is asked of `GET /admin/tokens`. Words that the contract does not know are left out, so that an old link never fails. */
export function listQuery(params: TokensParams): Record<string, string> {
  const status = statFilterOf(params)
  const query: Record<string, string> = {
    limit: '100',
    sort: sortParam(status === 'soon' ? { column: 'expires_at', descending: false } : sortOf(params)),
  }
  const put = (name: string, value: string | undefined, accepts: (value: string) => boolean): void => {
    if (value !== undefined && accepts(value)) query[name] = value
  }
  put('status', status === 'all' ? undefined : status === 'soon' ? 'active' : status, () => true)
  put('q', one(params.q)?.trim().slice(0, 200), (value) => value !== '')
  put('permission', one(params.permission), (value) => LEVELS.some((level) => level === value))
  put('role_key', one(params.role), (value) => value.length <= 64)
  put('owner_id', one(params.owner), (value) => value.startsWith('usr_'))
  put('purpose', one(params.purpose), (value) => value === 'automation' || value === 'interactive')
  put('terraform_managed', one(params.terraform), (value) => value === 'true' || value === 'false')
  put('environment', one(params.environment), (value) => value === 'live' || value === 'test')
  put('line', one(params.line), (value) => value.startsWith('tok_'))
  return query
}

/** Whether anything narrows the list. */
export function isFiltered(params: TokensParams): boolean {
  const { limit: _limit, sort: _sort, ...filters } = listQuery(params)
  return Object.keys(filters).length > 0
}

/** Of what ends soon, the list is sorted by its end: everything after the first that does not is left out. */
export function shownTokens(tokens: readonly Token[], params: TokensParams): readonly Token[] {
  if (statFilterOf(params) !== 'soon') return tokens
  return tokens.filter((token) => token.expires_in_days !== null && token.expires_in_days <= soonDays)
}

/** The badges of a token: one of the four states, then what else is to be known. */
export function marksOf(token: Pick<Token, 'status' | 'expires_in_days' | 'rotation' | 'exposed_at'>): TokenMark[] {
  const marks: TokenMark[] = [token.status]
  if (token.status === 'active' && token.rotation !== null) marks.push('rotating')
  else if (token.status === 'active' && token.expires_in_days !== null && token.expires_in_days <= soonDays)
    marks.push('expiring')
  if (token.exposed_at !== null && token.status !== 'revoked') marks.push('exposed')
  return marks
}

/** Whether it has ended: such rows are faded. */
export function hasEnded(token: Pick<Token, 'status'>): boolean {
  return token.status === 'revoked' || token.status === 'expired'
}

/** Whether it could still work: active, or switched off. */
export function couldWork(token: Pick<Token, 'status'>): boolean {
  return token.status === 'active' || token.status === 'disabled'
}

/** Whether it was used within so many days of `now` (milliseconds). */
export function usedWithin(token: Pick<Token, 'last_used_at'>, days: number, now: number): boolean {
  return token.last_used_at !== null && now - Date.parse(token.last_used_at) <= days * dayMs
}

export type BulkAction = 'revoke' | 'disable' | 'enable' | 'delete' | 'set_expiry'

/** Which of the chosen tokens an action applies to; the others stay as they are. */
export function appliesTo(action: BulkAction, tokens: readonly Token[]): Token[] {
  return tokens.filter((token) => {
    if (action === 'revoke') return token.status !== 'revoked'
    if (action === 'disable') return token.status === 'active'
    if (action === 'enable') return token.status === 'disabled'
    if (action === 'set_expiry') return couldWork(token)
    return true
  })
}

/** The first names of a list and how many more there are: `a, b, c and 2 more`. */
export function someNames(names: readonly string[], atMost = 3): string {
  if (names.length <= atMost) return names.join(', ')
  return `${names.slice(0, atMost).join(', ')} and ${names.length - atMost} more`
}

export const revokeReasons = ['unused', 'rotated', 'left', 'leak'] as const
export type RevokeReason = (typeof revokeReasons)[number]

/** What is written to the log: the words of the reason, and the details where there are any. */
export function reasonText(words: string, details: string): string {
  const more = details.trim()
  return (more === '' ? words : `${words}: ${more}`).slice(0, 500)
}

/** A command that shows how the token is used, without the secret. */
export function curlOf(origin: string): string {
  return `curl -sS ${origin}/api/v1/me \\\n  -H "Authorization: Bearer $STATUS_TOKEN"`
}

export function isLevel(word: string): word is Level {
  return LEVELS.some((level) => level === word)
}
