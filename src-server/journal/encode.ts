/**
 * Fields as bytes, for everything that the log hashes (docs/audit-format.md, "Fields").
 *
 * Chosen: each field is its length in four bytes, big-endian, and then its bytes; a field that has no value is the length ffffffff and
 * nothing else, so that "none" and "empty" differ and no two lists of fields share an encoding. Written into one buffer that is used again
 * for every row: thousands of rows a second pass through here. Left out: JSON and CBOR, whose parsers disagree at the edges.
 * Held by test/journal/vectors.test.ts.
 */
import { hash } from 'node:crypto'

/** Builds one preimage at a time: `begin`, the fields in order, `sha256`. Digests are 64 lower-case hexadecimal characters. */
export interface FieldEncoder {
  /** Starts afresh with these bytes, which are not length-prefixed. */
  begin(head: Uint8Array): void
  /** UTF-8. */
  text(value: string | null): void
  /**
   * Eight bytes, big-endian.
   * @throws RangeError unless it is a whole number from 0 to 2^53 − 1.
   */
  integer(value: number | null): void
  /** The 32 bytes of a digest. */
  digest(hex: string | null): void
  /** The 32 bytes of a hash, without a length: the end of a row's preimage. */
  bareDigest(hex: string): void
  /** UTF-8, without a length: the end of a salted digest's preimage. */
  bareText(value: string): void
  sha256(): string
}

const none = 0xffffffff
const shortText = 64
const twoTo32 = 0x1_0000_0000

/** An encoder with a buffer of its own: one preimage at a time. */
export function createFieldEncoder(): FieldEncoder {
  let bytes = Buffer.allocUnsafeSlow(4096)
  let view = new DataView(bytes.buffer)
  let end = 0

  const makeRoom = (length: number): void => {
    if (end + length <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, end + length))
    bytes.copy(larger, 0, 0, end)
    bytes = larger
    view = new DataView(bytes.buffer)
  }
  const length = (value: number): void => {
    view.setUint32(end, value)
    end += 4
  }
  /** Writes UTF-8 at `at` and answers how many bytes. Short ASCII, which nearly all is, byte by byte: cheaper than the way into native code. */
  const utf8 = (value: string, at: number): number => {
    if (value.length > shortText) return bytes.write(value, at)
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index)
      if (unit > 0x7f) return bytes.write(value, at)
      bytes[at + index] = unit
    }
    return value.length
  }
  const hex = (digest: string): void => {
    if (digest.length !== 64 || bytes.write(digest, end, 32, 'hex') !== 32)
      throw new RangeError('A digest is 64 hexadecimal characters')
    end += 32
  }

  return {
    begin(head) {
      bytes.set(head, 0)
      end = head.length
    },
    text(value) {
      if (value === null) {
        makeRoom(4)
        length(none)
        return
      }
      makeRoom(4 + value.length * 3) // a UTF-16 code unit is at most three bytes of UTF-8
      const written = utf8(value, end + 4)
      length(written)
      end += written
    },
    integer(value) {
      makeRoom(12)
      if (value === null) {
        length(none)
        return
      }
      if (!Number.isSafeInteger(value) || value < 0)
        throw new RangeError(`${value} is not a whole number from 0 to 2^53 − 1`)
      length(8)
      view.setUint32(end, Math.floor(value / twoTo32))
      view.setUint32(end + 4, value % twoTo32)
      end += 8
    },
    digest(value) {
      makeRoom(36)
      if (value === null) {
        length(none)
        return
      }
      length(32)
      hex(value)
    },
    bareDigest(value) {
      makeRoom(32)
      hex(value)
    },
    bareText(value) {
      makeRoom(value.length * 3)
      end += bytes.write(value, end)
    },
    sha256: () => hash('sha256', bytes.subarray(0, end), 'hex'),
  }
}
