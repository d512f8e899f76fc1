import { createHmac } from 'node:crypto'
import { hashSecret } from './secret-format.ts'

/**
 * Keys that stand in the path of an address and open one small thing: ending one subscription, reading one feed, looking at one view.
 *
 * Chosen: they are derived (HMAC-SHA-256 with a secret that only the install's sealing key leads to) from the id of the thing and its term, so
 * that a mail sent next year can carry the same key and the console can show an address again, while the database keeps nothing but their
 * SHA-256. A thing that gets a new address gets a new term. They are found by that digest, so addresses go on working where the sealing key was
 * lost; they cannot be shown again then. They have no prefix of a secret of ours: they are meant to be in URLs, and open what is public anyway
 * or end something. Left out: random keys in the database, sealed or not. Held by test/subscribers/link-keys.test.ts and T30.
 */
export const linkKeyKinds = ['unsubscribe', 'feed', 'view'] as const
export type LinkKeyKind = (typeof linkKeyKinds)[number]

export interface LinkKeys {
  /** 43 characters of base64url: 256 bits. */
  keyFor(kind: LinkKeyKind, id: string, term: number): string
}

/** @param secret 32 bytes, of this install and for this alone. */
export function createLinkKeys(secret: Buffer): LinkKeys {
  return {
    keyFor: (kind, id, term) => createHmac('sha256', secret).update(`${kind}\0${id}\0${term}`).digest('base64url'),
  }
}

/** What a key has to look like; anything else is a key of nothing, before any look-up. */
export const linkKeyPattern = /^[A-Za-z0-9_-]{43}$/

/** Whether a text holds an address with a key in it. */
export function holdsLinkKey(text: string): boolean {
  return /\/(?:unsubscribe|feeds|views)\/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/.test(text)
}

/** What the database keeps of a key. */
export function linkKeyHash(key: string): Buffer {
  return hashSecret(key)
}

/** The key of a thing, if it is the one whose digest the database has; null after the sealing key was replaced. */
export function shownLinkKey(
  keys: LinkKeys,
  kind: LinkKeyKind,
  { id, term, key_hash: hash }: { readonly id: string; readonly term: number; readonly key_hash: Buffer },
): string | null {
  const key = keys.keyFor(kind, id, term)
  return linkKeyHash(key).equals(hash) ? key : null
}
