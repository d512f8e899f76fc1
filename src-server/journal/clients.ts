import { LRUCache } from 'lru-cache'
import type { Writable } from '../db/database.ts'
import { conceal, holdsSecret } from './conceal.ts'
import type { Client } from './entry.ts'
import { hashClient, newSalt, saltedDigest } from './hash.ts'

/** A client as rows refer to it: by key, and in their hash by digest. */
export interface KnownClient {
  readonly key: number
  readonly digest: string
  /** It was met for the first time in this batch, and its User-Agent held one of our secrets, which was replaced. */
  readonly concealed: boolean
}

/** The side table of where requests came from: one row for each address with each User-Agent. */
export interface ClientRegister {
  /** Inside a batch. */
  know(tx: Writable, client: Client): KnownClient
  /** After the batch; `false` forgets what it added. */
  settled(committed: boolean): void
}

/** A User-Agent is kept to this many UTF-16 code units. */
const agentLengthMax = 512

/** A register with an empty cache over the side table. */
export function createClientRegister(cacheSize = 20_000): ClientRegister {
  const cache = new LRUCache<string, KnownClient>({ max: cacheSize })
  let added: string[] = []

  const find = (tx: Writable, address: string | null, agent: string | null): KnownClient | null => {
    const row = tx.get<{ key: number; addressDigest: string | null; agentDigest: string | null }>(
      `SELECT key, lower(hex(address_digest)) AS addressDigest, lower(hex(agent_digest)) AS agentDigest FROM clients
       WHERE address IS ? AND agent IS ? AND (address_digest IS NULL) = ? AND (agent_digest IS NULL) = ? LIMIT 1`,
      address,
      agent,
      address === null ? 1 : 0,
      agent === null ? 1 : 0,
    )
    if (row === undefined) return null
    const digest = hashClient({ addressDigest: row.addressDigest || null, agentDigest: row.agentDigest || null })
    return { key: row.key, digest, concealed: false }
  }

  const add = (tx: Writable, address: string | null, agent: string | null, concealed: boolean): KnownClient => {
    const addressSalt = address === null ? null : newSalt()
    const agentSalt = agent === null ? null : newSalt()
    const addressDigest = address === null || addressSalt === null ? null : saltedDigest(addressSalt, address)
    const agentDigest = agent === null || agentSalt === null ? null : saltedDigest(agentSalt, agent)
    const key = tx.insert(
      `INSERT INTO clients (address, address_salt, address_digest, agent, agent_salt, agent_digest)
       VALUES (?, ?, unhex(?), ?, ?, unhex(?))`,
      address,
      addressSalt,
      addressDigest,
      agent,
      agentSalt,
      agentDigest,
    )
    return { key, digest: hashClient({ addressDigest, agentDigest }), concealed }
  }

  return {
    know(tx, client) {
      const name = `${client.address ?? ''}\n${client.agent === null ? '' : `=${client.agent}`}`
      const cached = cache.get(name)
      if (cached !== undefined) return cached
      const agent = client.agent === null ? null : keptAgent(client.agent)
      const found = find(tx, client.address, agent)
      const known = found ?? add(tx, client.address, agent, client.agent !== null && holdsSecret(client.agent))
      cache.set(name, { ...known, concealed: false })
      if (found === null) added.push(name)
      return known
    },
    settled(committed) {
      if (!committed) for (const name of added) cache.delete(name)
      if (added.length > 0) added = []
    },
  }
}

/** Node's parser lets U+0080 to U+009F through, among them the eight-bit forms of what steers a terminal (ECMA-48). */
const controlCharacters = /\p{Cc}/gu

/**
 * Concealed before it is cut, so that the cut cannot hide a secret from the pattern. Control characters are replaced: a log is read in
 * terminals too.
 */
export function keptAgent(agent: string): string {
  return conceal(agent.toWellFormed()).replace(controlCharacters, '\ufffd').slice(0, agentLengthMax).toWellFormed()
}
