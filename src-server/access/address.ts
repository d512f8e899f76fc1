/**
 * Internet addresses and lists of them: `203.0.113.0/24`, `2001:db8::/32`, `192.0.2.7`.
 *
 * Our own 100 lines, because `node:net`'s BlockList is not there in a browser and the console checks a list while it is
 * typed, with the very code that the server will match it with. An address is a family and one bigint. IPv4-mapped
 * IPv6 (`::ffff:192.0.2.7`, what a dual-stack socket reports) *is* its IPv4 address, here and in lists, so that a list
 * of IPv4 ranges holds whichever way the caller came in. Strict where leniency has fooled people before: no octal or short
 * IPv4 (`010.1`, `127.1`), no zone in a list, no bits beyond the prefix (`10.0.0.7/8` is more likely a slip
 * for `/32` than a wish for 16 million addresses). Reads what RFC 4291 §2.2 and RFC 4632 §3.1 write.
 *
 * Held to a second reading of addresses (as arrays of bits) and to node:net by `test/access/address.test.ts`.
 */

/** An address: its family's width in bits, and its value. */
export type Address = { readonly width: 32 | 128; readonly value: bigint }

/** All addresses that share the first `prefix` bits with `value`, whose other bits are zero. */
export type AddressRange = Address & { readonly prefix: number }

/** Where a token may be used from. An empty list holds no address at all; "from anywhere" is `null`, not a list. */
export type AllowedAddresses = readonly AddressRange[]

/** Reads an IPv4 or IPv6 address as a socket or a header reports it (a zone such as `%eth0` is dropped); `null` if it is none. */
export function parseAddress(text: string): Address | null {
  const percent = text.indexOf('%')
  if (percent < 0) return parseBare(text)
  const address = parseBare(text.slice(0, percent))
  return address?.width === 128 ? address : null
}

/** Reads one entry of an address list: a range with its prefix length, or a single address; `null` if it is neither. */
export function parseRange(text: string): AddressRange | null {
  const range = parseLooseRange(text)
  return range !== null && range.value === networkOf(range) ? range : null
}

/**
 * What is wrong with one entry of an address list, as a sentence that says what to write instead; `null` if nothing is.
 */
export function problemWithRange(text: string): string | null {
  if (parseRange(text) !== null) return null
  const loose = parseLooseRange(text)
  if (loose === null) return 'must be an IPv4 or IPv6 address or range, such as 203.0.113.0/24 or 2001:db8::/32'
  const network = formatRange({ ...loose, value: networkOf(loose) })
  return `has bits set beyond its prefix: write ${formatAddress(loose)} for the one address, or ${network} for the range`
}

/**
 * Reads a whole list that was checked.
 * @throws {RangeError} for an entry that is no range.
 */
export function parseRanges(texts: readonly string[]): AllowedAddresses {
  return texts.map((text) => {
    const range = parseRange(text)
    if (range === null) throw new RangeError(`Not an address or range: ${JSON.stringify(text)}`)
    return range
  })
}

/**
 * Reads a list that was checked before it was stored, perhaps by another version: an entry that is no range any more holds nobody. So a
 * damaged list lets no one in who was not on it, and is never an error at request time.
 */
export function rangesOfStored(texts: readonly string[]): AllowedAddresses {
  return texts.flatMap((text) => parseRange(text) ?? [])
}

/** Whether a range holds an address. Families never match each other. */
export function contains(range: AddressRange, address: Address): boolean {
  if (range.width !== address.width) return false
  const hostBits = BigInt(range.width - range.prefix)
  return address.value >> hostBits === range.value >> hostBits
}

/** Whether a list holds the address that a request came from. What cannot be read is in no list. */
export function allows(list: AllowedAddresses, address: string): boolean {
  const parsed = parseAddress(address)
  return parsed !== null && list.some((range) => contains(range, parsed))
}

/**
 * Whether every address of `inner` is in `outer` too: a token minted by a token may be used from no further away
 * than its minter. `null` is everywhere. Exact: two halves cover their whole, even where no single entry does.
 */
export function coversAddresses(outer: AllowedAddresses | null, inner: AllowedAddresses | null): boolean {
  if (outer === null) return true
  return inner?.every((range) => isCovered(range, outer)) ?? false
}

/** Splits the range in halves until each piece lies within one entry, or touches none. */
function isCovered(range: AddressRange, outer: AllowedAddresses): boolean {
  if (outer.some((entry) => entry.prefix <= range.prefix && contains(entry, range))) return true
  const within = outer.filter((entry) => contains(range, entry))
  if (within.length === 0) return false
  const prefix = range.prefix + 1
  const upper = range.value | (1n << BigInt(range.width - prefix))
  return isCovered({ ...range, prefix }, within) && isCovered({ ...range, prefix, value: upper }, within)
}

/**
 * The address that a caller is counted by: an IPv4 address, the /64 of an IPv6 address (one line has as many addresses as it likes);
 * text that is no address as it is.
 */
export function countedAddress(address: string): string {
  const parsed = parseAddress(address)
  if (parsed === null) return address
  if (parsed.width === 32) return formatAddress(parsed)
  return formatRange({ width: 128, prefix: 64, value: (parsed.value >> 64n) << 64n })
}

/** The address in its usual spelling (IPv6 as RFC 5952 says). */
export function formatAddress({ width, value }: Address): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
  const groups = Array.from({ length: 8 }, (_, place) => ((value >> BigInt(112 - 16 * place)) & 0xffffn).toString(16))
  const zeros = longestZeros(groups)
  if (zeros === null) return groups.join(':')
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`
}

/** The range in its usual spelling; a single address without its prefix length. */
export function formatRange(range: AddressRange): string {
  return range.prefix === range.width ? formatAddress(range) : `${formatAddress(range)}/${range.prefix}`
}

/** The first of the longest runs of at least two zero groups (RFC 5952 §4.2). */
function longestZeros(groups: readonly string[]): { start: number; length: number } | null {
  let best: { start: number; length: number } | null = null
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0
    while (groups[start + length] === '0') length += 1
    if (length > 1 && length > (best?.length ?? 0)) best = { start, length }
  }
  return best
}

/** A range whose bits beyond the prefix have not been looked at yet. */
function parseLooseRange(text: string): AddressRange | null {
  const [written = '', length, ...more] = text.split('/')
  const address = parseBare(written)
  if (address === null || more.length > 0) return null
  if (length === undefined) return { ...address, prefix: address.width }
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return null
  // In `::ffff:192.0.2.0/120` the length counts from the front of the IPv6 spelling, 96 bits before the IPv4 address.
  const prefix = Number(length) - (address.width === 32 && written.includes(':') ? 96 : 0)
  return prefix >= 0 && prefix <= address.width ? { ...address, prefix } : null
}

function networkOf({ width, value, prefix }: AddressRange): bigint {
  const hostBits = BigInt(width - prefix)
  return (value >> hostBits) << hostBits
}

function parseBare(text: string): Address | null {
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === null ? null : { width: 32, value }
  }
  const value = parseIpv6(text)
  if (value === null) return null
  const isMapped = value >> 32n === 0xffffn
  return isMapped ? { width: 32, value: value & 0xffff_ffffn } : { width: 128, value }
}

/** Four decimal octets without leading zeros, which some readers take for octal (RFC 6943 §3.1.1). */
function parseIpv4(text: string): bigint | null {
  const octets = text.split('.')
  if (octets.length !== 4) return null
  let value = 0n
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return null
    value = (value << 8n) | BigInt(octet)
  }
  return value
}

/** Eight groups of hexadecimal digits; `::` once for at least one group of zeros; the last two may be written as IPv4. */
function parseIpv6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [front, back] = halves.map((half, place) => parseGroups(half, place === halves.length - 1))
  if (front === null || front === undefined || back === null) return null
  const missing = 8 - front.length - (back?.length ?? 0)
  if (back === undefined ? missing !== 0 : missing < 1) return null
  const groups = back === undefined ? front : [...front, ...Array<bigint>(missing).fill(0n), ...back]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

function parseGroups(text: string, isLast: boolean): bigint[] | null {
  if (text === '') return []
  const written = text.split(':')
  const groups: bigint[] = []
  for (const [place, group] of written.entries()) {
    if (isLast && place === written.length - 1 && group.includes('.')) {
      const ipv4 = parseIpv4(group)
      if (ipv4 === null) return null
      groups.push(ipv4 >> 16n, ipv4 & 0xffffn)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) groups.push(BigInt(`0x${group}`))
    else return null
  }
  return groups
}
