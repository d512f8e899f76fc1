import { randomFillSync } from 'node:crypto'
import { type IdKind, idPrefixes } from '../contract/ids.ts'
import type { Clock } from './clock.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes ids: prefix, 10 characters of milliseconds, 16 random ones (contract/ids.ts). */
export type NewId = (kind: IdKind) => string

/** Random bytes are drawn 4 KiB at a time: one system call for 256 ids. */
export function createNewId(clock: Clock): NewId {
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
    return `${idPrefixes[kind]}_${head}${tail}`
  }
}
