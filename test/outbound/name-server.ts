import { createSocket } from 'node:dgram'
import { parseAddress } from '../../src-server/access/address.ts'

/** A name server that answers A and AAAA with what it is told, anew each time (RFC 1035, RFC 3596). */
export interface NameServer {
  /** Names asked for, in order, each with the kind of address. */
  readonly asked: readonly string[]
  stop(): void
}

/** @param addressesOf what a name means when it is asked for; empty = there is no such name. */
export function startNameServer(
  address: string,
  addressesOf: (name: string) => readonly string[],
): Promise<NameServer> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address: peer }) => {
    const { name, type, end } = questionOf(query)
    asked.push(`${name} ${type === 28 ? 'AAAA' : 'A'}`)
    const found = addressesOf(name)
    const records = found.flatMap((text) => {
      const parsed = parseAddress(text)
      // A mapped address is an AAAA record all the same.
      const width = text.includes(':') ? 128 : 32
      if (parsed === null || (type === 28) !== (width === 128)) return []
      const value = width === 128 && parsed.width === 32 ? (0xffffn << 32n) | parsed.value : parsed.value
      const data = Buffer.from(value.toString(16).padStart(width / 4, '0'), 'hex')
      const head = Buffer.alloc(12)
      head.writeUInt16BE(0xc00c, 0)
      head.writeUInt16BE(type, 2)
      head.writeUInt16BE(1, 4)
      head.writeUInt16BE(data.length, 10)
      return [Buffer.concat([head, data])]
    })
    const header = Buffer.from(query.subarray(0, 12))
    header.writeUInt16BE(0x8180 | (found.length === 0 ? 3 : 0), 2)
    header.writeUInt16BE(records.length, 6)
    header.writeUInt32BE(0, 8)
    socket.send(Buffer.concat([header, query.subarray(12, end), ...records]), port, peer)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(53, address, () => resolve({ asked, stop: () => socket.close() }))
  })
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}
