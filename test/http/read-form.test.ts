/** Forms of pages: every pair as it was meant, and nothing that is not UTF-8. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseForm } from '../../src-server/http/read-form.ts'

const it = suite('forms')

it('reads what browsers write, as URLSearchParams does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), { maxLength: 20 }),
      (pairs) => {
        const written = new URLSearchParams(pairs.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]))
        const fields = parseForm(written.toString())
        const names = [...new Set([...written.keys()])]
        assert.equal(Object.keys(fields).sort(), names.sort())
        for (const name of names) assert.equal(fields[name], written.getAll(name))
      },
    ),
    { numRuns: 300 },
  )
})

it('a field named like something of every object is a field', () => {
  assert.equal(Object.entries(parseForm('__proto__=1&constructor=2&__proto__=3')), [
    ['__proto__', ['1', '3']],
    ['constructor', ['2']],
  ])
})

it('refuses what is not valid UTF-8, and more fields than any form has', () => {
  for (const text of ['a=%', 'a=%zz', 'a=%ff', '%C3=1', Array.from({ length: 1001 }, () => 'a=1').join('&')])
    assert.throws(
      () => parseForm(text),
      (error: { code?: string }) => error.code === 'malformed_request',
    )
})

it.run()
