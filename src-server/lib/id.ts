import { randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

const codes = Buffer.from(alphabet, 'latin1')

/**
 * Makes ids: the prefix of a kind, 10 characters of milliseconds, 16 random ones (contract/ids.ts says what they mean).
 * Random bytes are drawn 4 KiB at a time and turned into characters at once: one system call for 256 ids.
 */
export function createNewId<Kind extends string>(
  clock: Pick<Clock, 'wall'>,
  prefixes: Readonly<Record<Kind, string>>,
): (kind: Kind) => string {
  const pool = Buffer.allocUnsafe(4096)
  let used = pool.length
  let headTime = Number.NaN
  let head = ''

  const headOf = (time: number): string => {
    if (time === headTime) return head
    headTime = time
    head = ''
    let rest = time
    for (let position = 0; position < 10; position += 1) {
      head = alphabet[rest % 32] + head
      rest = Math.floor(rest / 32)
    }
    return head
  }

  return (kind) => {
    if (used + 16 > pool.length) {
      randomFillSync(pool)
      for (let index = 0; index < pool.length; index += 1) pool[index] = codes[(pool[index] ?? 0) & 31] ?? 0
      used = 0
    }
    used += 16
    return `${prefixes[kind]}_${headOf(clock.wall())}${pool.toString('latin1', used - 16, used)}`
  }
}
