import { randomBytes } from 'node:crypto'
import { Problem } from '../contract/problems.ts'

/**
 * Passwords, kept as argon2id (RFC 9106) in the PHC string format.
 *
 * Chosen: 64 MiB, 3 passes, 1 lane, about a tenth of a second; at most two at once and sixteen waiting, because eight at once
 * take 1.4 s and starve everything else on libuv's threads (measured). Who comes after that is told `unavailable`, before any work.
 * Unknown people are compared with a hash that no password has, at the same cost. Left out: a pepper (losing it would lock everyone
 * out), composition rules. The library is loaded with the first password: scripts never need it, and it costs six megabytes. Held by test/identity/passwords.test.ts (T11).
 */

export interface Argon2Cost {
  /** KiB. */
  readonly memoryCost: number
  /** Passes. */
  readonly timeCost: number
  readonly parallelism: number
}

/** What a password costs here (ASVS 5.0 appendix C asks for 12 MiB at 3 passes). */
export const passwordCost: Argon2Cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 }

const saltBytes = 16
const tagBytes = 32

export interface Passwords {
  /** Hashes a new password. @throws Problem `unavailable` when too many wait already. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one of this hash. `null` (nobody, or no password yet) is false at the same cost.
   * @throws Problem `unavailable` when too many wait already.
   */
  verify(storedHash: string | null, password: string): Promise<boolean>
  /** Whether a hash was made more cheaply than we would today: hash anew while the password is at hand. */
  needsRehash(storedHash: string): boolean
}

export interface PasswordOptions {
  cost?: Argon2Cost
  /** How many hashes run at once. */
  maxRunning?: number
  /** How many may wait for those. */
  maxWaiting?: number
}

/** Hashes and compares, a few at a time. */
export function createPasswords({
  cost = passwordCost,
  maxRunning = 2,
  maxWaiting = 16,
}: PasswordOptions = {}): Passwords {
  const oneOfFew = createGate(maxRunning, maxWaiting)
  const nobody = hashOfNoPassword(cost)
  const argon2 = (): Promise<typeof import('@node-rs/argon2')> => import('@node-rs/argon2')
  return {
    hash: (password) =>
      oneOfFew(async () =>
        (await argon2()).hash(password, { ...cost, outputLen: tagBytes, salt: randomBytes(saltBytes) }),
      ),
    async verify(storedHash, password) {
      const right = await oneOfFew(async () => (await argon2()).verify(storedHash ?? nobody, password))
      return right && storedHash !== null
    },
    needsRehash(storedHash) {
      const made = parametersOf(storedHash)
      return (
        made === null ||
        made.memoryCost < cost.memoryCost ||
        made.timeCost < cost.timeCost ||
        made.parallelism < cost.parallelism ||
        made.tagBytes < tagBytes ||
        made.saltBytes < saltBytes
      )
    },
  }
}

/** What a hash in the PHC string format was made with; null for another format or variant. */
function parametersOf(storedHash: string): (Argon2Cost & { saltBytes: number; tagBytes: number }) | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(storedHash)
  if (match === null) return null
  const [, memory, time, lanes, salt = '', tag = ''] = match
  return {
    memoryCost: Number(memory),
    timeCost: Number(time),
    parallelism: Number(lanes),
    saltBytes: Buffer.from(salt, 'base64').length,
    tagBytes: Buffer.from(tag, 'base64').length,
  }
}

/** A well-formed hash with a random tag: comparing with it costs what a real one costs, and no password has it. */
function hashOfNoPassword({ memoryCost, timeCost, parallelism }: Argon2Cost): string {
  const unpadded = (bytes: number): string => randomBytes(bytes).toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${unpadded(saltBytes)}$${unpadded(tagBytes)}`
}

/** Lets `maxRunning` through at once and `maxWaiting` wait, first come first served. */
function createGate(maxRunning: number, maxWaiting: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < maxRunning) running += 1
    else {
      if (waiting.length >= maxWaiting) {
        throw new Problem('unavailable', {
          detail: 'Too many people are signing in right now. Try again in a few seconds.',
          headers: { 'Retry-After': '2' },
        })
      }
      // Whoever finishes hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
