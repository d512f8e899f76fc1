import { LRUCache } from 'lru-cache'
import type { Writable } from '../db/database.ts'
import { conceal } from './conceal.ts'
import type { Actor } from './entry.ts'
import { hashActor, newSalt, saltedDigest } from './hash.ts'

/** An actor as rows refer to it: by key, and in their hash by digest. */
export interface KnownActor {
  readonly key: number
  readonly digest: string
}

/**
 * The side table of who acted. Looks actors up by all that is known of them and adds those it meets for the first time, so that a renamed
 * token gets a new row and the old rows of the log keep its old name.
 */
export interface ActorRegister {
  /** Inside a batch. */
  know(tx: Writable, actor: Actor): KnownActor
  /** After the batch; `false` forgets what it added. */
  settled(committed: boolean): void
}

interface Cached extends KnownActor {
  readonly actor: Actor
}

/** A register with an empty cache over the side table. */
export function createActorRegister(cacheSize = 20_000): ActorRegister {
  const cache = new LRUCache<string, Cached>({ max: cacheSize })
  let added: string[] = []

  const find = (tx: Writable, { kind, id, prefix }: Actor, label: string): KnownActor | null => {
    const row = tx.get<{ key: number; labelDigest: string }>(
      `SELECT key, lower(hex(label_digest)) AS labelDigest FROM actors
       WHERE id IS ? AND kind = ? AND prefix IS ? AND label = ? ORDER BY key DESC LIMIT 1`,
      id,
      kind,
      prefix,
      label,
    )
    return row === undefined
      ? null
      : { key: row.key, digest: hashActor({ kind, id, prefix, labelDigest: row.labelDigest }) }
  }

  const add = (tx: Writable, { kind, id, prefix }: Actor, label: string): KnownActor => {
    const salt = newSalt()
    const labelDigest = saltedDigest(salt, label)
    const key = tx.insert(
      'INSERT INTO actors (kind, id, prefix, label, label_salt, label_digest) VALUES (?, ?, ?, ?, ?, unhex(?))',
      kind,
      id,
      prefix,
      label,
      salt,
      labelDigest,
    )
    return { key, digest: hashActor({ kind, id, prefix, labelDigest }) }
  }

  return {
    know(tx, actor) {
      const name = actor.id ?? `${actor.kind} ${actor.label}`
      const cached = cache.get(name)
      if (cached !== undefined && isSame(cached.actor, actor)) return cached
      const label = conceal(actor.label.toWellFormed())
      const found = find(tx, actor, label)
      const known = { ...(found ?? add(tx, actor, label)), actor }
      cache.set(name, known)
      if (found === null) added.push(name)
      return known
    },
    settled(committed) {
      if (!committed) for (const name of added) cache.delete(name)
      if (added.length > 0) added = []
    },
  }
}

function isSame(one: Actor, other: Actor): boolean {
  return (
    one === other ||
    (one.label === other.label && one.prefix === other.prefix && one.kind === other.kind && one.id === other.id)
  )
}
