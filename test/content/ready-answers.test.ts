import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createReadyAnswers } from '../../src-server/content/ready-answers.ts'
import type { ReadyAnswer } from '../../src-server/http/handler.ts'
import { holds } from './holds.ts'

function answer(text: string, freshUntil = 1000): ReadyAnswer {
  return { status: 200, contentType: 'text/plain', bytes: Buffer.from(text), etag: `"${text}"`, freshUntil }
}

test('public.ready an answer stands until its moment, or until its page changes', () => {
  const ready = createReadyAnswers()
  ready.keep('one', '/x', answer('a', 100))
  ready.keep('two', '/x', answer('b', 100))
  assert.is(ready.find('one', '/x', 99)?.etag, '"a"')
  assert.is(ready.find('one', '/x', 100), undefined)
  assert.is(ready.find('one', '/y', 1), undefined)
  ready.changed('one')
  assert.is(ready.find('one', '/x', 1), undefined)
  assert.is(ready.find('two', '/x', 1)?.etag, '"b"', 'another page is not touched')
})

test('public.ready whatever strangers ask for, memory stays bounded', () => {
  const ready = createReadyAnswers()
  for (let index = 0; index < 5000; index += 1) ready.keep('one', `/incidents?cursor=${index}`, answer(`${index}`))
  const kept = Array.from({ length: 5000 }, (_, index) => ready.find('one', `/incidents?cursor=${index}`, 1)).filter(
    Boolean,
  )
  assert.is(kept.length, 400)
  assert.ok(ready.find('one', '/incidents?cursor=4999', 1), 'the latest is there')
  const big = 'x'.repeat(5 * 1024 * 1024)
  for (let index = 0; index < 10; index += 1) ready.keep('big', `/${index}`, answer(big))
  const bigKept = Array.from({ length: 10 }, (_, index) => ready.find('big', `/${index}`, 1)).filter(Boolean)
  assert.is(bigKept.length, 3)
})

test('public.ready never answers what was kept before the last change of its page', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('keep' as const),
      page: fc.constantFrom('a', 'b'),
      target: fc.constantFrom('/', '/x', '/y'),
    }),
    fc.record({ kind: fc.constant('change' as const), page: fc.constantFrom('a', 'b'), target: fc.constant('') }),
  )
  holds(
    'no answer from before a change',
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ready = createReadyAnswers()
      const truth = new Map<string, string>()
      for (const [index, { kind, page, target }] of steps.entries()) {
        if (kind === 'keep') {
          ready.keep(page, target, answer(String(index)))
          truth.set(`${page} ${target}`, `"${index}"`)
        } else {
          ready.changed(page)
          for (const key of [...truth.keys()]) if (key.startsWith(`${page} `)) truth.delete(key)
        }
        for (const each of ['a', 'b']) {
          for (const path of ['/', '/x', '/y']) {
            assert.is(ready.find(each, path, 1)?.etag, truth.get(`${each} ${path}`))
          }
        }
      }
    }),
  )
})

test.run()
