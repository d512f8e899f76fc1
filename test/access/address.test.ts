/**
 * Address lists against two other readings of them: addresses as arrays of bits, written here, and node:net, which is not to be had
 * in a browser but knows what an address is.
 */
import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  allows,
  contains,
  coversAddresses,
  formatAddress,
  formatRange,
  parseAddress,
  parseRange,
  parseRanges,
  problemWithRange,
} from '../../src-server/access/address.ts'
import { holdsAlways } from './law.ts'

/** Few distinct values, so that random addresses often lie in random ranges. */
const octet = fc.constantFrom(0, 1, 10, 127, 128, 192, 203, 254, 255)
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'))
const group = fc.constantFrom('0', '1', 'a', 'ffff', '2001', 'db8', 'fe80', '8000')
const ipv6 = fc.oneof(
  fc.tuple(group, group, group, group, group, group, group, group).map((groups) => groups.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
    .map(([front, back]) => `${front.join(':')}::${back.join(':')}`),
  fc.ipV6(),
)
const address = fc.oneof(ipv4, ipv6)

/** The address as its bits, by the platform's own reading of it: `new URL` writes every IPv6 address the same way. */
function bitsOf(text: string): string {
  if (!text.includes(':'))
    return text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  const [front = '', back = ''] = canonical.split('::')
  const groups = (half: string) => half.split(':').filter((part) => part !== '')
  const zeros = Array<string>(canonical.includes('::') ? 8 - groups(front).length - groups(back).length : 0).fill('0')
  const bits = [...groups(front), ...zeros, ...groups(back)]
    .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0'))
    .join('')
  return bits.startsWith(`${'0'.repeat(80)}${'1'.repeat(16)}`) ? bits.slice(96) : bits
}

const range = fc.tuple(address, fc.nat(128)).map(([text, length]) => {
  const bits = bitsOf(text)
  const prefix = length % (bits.length + 1)
  return { bits: bits.slice(0, prefix).padEnd(bits.length, '0'), prefix }
})

/** Writes bits the plain way: dotted decimals, or eight groups. */
function written(bits: string): string {
  if (bits.length === 32) return (bits.match(/.{8}/g) ?? []).map((part) => Number.parseInt(part, 2)).join('.')
  return (bits.match(/.{16}/g) ?? []).map((part) => Number.parseInt(part, 2).toString(16)).join(':')
}

test('a range holds exactly the addresses that begin with its bits', () => {
  let inside = 0
  holdsAlways(
    'T5',
    'address ranges hold what their bits say',
    fc.property(range, address, ({ bits, prefix }, text) => {
      const parsed = parseRange(`${written(bits)}/${prefix}`)
      const one = parseAddress(text)
      assert.ok(parsed !== null && one !== null)
      const expected = bitsOf(text).length === bits.length && bitsOf(text).startsWith(bits.slice(0, prefix))
      assert.is(contains(parsed, one), expected)
      if (expected) inside += 1
    }),
  )
  assert.ok(inside > 500, 'random addresses have to lie in random ranges now and then')
})

test('a list and node:net agree on who is in it', () => {
  holdsAlways(
    'T5',
    'address lists agree with node:net',
    fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), address, (ranges, text) => {
      // One list for each family: node:net lets ::/0 hold all of IPv4, which we keep apart.
      const blocks = { ipv4: new BlockList(), ipv6: new BlockList() }
      const familyOf = (bits: string) => (bits.length === 32 ? 'ipv4' : 'ipv6')
      for (const { bits, prefix } of ranges) blocks[familyOf(bits)].addSubnet(written(bits), prefix, familyOf(bits))
      const list = parseRanges(ranges.map(({ bits, prefix }) => `${written(bits)}/${prefix}`))
      const family = familyOf(bitsOf(text))
      assert.is(allows(list, text), blocks[family].check(written(bitsOf(text)), family))
    }),
  )
})

test('whatever node:net takes for an address we read, and what it does not we refuse', () => {
  const odd = fc.oneof(
    address,
    fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'F', ':', '.', '%', '/', ' ') }),
    fc.constantFrom(
      '127.1',
      '010.0.0.1',
      '1.2.3.4.5',
      '256.1.1.1',
      '0x7f.0.0.1',
      '2130706433',
      '1.2.3',
      '',
      ':',
      '::',
      ':::',
      '1::2::3',
    ),
    fc.constantFrom(
      '::1.2.3.4',
      '::ffff:1.2.3.4',
      '1:2:3:4:5:6:7::',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      '::g',
      '1.2.3.4::',
      '::1.2.3.4:5',
      '::01.2.3.4',
    ),
  )
  holdsAlways(
    'T5',
    'addresses are read as node:net reads them',
    fc.property(odd, (text) => {
      if (text.includes('%')) return
      assert.is(parseAddress(text) !== null, isIP(text) !== 0)
    }),
  )
})

test('writing an address and reading it again changes nothing, and the platform writes it the same way', () => {
  holdsAlways(
    'T5',
    'format and parse are inverse',
    fc.property(address, (text) => {
      const parsed = parseAddress(text)
      assert.ok(parsed !== null)
      assert.equal(parseAddress(formatAddress(parsed)), parsed)
      if (parsed.width === 128) assert.is(formatAddress(parsed), new URL(`http://[${text}]/`).hostname.slice(1, -1))
    }),
  )
})

test('an IPv4 address is the same whichever way the caller came in', () => {
  const list = parseRanges(['192.0.2.0/24'])
  for (const text of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:192.0.2.7'])
    assert.ok(allows(list, text), text)
  assert.equal(parseRange('::ffff:192.0.2.0/120'), parseRange('192.0.2.0/24'))
  assert.is(parseRange('::ffff:192.0.2.0/24'), null)
})

test('families never match each other: all of IPv6 is no IPv4', () => {
  assert.not(allows(parseRanges(['::/0']), '192.0.2.7'))
  assert.not(allows(parseRanges(['0.0.0.0/0']), '2001:db8::1'))
  assert.ok(allows(parseRanges(['0.0.0.0/0', '::/0']), '2001:db8::1'))
})

test('an empty list holds nobody, and an address that cannot be read is on no list', () => {
  assert.not(allows([], '192.0.2.7'))
  for (const text of ['', 'unknown', '192.0.2.7, 10.0.0.1', '192.0.2.7:443', '[::1]'])
    assert.not(allows(parseRanges(['0.0.0.0/0', '::/0']), text), text)
})

test('a zone belongs to a link-local address and not to a list', () => {
  assert.ok(allows(parseRanges(['fe80::/10']), 'fe80::1%eth0'))
  assert.is(parseAddress('192.0.2.7%eth0'), null)
  assert.is(parseRange('fe80::1%eth0'), null)
})

test('422 a list entry that was mistyped says what to write instead', () => {
  assert.is(problemWithRange('203.0.113.0/24'), null)
  assert.is(problemWithRange('2001:db8::1'), null)
  assert.is(
    problemWithRange('10.0.0.7/8'),
    'has bits set beyond its prefix: write 10.0.0.7 for the one address, or 10.0.0.0/8 for the range',
  )
  for (const text of [
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::/129',
    'localhost',
    '10.0.0.*',
    '10/8',
    '10.0.0.0/-1',
  ]) {
    assert.match(problemWithRange(text) ?? '', /^must be an IPv4 or IPv6 address or range/, text)
    assert.throws(() => parseRanges([text]), /Not an address or range/)
  }
})

test('a single address is written without its prefix', () => {
  for (const text of ['192.0.2.7', '192.0.2.0/24', '2001:db8::/32', '::1', '::/0', '0.0.0.0/0']) {
    const parsed = parseRange(text)
    assert.is(parsed === null ? null : formatRange(parsed), text)
  }
  const whole = parseRange('192.0.2.7/32')
  assert.is(whole === null ? null : formatRange(whole), '192.0.2.7')
})

test('a list covers another exactly if it lets in everyone the other does', () => {
  // Ranges of the last octet only: all 256 addresses can be asked.
  const small = fc.tuple(fc.nat(255), fc.integer({ min: 24, max: 32 })).map(([last, prefix]) => {
    const hostBits = 32 - prefix
    return `203.0.113.${(last >> hostBits) << hostBits}/${prefix}`
  })
  const list = fc.array(small, { maxLength: 6 }).map(parseRanges)
  const all = Array.from({ length: 256 }, (_, last) => `203.0.113.${last}`)
  let covered = 0
  holdsAlways(
    'T5',
    'covering a list is letting in everyone on it',
    fc.property(list, list, (outer, inner) => {
      const expected = all.every((text) => !allows(inner, text) || allows(outer, text))
      assert.is(coversAddresses(outer, inner), expected)
      if (expected && inner.length > 0) covered += 1
    }),
  )
  assert.ok(covered > 100)
})

test('everywhere covers all lists, and no list covers everywhere', () => {
  const list = parseRanges(['0.0.0.0/0', '::/0'])
  assert.ok(coversAddresses(null, null))
  assert.ok(coversAddresses(null, list))
  assert.not(coversAddresses(list, null))
  assert.ok(coversAddresses(list, parseRanges(['10.0.0.0/8', 'fe80::/10'])))
  assert.ok(
    coversAddresses(parseRanges(['10.0.0.0/9', '10.128.0.0/9']), parseRanges(['10.0.0.0/8'])),
    'two halves are a whole',
  )
})

test.run()
