import { randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Makes ids: the prefix of a kind, 10 characters of milliseconds, 16 random ones (contract/ids.ts says what they mean).
 * Random bytes are drawn 4 KiB at a time: one system call for 256 ids.
 */
export function createNewId<Kind extends string>(
  clock: Pick<Clock, 'wall'>,
  prefixes: Readonly<Record<Kind, string>>,
): (kind: Kind) => string {
  const pool = Buffer.allocUnsafe(4096)
  let used = pool.length
  return (kind) => {
    let time = clock.wall()
    let head = ''
    for (let position = 0; position < 10; position += 1) {
      head = alphabet[time % 32] + head
      time = Math.floor(time / 32)
    }
    if (used + 16 > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    let tail = ''
    for (let position = 0; position < 16; position += 1) tail += alphabet[(pool[used + position] ?? 0) & 31]
    used += 16
    return `${prefixes[kind]}_${head}${tail}`
  }
}
