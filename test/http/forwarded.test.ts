/** Whose word is taken about who calls: read from the right, and no further than the proxies that were named. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allows, formatAddress, parseAddress, parseRanges } from '../../src-server/access/address.ts'
import { forwardedAddress, forwardedScheme } from '../../src-server/http/forwarded.ts'
import { holdsAlways } from '../access/law.ts'

const it = suite('forwarded')
const ours = parseRanges(['127.0.0.1', '10.1.0.0/16', '2001:db8:1::/48'])
const trusts = (address: string): boolean => allows(ours, address)
const read = (header: string | undefined): string => forwardedAddress(header, '127.0.0.1', trusts)

it('the nearest address that is no proxy of ours, whatever stands left of it', () => {
  const cases: readonly [string | undefined, string][] = [
    [undefined, '127.0.0.1'],
    ['203.0.113.7', '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7, 10.1.0.5', '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7, 10.1.0.5, 2001:db8:1::7, 127.0.0.1', '203.0.113.7'],
    ['203.0.113.7,10.1.0.5', '203.0.113.7'],
    ['10.1.0.9, 10.1.0.5', '10.1.0.9'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:DB8:2::0001]:4711', '2001:db8:2::1'],
    ['[2001:db8:2::1]', '2001:db8:2::1'],
    ['2001:db8:2:0::1', '2001:db8:2::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:10.1.0.5', '10.1.0.5'],
  ]
  for (const [header, address] of cases) assert.is(read(header), address, header)
})

it('what is no address ends the reading: its writer is the last who is certain', () => {
  for (const nonsense of [
    'unknown',
    '_hidden',
    '',
    '-',
    '127.1',
    '1.2.3.4.5',
    'a'.repeat(9000),
    '1.2.3.4:99999x',
    '[::1',
  ])
    for (const [header, address] of [
      [`6.6.6.6, ${nonsense}`, '127.0.0.1'],
      [`6.6.6.6, ${nonsense}, 10.1.0.5`, '10.1.0.5'],
      [`${nonsense}, 203.0.113.7`, '203.0.113.7'],
    ] as const)
      assert.is(read(header), address, header.slice(0, 80))
})

it('nothing that a caller writes changes where it is counted', () => {
  const words = fc.constantFrom(
    '127.0.0.1',
    '10.1.2.3',
    '203.0.113.9',
    'unknown',
    '',
    '::1',
    '2001:db8:1::1',
    '[::]:1',
    '; x',
  )
  const client = fc.oneof(fc.ipV4(), fc.ipV6()).filter((address) => !trusts(address))
  holdsAlways(
    'T13',
    'a forged X-Forwarded-For changes nothing',
    fc.property(
      fc.array(words),
      client,
      fc.array(fc.constantFrom('10.1.0.5', '2001:db8:1::7')),
      (forged, from, proxies) => {
        const address = parseAddress(from)
        assert.is(read([...forged, from, ...proxies].join(', ')), address === null ? from : formatAddress(address))
      },
    ),
  )
})

it('the scheme is the word of the nearest proxy, and any other word than https is http', () => {
  const cases: readonly [string | undefined, 'http' | 'https'][] = [
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http', 'http'],
    ['https, http', 'http'],
    ['http,https', 'https'],
    ['wss', 'http'],
    ['https evil', 'http'],
  ]
  for (const [header, scheme] of cases) assert.is(forwardedScheme(header, 'https'), scheme, header)
  assert.equal([forwardedScheme(undefined, 'https'), forwardedScheme('', 'http')], ['https', 'http'])
})

it.run()
