import * as z from 'zod/mini'

/**
 * Ids: a type prefix and a time-ordered body of 26 Crockford base32 characters (48 bits of milliseconds, 80 random bits, as ULID).
 * The prefixes of handles and of credentials (`bk_live_`, …) never overlap, so that one cannot pass for the other.
 */
export const idPrefixes = {
  token: 'tok',
  user: 'usr',
  role: 'rol',
  incident: 'inc',
  incidentUpdate: 'upd',
  maintenance: 'mnt',
  check: 'chk',
  component: 'cmp',
  componentGroup: 'grp',
  webhook: 'whk',
  delivery: 'dlv',
  app: 'app',
  grant: 'gnt',
  session: 'ses',
  subscriber: 'sub',
  view: 'vue',
  feed: 'fed',
  invite: 'inv',
  page: 'pag',
  workspace: 'wks',
  auditRow: 'aud',
  request: 'req',
  annotation: 'ann',
  line: 'lin',
  magicLink: 'mgl',
  passkey: 'psk',
  mail: 'eml',
} as const

export type IdKind = keyof typeof idPrefixes

/** Makes a fresh id of a kind. */
export type NewId = (kind: IdKind) => string

/** All kinds. */
export const idKinds = Object.keys(idPrefixes).filter((kind): kind is IdKind => kind in idPrefixes)

const patterns = new Map<IdKind, RegExp>()

/** Fits an id of this kind; looked at before any query. */
export function idPattern(kind: IdKind): RegExp {
  let pattern = patterns.get(kind)
  if (pattern === undefined) {
    pattern = new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`)
    patterns.set(kind, pattern)
  }
  return pattern
}

/** The schema of an id of one kind. */
export function id(kind: IdKind) {
  return z.string().check(z.regex(idPattern(kind), `must be an id that begins with ${idPrefixes[kind]}_`))
}
