import { ANONYMOUS, type CredentialFacts } from '../access/facts.ts'
import { isMagicPurpose, type MagicPurpose, type MagicStage } from '../contract/magic.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { MagicPrincipal } from './principal.ts'
import { hashSecret, mintSecret } from './secret-format.ts'

/**
 * Tokens of links: short-lived, for one purpose and one object, used once.
 *
 * Chosen: only the POST that acts uses one up, by compare-and-set in its batch and by the token's own row, so that mail scanners which follow
 * links change nothing, and of many at once one wins. A newer link for the same thing ends the older ones. A link of someone's mailbox is
 * exchanged for a token of the same purpose and object that works for half an hour; the exchange ends those that were exchanged before.
 * Only the SHA-256 is kept. Which route takes which purpose and stage stands in the contract (`Endpoint.magic`).
 * Held by test/identity/magic-tokens.test.ts and test/subscribers/magic.test.ts (T8).
 */

const minute = 60_000
const day = 24 * 60 * minute

/** How long an invite's link can be used: a day. */
export const inviteLifeMs = day

/** How long links can be used that are mailed to be confirmed, and those that open what someone has already. */
export const confirmationLifeMs = day
export const managementLifeMs = 15 * minute

/** How long what a link was exchanged for works. */
export const exchangedLifeMs = 30 * minute

/** How long after its end a token still says why it does not work: from then on it is one that nobody knows. */
const rememberedMs = 30 * day

interface MagicRow {
  id: number
  purpose: string
  stage: MagicStage
  subject_id: string
  page_id: string | null
  expires_at: number
  used_at: number | null
  revoked_at: number | null
}

export interface NewLink {
  readonly purpose: MagicPurpose
  readonly subjectId: string
  readonly now: number
  readonly lifeMs: number
  /** The page that it is for; left out for invites, which are for the workspace. */
  readonly pageId?: string
  /** Whose mailbox it is for, and the id that the team sees it by. */
  readonly link?: { readonly id: string; readonly subscriberId: string; readonly by: MadeBy | null }
}

interface MadeBy {
  readonly id: string
  readonly name: string
}

export interface MintedLink {
  readonly secret: string
  /** Milliseconds UTC. */
  readonly expiresAt: number
}

/** Makes a link's token, shown once; links that there were for the same thing end. */
export function mintMagicToken(tx: Writable, link: NewLink): MintedLink {
  endLinks(tx, link.purpose, link.subjectId, link.now)
  return insert(tx, 'link', link)
}

/** The path of a link; its token stands in the fragment, which reaches no server, log or Referer. */
export function magicPath(secret: string): string {
  return `/m/#t=${secret}`
}

/** Exchanges a link that was just used for a token that works for half an hour; those of earlier exchanges end. */
export function mintExchanged(
  tx: Writable,
  {
    purpose,
    subjectId,
    pageId,
    now,
    lifeMs = exchangedLifeMs,
  }: Pick<MagicPrincipal, 'purpose' | 'subjectId' | 'pageId'> & { now: number; lifeMs?: number },
): MintedLink {
  tx.run(
    `UPDATE magic_tokens SET revoked_at = ? WHERE purpose = ? AND subject_id = ? AND stage = 'exchanged' AND revoked_at IS NULL`,
    now,
    purpose,
    subjectId,
  )
  return insert(tx, 'exchanged', { purpose, subjectId, now, lifeMs, ...(pageId === null ? {} : { pageId }) })
}

function insert(
  tx: Writable,
  stage: MagicStage,
  { purpose, subjectId, now, lifeMs, pageId, link }: NewLink,
): MintedLink {
  const secret = mintSecret('magic')
  const expiresAt = now + lifeMs
  tx.run(
    `INSERT INTO magic_tokens (hash, purpose, stage, subject_id, page_id, created_at, expires_at, link_id, subscriber_id, created_by, created_by_name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    hashSecret(secret),
    purpose,
    stage,
    subjectId,
    pageId ?? null,
    now,
    expiresAt,
    link?.id ?? null,
    link?.subscriberId ?? null,
    link?.by?.id ?? null,
    link?.by?.name ?? null,
  )
  return { secret, expiresAt }
}

/** Ends every link for one thing that was not used yet. */
function endLinks(tx: Writable, purpose: MagicPurpose, subjectId: string, now: number): void {
  tx.run(
    `UPDATE magic_tokens SET revoked_at = ?
      WHERE purpose = ? AND subject_id = ? AND stage = 'link' AND used_at IS NULL AND revoked_at IS NULL`,
    now,
    purpose,
    subjectId,
  )
}

/** Ends everything that still opens one thing: links that were not used yet, and what others were exchanged for. */
export function endMagicTokens(tx: Writable, purpose: MagicPurpose, subjectId: string, now: number): void {
  tx.run(
    'UPDATE magic_tokens SET revoked_at = ? WHERE purpose = ? AND subject_id = ? AND used_at IS NULL AND revoked_at IS NULL',
    now,
    purpose,
    subjectId,
  )
}

/** What stands behind a link besides its own row: its object may have ended, or end sooner. */
export interface MagicSubject {
  readonly name: string
  readonly ended: boolean
  /** Milliseconds UTC, or null. */
  readonly expiresAt: number | null
}

/** The object of a purpose; null ends the link. */
export type MagicSubjectOf = (purpose: MagicPurpose, subjectId: string) => MagicSubject | null

const columns = 'id, purpose, stage, subject_id, page_id, expires_at, used_at, revoked_at'

/** The holder of a link's token, in whatever state it is; the kernel judges that. */
export function resolveMagicToken(
  db: Readable,
  secret: string,
  generation: number,
  subjectOf: MagicSubjectOf,
): MagicPrincipal | null {
  const row = db.get<MagicRow>(`SELECT ${columns} FROM magic_tokens WHERE hash = ?`, hashSecret(secret))
  return row === undefined ? null : principalOf(row, generation, subjectOf)
}

/** The same holder, read again in the batch of the request: it may have been used, replaced or ended meanwhile. */
export function resolveMagicAgain(
  db: Readable,
  { tokenId, generation }: MagicPrincipal,
  subjectOf: MagicSubjectOf,
): MagicPrincipal | null {
  const row = db.get<MagicRow>(`SELECT ${columns} FROM magic_tokens WHERE id = ?`, tokenId)
  return row === undefined ? null : principalOf(row, generation, subjectOf)
}

function principalOf(row: MagicRow, generation: number, subjectOf: MagicSubjectOf): MagicPrincipal | null {
  const { purpose } = row
  if (!isMagicPurpose(purpose)) return null
  const subject = subjectOf(purpose, row.subject_id)
  const expiresAt = Math.min(row.expires_at, subject?.expiresAt ?? row.expires_at)
  const facts: CredentialFacts = {
    ...ANONYMOUS,
    kind: 'magic',
    life: {
      revoked: row.used_at === null && (row.revoked_at !== null || subject === null || subject.ended),
      used: row.used_at !== null,
      disabled: false,
      expiresAt,
    },
  }
  return {
    kind: 'magic',
    id: row.subject_id,
    name: subject?.name ?? purpose,
    tokenId: row.id,
    purpose,
    stage: row.stage,
    subjectId: row.subject_id,
    pageId: row.page_id,
    expiresAt,
    generation,
    facts,
  }
}

/** Uses up this link, in the batch of the request that acts on it. False: someone else was first, or it ended. */
export function useMagicToken(tx: Writable, { tokenId }: Pick<MagicPrincipal, 'tokenId'>, now: number): boolean {
  const used = tx.run(
    `UPDATE magic_tokens SET used_at = ?
     WHERE id = ? AND stage = 'link' AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`,
    now,
    tokenId,
    now,
  )
  return used === 1
}

/** Forgets tokens that ended a month ago, a few hundred at a time; answers how many. */
export function forgetOldMagicTokens(tx: Writable, now: number): number {
  return tx.run(
    'DELETE FROM magic_tokens WHERE id IN (SELECT id FROM magic_tokens WHERE expires_at < ? ORDER BY expires_at LIMIT 500)',
    now - rememberedMs,
  )
}
