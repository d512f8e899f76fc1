import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAddress } from '../../src-main/connections/address.ts'
import { policyOf } from '../../src-main/connections/remote-door.ts'

const address = suite('connection address')

const good: readonly [string, string][] = [
  ['status.acme.dev', 'https://status.acme.dev'],
  ['  https://status.acme.dev/ ', 'https://status.acme.dev'],
  ['HTTPS://Status.ACME.dev:443', 'https://status.acme.dev'],
  ['https://status.acme.dev:8443', 'https://status.acme.dev:8443'],
  ['https://status.acme.dev/console/', 'https://status.acme.dev'],
  ['https://status.acme.dev/console/tokens/tok_1', 'https://status.acme.dev'],
  ['https://10.0.0.12:4600', 'https://10.0.0.12:4600'],
  ['https://[fd00::1]:4600', 'https://[fd00::1]:4600'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://127.0.0.1:4600', 'http://127.0.0.1:4600'],
  ['http://localhost:4600', 'http://localhost:4600'],
  ['http://[::1]:4600', 'http://[::1]:4600'],
  ['http://k3x9.localhost:4600/console/', 'http://k3x9.localhost:4600'],
]
for (const [typed, origin] of good)
  address(`reads ${typed.trim()}`, () => {
    const read = readAddress(typed)
    assert.is('trouble' in read ? read.trouble : read.origin, origin)
  })

const bad: readonly [string, string][] = [
  ['', 'bad_address'],
  ['http://status.acme.dev', 'not_encrypted'],
  ['http://10.0.0.12:4600', 'not_encrypted'],
  ['http://localhost.evil.test', 'not_encrypted'],
  ['http://127.0.0.1.evil.test', 'not_encrypted'],
  ['http://[::ffff:127.0.0.1]:4600', 'not_encrypted'],
  ['http://0.0.0.0:4600', 'not_encrypted'],
  ['ftp://status.acme.dev', 'bad_address'],
  ['file:///etc/passwd', 'bad_address'],
  ['javascript:alert(1)', 'bad_address'],
  ['https://mina@status.acme.dev', 'bad_address'],
  ['https://mina:pw@status.acme.dev', 'bad_address'],
  ['https://@status.acme.dev', 'bad_address'],
  ['https://status.acme.dev?x=1', 'bad_address'],
  ['https://status.acme.dev/#code=x', 'bad_address'],
  ['https://status.acme.dev/api/v1', 'bad_address'],
  ['https://status.acme.dev./', 'bad_address'],
  ['https:\\\\status.acme.dev', 'bad_address'],
  ['https://status.acme.dev\\@evil.test', 'bad_address'],
  ['https://status acme.dev', 'bad_address'],
  ['https://status.acme.dev\u0000.evil.test', 'bad_address'],
  ['https://status\u200b.acme.dev', 'bad_address'],
  ['https://status.acme.dev:0', 'bad_address'],
  ['https://status.acme.dev:99999', 'bad_address'],
  ['https://', 'bad_address'],
]
for (const [typed, trouble] of bad)
  address(`refuses ${JSON.stringify(typed)}`, () => {
    const read = readAddress(typed)
    assert.is('trouble' in read ? read.trouble : read.origin, trouble)
  })

address(
  'other spellings of loopback are this computer only where the URL standard makes them its plain address',
  () => {
    for (const typed of [
      'http://127.1:4600',
      'http://2130706433:4600',
      'http://0x7f.1:4600',
      'http://0177.0.0.1:4600',
    ]) {
      const read = readAddress(typed)
      assert.is('trouble' in read ? read.trouble : read.origin, 'http://127.0.0.1:4600', typed)
    }
  },
)

address('whatever is typed, what is read is https or this computer, an origin and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.ipV4(), fc.ipV6(), fc.domain()), (typed) => {
      const read = readAddress(typed)
      if ('trouble' in read) return
      const url = new URL(read.origin)
      assert.is(url.origin, read.origin)
      assert.ok(url.protocol === 'https:' || read.thisComputer)
      assert.equal(readAddress(read.origin), read, 'reading it again changes nothing')
    }),
    { numRuns: 1000 },
  )
})

address('which addresses a connection may reach follows from what its owner agreed to', () => {
  const kinds = (origin: string, privateNetwork: boolean): string[] => [
    ...policyOf({ origin, privateNetwork, pinned: null }).kinds,
  ]
  assert.equal(kinds('https://status.acme.dev', false), ['public'])
  assert.equal(kinds('https://status.acme.dev', true), ['public', 'private'])
  assert.equal(kinds('https://127.0.0.1:4600', true), ['loopback'])
  assert.equal(kinds('http://localhost:4600', false), ['loopback'])
  assert.not(policyOf({ origin: 'https://status.acme.dev', privateNetwork: true, pinned: null }).plainOnLoopback)
})

address.run()
