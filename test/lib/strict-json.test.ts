/** Strict JSON against a naive reading: the same values as JSON.parse, and nothing that two readers could read differently. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseStrictJson, StrictJsonError } from '../../src-server/lib/strict-json.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const runs = Number(process.env.BEATKEEPER_RUNS ?? 5000)
const it = suite('strict JSON')

/** A reader written from RFC 8259 alone, slow and plain: it knows every key of every object and how deep it stands. */
function naive(text: string, maxDepth: number): { value: unknown } | 'refused' {
  let at = 0
  const space = (): void => {
    while (' \t\n\r'.includes(text[at] ?? 'x')) at += 1
  }
  const fail = (): never => {
    throw new SyntaxError(`at ${at}`)
  }
  const take = (word: string): void => {
    if (!text.startsWith(word, at)) fail()
    at += word.length
  }
  const string = (): string => {
    const began = at
    take('"')
    while (text[at] !== '"') {
      if (at >= text.length || (text[at] ?? '') < ' ') fail()
      at += text[at] === '\\' ? 2 : 1
    }
    at += 1
    const value: unknown = JSON.parse(text.slice(began, at))
    return typeof value === 'string' ? value : fail()
  }
  const value = (depth: number): unknown => {
    space()
    const first = text[at] ?? ''
    if (first === '"') return string()
    if (first === '{' || first === '[') {
      if (depth >= maxDepth) fail()
      return first === '{' ? object(depth) : array(depth)
    }
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at))?.[0] ?? fail()
    at += word.length
    return JSON.parse(word)
  }
  const array = (depth: number): unknown[] => {
    take('[')
    space()
    if (text[at] === ']') return items([])
    const list: unknown[] = []
    for (;;) {
      list.push(value(depth + 1))
      space()
      if (text[at] === ']') return items(list)
      take(',')
    }
  }
  const items = (list: unknown[]): unknown[] => {
    take(']')
    return list
  }
  const object = (depth: number): Record<string, unknown> => {
    take('{')
    const entries = new Map<string, unknown>()
    space()
    if (text[at] === '}') {
      at += 1
      return {}
    }
    for (;;) {
      space()
      const key = string()
      if (entries.has(key) || key === '__proto__') fail()
      space()
      take(':')
      entries.set(key, value(depth + 1))
      space()
      if (text[at] === '}') {
        at += 1
        return Object.fromEntries(entries)
      }
      take(',')
    }
  }
  try {
    const whole = value(0)
    space()
    if (at !== text.length) fail()
    return { value: whole }
  } catch {
    return 'refused'
  }
}

function strict(text: string, maxDepth: number): { value: unknown } | 'refused' {
  try {
    return { value: parseStrictJson(text, maxDepth) }
  } catch (error) {
    if (error instanceof StrictJsonError) return 'refused'
    throw error
  }
}

/** JSON as programs write it, with keys that come twice and keys spelled by escapes. */
const written: fc.Arbitrary<string> = fc.letrec<{
  value: string
  object: string
  array: string
  key: string
  blank: string
}>((tie) => ({
  blank: fc.constantFrom('', '', ' ', '\n', '\t\r'),
  key: fc.constantFrom(
    '"a"',
    '"b"',
    '"\\u0061"',
    '"A"',
    '"__proto__"',
    '"\\u005f_proto__"',
    '""',
    '"a\\"b"',
    '"\\\\"',
    '"{"',
    '"\\ud83d"',
  ),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 3 }), tie('blank'))
    .map(([items, blank]) => `[${blank}${items.join(`,${blank}`)}]`),
  object: fc
    .array(fc.tuple(tie('key'), tie('blank'), tie('value')), { maxLength: 3 })
    .map((members) => `{${members.map(([key, blank, value]) => `${blank}${key}${blank}:${value}`).join(',')}}`),
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'value' },
    fc.constantFrom(
      '1',
      '-0.5e3',
      'true',
      'null',
      '"x"',
      '"[{,:}]"',
      '01',
      '"\\x"',
      '"\u0001"',
      'nul',
      '+1',
      '.5',
      "'a'",
    ),
    tie('array'),
    tie('object'),
  ),
})).value

it('T27 agrees with a naive reader on what programs write, on mutations of it, and on any text', () => {
  const cut = fc
    .tuple(written, fc.nat(40), fc.constantFrom('', '"', '\\', '{', '}', ']', ',', ':', '\u0000'))
    .map(([text, at, piece]) => text.slice(0, at) + piece + text.slice(at))
  const property = fc.property(
    fc.oneof(written, cut, fc.string({ unit: 'binary' }), fc.json()),
    fc.integer({ min: 1, max: 4 }),
    (text, depth) => {
      // Written out: deep equality was seen to tell two equal objects apart, once V8 had given keys with escapes another shape.
      fc.pre(text.isWellFormed())
      assert.is(JSON.stringify([strict(text, depth)]), JSON.stringify([naive(text, depth)]))
    },
  )
  const result = fc.check(property, { seed, numRuns: runs })
  console.log(
    `T27 strict JSON against a naive reader ${result.numRuns} runs ${result.failed ? 1 : 0} counterexamples, seed ${seed}`,
  )
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'different')
})

it('32 levels are read, 33 are not, and a million do no harm', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  assert.is.not(strict(nested(32), 32), 'refused')
  assert.is(strict(nested(33), 32), 'refused')
  assert.is(strict(nested(1_000_000), 32), 'refused')
  assert.is(strict('{"a":'.repeat(1_000_000), 32), 'refused')
})

it('keys that only inherit a meaning are keys like any other', () => {
  const text = '{"constructor":{"prototype":{"isAdmin":true}},"toString":1,"hasOwnProperty":2}'
  assert.ok(isDeepStrictEqual(strict(text, 32), { value: JSON.parse(text) }))
  assert.is(Reflect.get({}, 'isAdmin'), undefined)
})

it.run()
