import type { listAuditLog } from '../../../src-server/contract/audit.ts'
import type { QueryInput } from '../../../src-server/contract/endpoint.ts'
import { type AuditOutcome, auditKinds } from '../../../src-server/contract/events.ts'
import { isPermission } from '../../../src-server/contract/permissions.ts'
import { endOfDay, instantOfWallTime } from '../../ui/time.ts'

/**
 * The filter as one types it: `actor:terraform action:token.* is:denied from:7d "words"` and `#99997`, read into the query of
 * `GET /admin/audit-log`. Pure; test/renderer/audit-query.test.ts.
 *
 * Chosen: words of the person on one side, parameters of the contract on the other, and a problem for whatever has no place, so that
 * nothing typed is ever quietly left out. Left out: AND, OR, brackets: the API has one value for each filter.
 */

export const queryKeys = ['actor', 'token', 'app', 'action', 'scope', 'route', 'request', 'is', 'from', 'to'] as const
export type QueryKey = (typeof queryKeys)[number]

/** Values of `is:`. */
export const isWords = ['denied', 'allowed', 'error', ...auditKinds] as const

/** Parameters of the list and of the export. */
export type LogFilters = Omit<QueryInput<typeof listAuditLog>, 'limit' | 'cursor'>

export type QueryProblem =
  | { kind: 'unknown' | 'twice' | 'time'; word: string }
  | { kind: 'is' | 'scope' | 'action' | 'route' | 'request' | 'words' | 'long' }

export interface ReadQuery {
  filters: LogFilters
  problems: QueryProblem[]
}

export interface QuerySurroundings {
  /** Milliseconds: what `7d` counts back from. */
  now: number
  /** IANA zone that days and wall times are in. */
  zone: string
}

/** One word of a query: `key` is null for free text and `seq` for `#12`. */
export interface Word {
  key: string | null
  value: string
  start: number
  end: number
}

const pattern = /#(\d{1,15})(?=\s|$)|([a-z]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)/gi

/** The words of a query, with where they stand. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, seq, key, quoted, plain, words, bare] = match
    const start = match.index
    const place = { start, end: start + whole.length }
    if (seq !== undefined) return { key: 'seq', value: seq, ...place }
    if (key !== undefined) return { key: key.toLowerCase(), value: quoted ?? plain ?? '', ...place }
    return { key: null, value: words ?? bare ?? '', ...place }
  })
}

const idPattern = /^(tok|usr|app|ses|gnt)_[a-z0-9]{1,60}$/i
const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `7d`, `2026-11-01`, `2026-11-01T09:30`, RFC 3339: milliseconds, or null. A day is its beginning, for `to` its end. */
export function momentOf(value: string, end: 'from' | 'to', { now, zone }: QuerySurroundings): number | null {
  const ago = /^(\d{1,5})([mhd])$/i.exec(value)
  if (ago !== null) return now - Number(ago[1]) * (units[(ago[2] ?? '').toLowerCase()] ?? 0)
  if (/^\d{4}-\d{2}-\d{2}$/.test(value))
    return end === 'from' ? instantOfWallTime(`${value}T00:00`, zone) : endOfDay(value, zone)
  const wall = instantOfWallTime(value, zone)
  if (wall !== null) return wall
  const exact = /[zZ]$|[+-]\d{2}:\d{2}$/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(exact) ? null : exact
}

/** Reads a query. What is wrong is in `problems`; the filters hold the rest. */
export function readQuery(text: string, surroundings: QuerySurroundings): ReadQuery {
  const filters: LogFilters = {}
  const problems: QueryProblem[] = []
  const seen = new Set<string>()
  const free: string[] = []
  let named: string | null = null
  if (text.length > 1000) return { filters, problems: [{ kind: 'long' }] }
  for (const { key, value } of wordsOf(text)) {
    if (key === null) {
      if (value !== '') free.push(value)
      continue
    }
    if (value === '') continue
    if (value.length > 120 && key !== 'route' && key !== 'request') {
      problems.push({ kind: 'long' })
      continue
    }
    if (key !== 'seq' && !queryKeys.some((known) => known === key)) {
      problems.push({ kind: 'unknown', word: `${key}:` })
      continue
    }
    if (key !== 'is') {
      if (seen.has(key)) problems.push({ kind: 'twice', word: key })
      seen.add(key)
    }
    switch (key) {
      case 'seq':
        filters.seq = value
        break
      case 'actor':
        if (idPattern.test(value)) filters.actor_id = value
        else named = value
        break
      case 'token':
        if (/^tok_/i.test(value)) filters.token_id = value
        else filters.token_name = value
        break
      case 'app':
        filters.oauth_app = value
        break
      case 'action':
        if (/^([a-z0-9_.]{1,80}\*?|\*)$/.test(value)) filters.action = value
        else problems.push({ kind: 'action' })
        break
      case 'scope':
        if (isPermission(value)) filters.scope = value
        else problems.push({ kind: 'scope' })
        break
      case 'route':
        if (/^\/[\x21-\x7e]{0,300}$/.test(value)) filters.route = value
        else problems.push({ kind: 'route' })
        break
      case 'request':
        if (/^[A-Za-z0-9._-]{1,128}$/.test(value)) filters.request_id = value
        else problems.push({ kind: 'request' })
        break
      case 'is':
        readIs(value, filters, problems)
        break
      case 'from':
      case 'to': {
        const moment = momentOf(value, key, surroundings)
        if (moment === null) problems.push({ kind: 'time', word: key })
        else filters[key] = new Date(moment).toISOString()
      }
    }
  }
  if (named !== null && free.length > 0) problems.push({ kind: 'words' })
  const words = named ?? free.join(' ')
  if (words.length > 200) problems.push({ kind: 'long' })
  else if (words !== '') filters.q = words
  return { filters, problems }
}

const outcomes: Readonly<Record<string, AuditOutcome>> = {
  denied: 'denied',
  allowed: 'allowed',
  error: 'failed',
  errors: 'failed',
  failed: 'failed',
}

function readIs(value: string, filters: LogFilters, problems: QueryProblem[]): void {
  const word = value.toLowerCase()
  const outcome = Object.hasOwn(outcomes, word) ? outcomes[word] : undefined
  const kind = auditKinds.find((one) => one === word)
  if (outcome === undefined && kind === undefined) problems.push({ kind: 'is' })
  if ((outcome !== undefined && filters.outcome !== undefined) || (kind !== undefined && filters.kind !== undefined))
    problems.push({ kind: 'twice', word: `is:${word}` })
  if (outcome !== undefined) filters.outcome = outcome
  if (kind !== undefined) filters.kind = kind
}

/** A value as it may stand behind a colon. */
export function quoted(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value
}

/** The query with `key:value` in place of what that key said before; `null` takes it away. */
export function withWord(text: string, key: QueryKey, value: string | null): string {
  return withoutWords(text, (word) => word.key === key, value === null ? null : `${key}:${quoted(value)}`)
}

/** The query with another `is:` about the result. */
export function withOutcome(text: string, outcome: 'allowed' | 'denied' | 'error' | null): string {
  const isOutcome = (word: Word): boolean => word.key === 'is' && Object.hasOwn(outcomes, word.value.toLowerCase())
  return withoutWords(text, isOutcome, outcome === null ? null : `is:${outcome}`)
}

function withoutWords(text: string, gone: (word: Word) => boolean, added: string | null): string {
  const kept = wordsOf(text)
    .filter((word) => !gone(word))
    .map((word) => text.slice(word.start, word.end))
  return [...kept, ...(added === null ? [] : [added])].join(' ')
}
