import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Writable } from '../db/database.ts'
import type { Sealer } from '../keys/sealer.ts'

/**
 * Challenges for passkeys: random, for one ceremony at one place, for five minutes, answered once.
 *
 * Chosen: a challenge carries its own proof (HMAC-SHA-256 with a key that only this server has), so that strangers who ask for any number
 * of them fill neither memory nor disk. What must be kept is that one was answered: its digest goes into the batch of whatever the answer
 * does, and a second answer finds it there. Held by test/identity/passkeys.test.ts.
 */

/** What a challenge is for. `person` is whose passkey it may be; empty where anyone may sign in. */
export interface Ceremony {
  readonly kind: 'create' | 'sign_in' | 'confirm'
  readonly person: string
  readonly rpId: string
}

const lifeMs = 5 * 60_000
const randomLength = 32
const timeLength = 6
const headLength = randomLength + timeLength
const proofLength = 32

export interface PasskeyChallenges {
  /** A fresh one. `now`: milliseconds UTC. */
  issue(ceremony: Ceremony, now: number): Uint8Array<ArrayBuffer>
  /** Whether this (base64url) was issued here for exactly this, and not too long ago. */
  isOurs(challenge: string, ceremony: Ceremony, now: number): boolean
}

/** Challenges proved with a key that is derived from the server's own. */
export function createPasskeyChallenges(sealer: Pick<Sealer, 'derive'>): PasskeyChallenges {
  const proofOf = (head: Buffer, { kind, person, rpId }: Ceremony): Buffer =>
    createHmac('sha256', sealer.derive('passkey challenges'))
      .update(head)
      .update(JSON.stringify([kind, person, rpId]))
      .digest()
  return {
    issue(ceremony, now) {
      const head = Buffer.concat([randomBytes(randomLength), Buffer.alloc(timeLength)])
      head.writeUIntBE(now + lifeMs, randomLength, timeLength)
      return Uint8Array.from(Buffer.concat([head, proofOf(head, ceremony)]))
    },
    isOurs(challenge, ceremony, now) {
      const bytes = Buffer.from(challenge, 'base64url')
      if (bytes.length !== headLength + proofLength) return false
      const head = bytes.subarray(0, headLength)
      const expiresAt = head.readUIntBE(randomLength, timeLength)
      return timingSafeEqual(bytes.subarray(headLength), proofOf(head, ceremony)) && now < expiresAt
    },
  }
}

/** Notes that a challenge was answered, in the batch of what the answer does. False: it was answered before. */
export function answerChallenge(tx: Writable, challenge: string, now: number): boolean {
  tx.run('DELETE FROM answered_challenges WHERE expires_at <= ?', now)
  const hash = createHash('sha256').update(Buffer.from(challenge, 'base64url')).digest()
  return (
    tx.run(
      'INSERT INTO answered_challenges (hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
      hash,
      now + lifeMs,
    ) === 1
  )
}
