import { type Address, type AddressRange, contains, parseRange } from '../access/address.ts'

/**
 * What an internet address is, as far as it matters to a server that calls others: may a stranger make us connect to it?
 *
 * Chosen: public is what is left. IPv4 by the special-purpose registry (RFC 6890 and its successors); IPv6 only inside 2000::/3, less the
 * registry. An address that carries an IPv4 address inside (compat, translated, 6to4, Teredo, NAT64, ISATAP) is public only if what it
 * carries is: otherwise it is `reserved`, never loopback or private, because those who allow these mean the plain spelling. Mapped
 * addresses are IPv4 addresses already when they come from access/address.ts.
 * Left out: NAT64 prefixes that a network chose for itself (RFC 6052 §2.2), which cannot be told from other addresses.
 *
 * Pure. Held to a second reading by test/outbound/address-kind.test.ts.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link_local' | 'multicast' | 'reserved'

/** First match wins. */
const special4 = table([
  ['127.0.0.0/8', 'loopback'],
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['100.64.0.0/10', 'private'], //    shared by a provider's customers (RFC 6598), and what overlay networks use
  ['169.254.0.0/16', 'link_local'], // the clouds' metadata services among them
  ['0.0.0.0/8', 'reserved'], //       "this network"; connecting to 0.0.0.0 reaches this computer
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'reserved'], //    documentation, as the two below
  ['198.51.100.0/24', 'reserved'],
  ['203.0.113.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'], //  6to4 relays
  ['198.18.0.0/15', 'reserved'], //   benchmarks
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
])

const special6 = table([
  ['::1', 'loopback'],
  ['fc00::/7', 'private'],
  ['fec0::/10', 'private'], //        site-local, deprecated and still routed somewhere
  ['64:ff9b:1::/48', 'reserved'], //  NAT64 of one's own network (RFC 8215): leads inside
  ['fe80::/10', 'link_local'],
  ['ff00::/8', 'multicast'],
  ['2001::/23', 'reserved'], //       protocols (RFC 2928); Teredo, within, is looked at before
  ['2001:db8::/32', 'reserved'], //   documentation, as the next
  ['3fff::/20', 'reserved'],
])

const unicast6 = range('2000::/3')

/** Where an IPv6 address carries IPv4 addresses: which addresses do, and how far each lies from the right, in bits. */
const carriers: readonly { readonly when: (address: Address) => boolean; readonly from: readonly Carried[] }[] = [
  { when: inRange('::/96'), from: [{ shift: 0n }] }, //              IPv4-compatible (RFC 4291 §2.5.5.1)
  { when: inRange('::ffff:0:0:0/96'), from: [{ shift: 0n }] }, //    translated (RFC 2765)
  { when: inRange('64:ff9b::/96'), from: [{ shift: 0n }] }, //       NAT64 (RFC 6052)
  { when: inRange('2002::/16'), from: [{ shift: 80n }] }, //         6to4 (RFC 3056)
  { when: inRange('2001::/32'), from: [{ shift: 64n }, { shift: 0n, flipped: true }] }, // Teredo: server, client (RFC 4380)
  { when: isIsatap, from: [{ shift: 0n }] }, //                      any network, interface 0:5efe:… (RFC 5214)
]

interface Carried {
  readonly shift: bigint
  /** All its bits are turned round. */
  readonly flipped?: boolean
}

/** What kind of address this is. */
export function kindOf(address: Address): AddressKind {
  if (address.width === 32) return specialKind(special4, address) ?? 'public'
  // Before the carriers: ::1 lies among the IPv4-compatible ones.
  const special = specialKind(special6, address)
  if (special !== null && special !== 'reserved') return special
  const carrier = carriers.find(({ when }) => when(address))
  if (carrier !== undefined) {
    const isPublic = carrier.from.every((carried) => kindOf(carriedBy(address, carried)) === 'public')
    if (!isPublic) return 'reserved'
    // An ISATAP interface says nothing about the network it is in.
    if (carrier.when !== isIsatap) return 'public'
  }
  return special ?? (contains(unicast6, address) ? 'public' : 'reserved')
}

function carriedBy({ value }: Address, { shift, flipped = false }: Carried): Address {
  const bits = (value >> shift) & 0xffff_ffffn
  return { width: 32, value: flipped ? bits ^ 0xffff_ffffn : bits }
}

/** The universal bit of the interface may be set or not. */
function isIsatap({ value }: Address): boolean {
  return ((value >> 32n) & 0xfdff_ffffn) === 0x5efen
}

function specialKind(entries: readonly Entry[], address: Address): AddressKind | null {
  return entries.find(([held]) => contains(held, address))?.[1] ?? null
}

type Entry = readonly [AddressRange, AddressKind]

function table(entries: readonly (readonly [string, AddressKind])[]): readonly Entry[] {
  return entries.map(([text, kind]) => [range(text), kind])
}

function inRange(text: string): (address: Address) => boolean {
  const held = range(text)
  return (address) => contains(held, address)
}

function range(text: string): AddressRange {
  const parsed = parseRange(text)
  if (parsed === null) throw new RangeError(`not a range: ${text}`)
  return parsed
}
