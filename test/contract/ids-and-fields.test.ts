/** Ids and the fields that features share: what fits, what does not, and nothing that reads two ways. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type * as z from 'zod/mini'
import {
  limit,
  name,
  queryBoolean,
  queryInteger,
  reason,
  rfc3339Of,
  text,
  timeIn,
} from '../../src-server/contract/fields.ts'
import { id, idKinds, idPattern, idPrefixes } from '../../src-server/contract/ids.ts'
import { prefixOf, secretKinds } from '../../src-server/credentials/secret-format.ts'
import { createNewId } from '../../src-server/lib/id.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const it = suite('ids and fields')

const takes = (schema: z.ZodMiniType, value: unknown): boolean => schema.safeParse(value).success
const read = (schema: z.ZodMiniType, value: unknown): unknown => {
  const result = schema.safeParse(value)
  return result.success ? result.data : undefined
}
const codePoints = (value: string): number => [...value].length

it('an id is its kind’s prefix and 26 characters, in the order of time, and never twice', () => {
  let now = Date.UTC(2026, 10, 21)
  const newId = createNewId({ wall: () => now }, idPrefixes)
  for (const kind of idKinds) {
    assert.match(newId(kind), idPattern(kind))
    assert.ok(takes(id(kind), newId(kind)))
  }
  const made: string[] = []
  for (let turn = 0; turn < 2000; turn += 1) {
    now += 1
    made.push(newId('token'))
  }
  assert.equal(made, [...made].sort())
  const atOnce = Array.from({ length: 20_000 }, () => newId('token'))
  assert.is(new Set(atOnce).size, atOnce.length)
})

it('one kind’s id never passes for another’s, nor for a secret; no prefix begins another', () => {
  const newId = createNewId({ wall: Date.now }, idPrefixes)
  for (const one of idKinds)
    for (const other of idKinds) assert.is(takes(id(one), newId(other)), one === other, `${one} ${other}`)
  const prefixes = [...Object.values(idPrefixes).map((prefix) => `${prefix}_`), ...secretKinds.map(prefixOf)]
  for (const one of prefixes)
    for (const other of prefixes) assert.ok(one === other || !one.startsWith(other), `${one} ${other}`)
})

it('what is no id: other lengths, letters that look alike, upper case, anything around it', () => {
  const good = `tok_${'0'.repeat(26)}`
  assert.ok(takes(id('token'), good))
  for (const bad of [
    '',
    'tok_',
    good.slice(1),
    `${good}0`,
    good.slice(0, -1),
    good.toUpperCase(),
    ` ${good}`,
    `${good}\n`,
    good.replace('0', 'i'),
    good.replace('0', 'l'),
    good.replace('0', 'o'),
    good.replace('0', 'u'),
    good.replace('_', '-'),
    7,
    null,
  ])
    assert.not.ok(takes(id('token'), bad), String(bad))
})

it('names: one to 120 code points after NFC, not blank, no control characters; the answer is NFC', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 130 }), (value) => {
    const normal = value.normalize('NFC')
    const fits =
      value.isWellFormed() &&
      codePoints(normal) >= 1 &&
      codePoints(normal) <= 120 &&
      [...normal].some((each) => each.trim() !== '' && !/\p{DI}/u.test(each)) &&
      !/[\p{Cc}\u2028\u2029]/u.test(normal)
    assert.is(read(name, value), fits ? normal : undefined)
  })
  fc.assert(property, { seed, numRuns: 3000 })
  for (const bad of [7, null, undefined, [], {}, true]) assert.not.ok(takes(name, bad))
})

it('text: up to its length, with line breaks and tabs; a reason is not blank', () => {
  const property = fc.property(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.integer({ min: 0, max: 40 }),
    (value, max) => {
      const normal = value.normalize('NFC')
      const fits =
        value.isWellFormed() &&
        codePoints(normal) <= max &&
        ![...normal].some((each) => /\p{Cc}/u.test(each) && !'\n\r\t'.includes(each))
      assert.is(read(text(max), value), fits ? normal : undefined)
    },
  )
  fc.assert(property, { seed, numRuns: 3000 })
  for (const bad of ['', ' ', '\n\t', 'x'.repeat(501)]) assert.not.ok(takes(reason, bad))
  assert.ok(takes(reason, 'x'.repeat(500)))
})

it('times: what we write is read back, to the millisecond; what the calendar does not have is refused', () => {
  const property = fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
    assert.is(read(timeIn, rfc3339Of(ms)), ms)
  })
  fc.assert(property, { seed, numRuns: 2000 })
  assert.is(read(timeIn, '2027-01-31T12:00:00+02:00'), Date.UTC(2027, 0, 31, 10))
  assert.is(read(timeIn, '2028-02-29t00:00:00.5z'), Date.UTC(2028, 1, 29) + 500)
  for (const bad of [
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
    '2027-02-29T00:00:00Z',
    '2027-04-31T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-00-01T00:00:00Z',
    '2027-01-00T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T00:60:00Z',
    '2027-01-01T00:00:00',
    '2027-01-01',
    '2027-01-01 00:00:00Z',
    '2027-01-01T00:00Z',
    '+002027-01-01T00:00:00Z',
    '2027-01-01T00:00:00+2:00',
    '2027-01-01T00:00:00.Z',
    '1800000000',
    '',
    ' 2027-01-01T00:00:00Z',
    1_800_000_000_000,
    null,
  ])
    assert.not.ok(takes(timeIn, bad), String(bad))
})

it('query values: digits are a number, true is true, and nothing else is either', () => {
  assert.equal(
    ['1', '50', '200'].map((value) => read(limit, value)),
    [1, 50, 200],
  )
  for (const bad of ['0', '201', '-1', '1.0', '1e2', '0x10', ' 1', '', '１', 1])
    assert.not.ok(takes(limit, bad), String(bad))
  assert.equal([read(queryBoolean, 'true'), read(queryBoolean, 'false')], [true, false])
  for (const bad of ['TRUE', '1', '0', 'yes', '', true]) assert.not.ok(takes(queryBoolean, bad), String(bad))
  assert.is(read(queryInteger(0, 10), '007'), 7)
})

it.run()
