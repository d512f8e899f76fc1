import type { Scope } from '../../content/scope.ts'
import type { Writable } from '../../db/database.ts'
import { announceIncident, dropAnnouncements } from '../../mail/announcements.ts'
import type { WholeIncident } from './store.ts'

/**
 * When subscribers are told of an incident: when it becomes public, now or at the time that was set, and with each word that is added while it is.
 * Nothing is told of drafts and of the sandbox, of what only the team sees (acknowledging, notes), and of corrections of its name, its
 * impact or its components without a word. What is entered after the fact is told to nobody.
 */

/** A publication that was set further back than this is an entry after the fact. Milliseconds. */
const freshForMs = 24 * 3_600_000

export interface Publication {
  /** Milliseconds UTC; in the future: not yet. `null`: a draft. */
  readonly publishedAt: number | null
}

export type Telling =
  | { readonly kind: 'nothing' }
  /** Whatever was to be told at its publication is not, any more. */
  | { readonly kind: 'take back' }
  /** That it is public, from then on. */
  | { readonly kind: 'publication'; readonly at: number }
  | { readonly kind: 'update' }

/** What a change means for those who are told. Pure; `before` is null for a new incident. */
export function tellingOf(before: Publication | null, after: Publication, hasUpdate: boolean, now: number): Telling {
  const wasPublic = before !== null && isPublic(before, now)
  const at = after.publishedAt
  if (at === null) return { kind: 'take back' }
  if (wasPublic && isPublic(after, now)) return hasUpdate ? { kind: 'update' } : { kind: 'nothing' }
  if (!wasPublic && before !== null && before.publishedAt === at) return { kind: 'nothing' }
  return at > now - freshForMs ? { kind: 'publication', at: Math.max(at, now) } : { kind: 'take back' }
}

function isPublic({ publishedAt }: Publication, now: number): boolean {
  return publishedAt !== null && publishedAt <= now
}

/** Tells, in the batch of the change. */
export function announceChange(
  tx: Writable,
  scope: Scope,
  before: WholeIncident | null,
  after: WholeIncident,
  now: number,
): void {
  if (scope.environment !== 'live') return
  const { row } = after
  const known = new Set(before?.updates.map((update) => update.id))
  const added = after.updates.find((update) => !known.has(update.id))
  const telling = tellingOf(publicationOf(before), { publishedAt: row.published_at }, added !== undefined, now)
  const about = { pageId: scope.pageId, subjectId: row.id }
  if (before !== null && (telling.kind === 'take back' || telling.kind === 'publication'))
    dropAnnouncements(tx, row.id, 'published')
  if (telling.kind === 'publication')
    announceIncident(tx, { ...about, before: null, moment: 'published', dueAt: telling.at })
  if (telling.kind === 'update' && added !== undefined && before !== null) {
    const named = before.claims.map((claim) => claim.id)
    announceIncident(tx, { ...about, before: named, moment: added.id, dueAt: now })
  }
}

function publicationOf(incident: WholeIncident | null): Publication | null {
  return incident === null ? null : { publishedAt: incident.row.published_at }
}
