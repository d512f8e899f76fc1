/** Codes of authenticator apps: the vectors of RFC 6238, the window, and no code twice. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadTotp, newTotpSecret } from '../../src-server/credentials/totp.ts'

const it = suite('totp')
const totp = await loadTotp()
/** RFC 6238 appendix B, SHA-1: the secret, and the last six of the eight digits at these seconds. */
const secret = Buffer.from('12345678901234567890')
const vectors: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
]

it('reads the codes of RFC 6238 appendix B', () => {
  for (const [second, code] of vectors)
    assert.is(totp.stepOf(secret, code, second * 1000, 0), Math.floor(second / 30), code)
})

it('takes a code one step early or late and no further, and none whose step has been taken', () => {
  const run = fc.property(fc.integer({ min: 100, max: 200_000_000 }), fc.integer({ min: -4, max: 4 }), (step, off) => {
    const code = codeAt(step + off)
    const now = step * 30_000 + 17_000
    const found = totp.stepOf(secret, code, now, 0)
    const isNear = Math.abs(off) <= 1
    // Two steps may have one code by chance: what is found is a step of the window with exactly this code.
    if (isNear) assert.ok(found !== null && Math.abs(found - step) <= 1 && codeAt(found) === code)
    else if (found !== null) assert.is(codeAt(found), code)
    const again = totp.stepOf(secret, code, now, step + 1)
    assert.is(again, null)
  })
  fc.assert(run, { numRuns: 500 })
})

it('knows no code of another length, of letters, or of another secret', () => {
  const now = 59_000
  for (const code of ['', '28708', '2870822', '28708２', 'abcdef', '287 082', '-87082'])
    assert.is(totp.stepOf(secret, code, now, 0), null, code)
  assert.is(totp.stepOf(Buffer.alloc(20), '287082', now, 0), null)
})

it('shows a secret of 160 bits as base32, and an address that names workspace and person', () => {
  const fresh = newTotpSecret()
  assert.is(fresh.length, 20)
  assert.match(totp.textOf(fresh), /^[A-Z2-7]{32}$/)
  const uri = new URL(totp.uriOf(secret, 'Beatkeeper Acme: EU', 'mina@example.org'))
  assert.is(uri.protocol, 'otpauth:')
  assert.is(decodeURIComponent(uri.pathname).replace(/^\/+(?:totp\/)?/, ''), 'Beatkeeper Acme  EU:mina@example.org')
  assert.equal(Object.fromEntries(uri.searchParams), {
    issuer: 'Beatkeeper Acme  EU',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})

/** The code of a step, by RFC 4226 §5.3 written out: shares nothing with the library. */
function codeAt(step: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(message).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

it.run()
