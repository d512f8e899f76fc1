/**
 * Which addresses are public, against a second reading: the registries of special addresses as node:net's BlockList holds them, and the
 * carriers of IPv4 written out by hand.
 */
import { BlockList } from 'node:net'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAddress } from '../../src-server/access/address.ts'
import { type AddressKind, kindOf } from '../../src-server/outbound/address-kind.ts'
import { holdsAlways } from '../access/law.ts'

function kind(text: string): AddressKind {
  const address = parseAddress(text)
  assert.ok(address !== null, text)
  return kindOf(address)
}

/** IANA's special-purpose registries, where "globally reachable" is not true; and multicast. */
const special = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(net, bits, 'ipv4')

/** Addresses near the borders of the registries, and anywhere. */
const octets = fc.oneof(
  fc.tuple(
    fc.constantFrom(0, 1, 9, 10, 11, 100, 126, 127, 128, 169, 172, 192, 198, 203, 223, 224, 239, 240, 255),
    fc.constantFrom(0, 15, 16, 17, 18, 19, 20, 31, 32, 51, 63, 64, 88, 127, 128, 167, 168, 253, 254, 255),
    fc.constantFrom(0, 1, 2, 3, 99, 100, 113, 114, 254, 255),
    fc.constantFrom(0, 1, 7, 254, 255),
  ),
  fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
)
type Octets = readonly [number, number, number, number]

const dotted = (parts: Octets): string => parts.join('.')
const hex = ([a, b, c, d]: Octets): string => `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
const flipped = ([a, b, c, d]: Octets): Octets => [a ^ 255, b ^ 255, c ^ 255, d ^ 255]

test('an IPv4 address is public exactly where no registry says otherwise', () => {
  const seen = { public: 0, other: 0 }
  holdsAlways(
    'T17',
    'IPv4 kinds agree with the registries',
    fc.property(octets, (parts) => {
      const text = dotted(parts)
      const isPublic = !special.check(text, 'ipv4')
      seen[isPublic ? 'public' : 'other'] += 1
      assert.is(kind(text) === 'public', isPublic, text)
      assert.is(kind(`::ffff:${text}`), kind(text), `mapped ${text}`)
    }),
  )
  assert.ok(seen.public > 500 && seen.other > 500)
})

const carriers: readonly [string, (parts: Octets) => string][] = [
  ['compatible', (parts) => `::${dotted(parts)}`],
  ['translated', (parts) => `::ffff:0:${hex(parts)}`],
  ['NAT64', (parts) => `64:ff9b::${hex(parts)}`],
  ['6to4', (parts) => `2002:${hex(parts)}::1`],
  ['6to4 with anything behind it', (parts) => `2002:${hex(parts)}:ab:cd:ef:1:2`],
  ['Teredo, its client', (parts) => `2001:0:808:808:8000:63bf:${hex(flipped(parts))}`],
  ['Teredo, its server', (parts) => `2001:0:${hex(parts)}:8000:63bf:${hex(flipped([8, 8, 8, 8]))}`],
  ['ISATAP', (parts) => `2600:1:2:3:0:5efe:${hex(parts)}`],
  ['ISATAP, universal bit', (parts) => `2600:1:2:3:200:5efe:${hex(parts)}`],
]

test('an address that carries an IPv4 address is public only if that is, and else never one that may be allowed', () => {
  for (const [name, carry] of carriers)
    holdsAlways(
      'T17',
      `carried addresses decide: ${name}`,
      fc.property(octets, (parts) => {
        // ::1 and :: are spelled like compatible addresses and are none.
        if (name === 'compatible' && parts[0] === 0 && parts[1] === 0 && parts[2] === 0) return
        assert.is(kind(carry(parts)), kind(dotted(parts)) === 'public' ? 'public' : 'reserved', carry(parts))
      }),
    )
})

test('outside 2000::/3 nothing is public but what carries a public IPv4 address', () => {
  holdsAlways(
    'T17',
    'IPv6 outside unicast is not public',
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
      const carries = value >> 32n === 0n || value >> 32n === 0xffff0000n || value >> 32n === 0x64ff9bn << 64n
      if (value >> 125n === 1n || carries) return
      assert.is.not(kindOf({ width: 128, value }), 'public', value.toString(16))
    }),
  )
})

test('each kind by name', () => {
  const known: readonly [AddressKind, readonly string[]][] = [
    ['public', ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450::1', '2002:808:808::1']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1']],
    ['private', ['10.0.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1', 'fc00::1', 'fec0::1']],
    ['link_local', ['169.254.169.254', 'fe80::1', 'febf::1', '::ffff:169.254.169.254']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
    ['reserved', ['0.0.0.0', '255.255.255.255', '::', '::7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::808:808']],
    ['reserved', ['2001:db8::1', '3fff::1', '2001:10::1', '2001:20::1', '100::1', '5f00::1', '4000::1', '1::1']],
  ]
  for (const [expected, addresses] of known) for (const text of addresses) assert.is(kind(text), expected, text)
})

test.run()
