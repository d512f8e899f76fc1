import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonicalJson } from '../../src-server/journal/canonical-json.ts'
import { jcs } from './stranger.ts'

test('RFC 8785 §3.2.2: the example of the standard', () => {
  const input: unknown = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  assert.is(
    canonicalJson(input),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('RFC 8785 §3.2.3: names are sorted by UTF-16 code units', () => {
  const input = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\u{1f600}': 'Emoji',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  const values = [...canonicalJson(input).matchAll(/:"([^"]+)"/g)].map((match) => match[1])
  assert.equal(values, [
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

const numbers: readonly (readonly [string, string | null])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['7fffffffffffffff', null],
  ['7ff0000000000000', null],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

test('RFC 8785 appendix B: numbers', () => {
  for (const [bits, text] of numbers) {
    const value = Buffer.from(bits, 'hex').readDoubleBE()
    if (text === null)
      assert.throws(
        () => canonicalJson(value),
        (error: unknown) => error instanceof RangeError,
      )
    else assert.is(canonicalJson(value), text, bits)
  }
})

test('the canonical text reads back as the same value, and equals a second implementation', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const read: unknown = JSON.parse(JSON.stringify(value))
      const text = canonicalJson(read)
      assert.equal(JSON.parse(text), read)
      assert.is(text, jcs(read))
    }),
    { numRuns: 500 },
  )
})

test('names that look like numbers or like __proto__ stay in their place', () => {
  const value: unknown = JSON.parse('{"b":1,"10":2,"9":3,"__proto__":{"z":1,"a":2}}')
  assert.is(canonicalJson(value), '{"10":2,"9":3,"__proto__":{"a":2,"z":1},"b":1}')
})

test('members that are undefined are left out; text that is not Unicode and what is no JSON is refused', () => {
  assert.is(canonicalJson({ a: undefined, b: 1 }), '{"b":1}')
  for (const text of ['\ud800', 'a\udc00b']) assert.throws(() => canonicalJson(text), /well-formed/)
  for (const value of [new Date(0), 1n, () => 1, new Map(), Symbol('x')])
    assert.throws(() => canonicalJson(value), /no JSON/)
})

test.run()
