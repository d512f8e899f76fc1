/** Cursors: sealed with the workspace's key and bound to their list; and keyset conditions that cut a list exactly where it was left. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openDatabase } from '../../src-server/db/open.ts'
import { afterPosition, createCursors, orderBy, pageOf } from '../../src-server/http/cursor.ts'
import { temporaryFolder } from '../db/folder.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const it = suite('cursors')
const folder = temporaryFolder()
it.after(folder.remove)

const check = (law: string, property: fc.IPropertyWithHooks<never>, numRuns = 2000): void => {
  const result = fc.check(property as fc.IPropertyWithHooks<[unknown]>, { seed, numRuns })
  console.log(`T5 ${law} ${result.numRuns} runs ${result.failed ? 1 : 0} counterexamples, seed ${seed}`)
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? law)
}
const refused = (work: () => unknown): void =>
  assert.throws(work, (error: { code?: string }) => error.code === 'invalid_cursor')

const value = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
)
const position = fc.tuple(value, fc.string())
const binding = fc.jsonValue()
const cursors = createCursors(() => Buffer.alloc(32, 7))

it('what was sealed is read back, for the same list only', () => {
  check(
    'cursors read back',
    fc.property(position, binding, binding, (where, one, other) => {
      const cursor = cursors.encode(where, one)
      assert.match(cursor, /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}$/)
      assert.equal(cursors.decode(cursor, one), where)
      if (JSON.stringify(one) !== JSON.stringify(other)) refused(() => cursors.decode(cursor, other))
    }) as fc.IPropertyWithHooks<never>,
  )
})

it('damaged, made up, or of another workspace: refused', () => {
  const cursor = cursors.encode(['name', 'tok_1'], ['tokens'])
  const other = createCursors(() => randomBytes(32))
  refused(() => other.decode(cursor, ['tokens']))
  check(
    'damaged cursors',
    fc.property(fc.nat(cursor.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      const damaged = cursor.slice(0, at) + character + cursor.slice(at + 1)
      if (damaged !== cursor) refused(() => cursors.decode(damaged, ['tokens']))
    }) as fc.IPropertyWithHooks<never>,
  )
  check(
    'made-up cursors',
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      refused(() => cursors.decode(text, ['tokens'])),
    ) as fc.IPropertyWithHooks<never>,
  )
})

it('walking a list by keyset gives each row once and in order, with equal values and nothing among them', () => {
  const { db, close } = openDatabase(folder.file('list.db'))
  db.run('CREATE TABLE things (id TEXT PRIMARY KEY, size INTEGER) STRICT')
  const rows = fc.uniqueArray(
    fc.record({ id: fc.stringMatching(/^[a-z]{1,3}$/), size: fc.option(fc.integer({ min: 0, max: 3 })) }),
    { selector: ({ id }) => id, maxLength: 30 },
  )
  check(
    'keyset walks',
    fc.property(rows, fc.boolean(), fc.integer({ min: 1, max: 7 }), (list, descending, limit) => {
      db.savepoint(() => {
        db.run('DELETE FROM things')
        for (const { id, size } of list) db.run('INSERT INTO things VALUES (?, ?)', id, size)
      })
      type Thing = { id: string; size: number | null }
      const walked: Thing[] = []
      let after: (string | number | null)[] | null = null
      for (;;) {
        const keyset = after === null ? { sql: '1', values: [] } : afterPosition('size', descending, after)
        const found = db.all<Thing>(
          `SELECT id, size FROM things WHERE ${keyset.sql} ORDER BY ${orderBy('size', descending)} LIMIT ?`,
          ...keyset.values,
          limit + 1,
        )
        const page = pageOf(
          found,
          limit,
          (thing) => thing,
          ({ size, id }) => JSON.stringify([size, id]),
        )
        walked.push(...page.data)
        if (page.next_cursor === null) break
        after = JSON.parse(page.next_cursor)
      }
      const upwards = (a: Thing, b: Thing): number => {
        const [x, y] = [a.size ?? Number.POSITIVE_INFINITY, b.size ?? Number.POSITIVE_INFINITY]
        return x === y ? (a.id < b.id ? -1 : 1) : x < y ? -1 : 1
      }
      assert.equal(
        walked,
        list.toSorted((a, b) => (descending ? upwards(b, a) : upwards(a, b))).map(({ id, size }) => ({ id, size })),
      )
    }) as fc.IPropertyWithHooks<never>,
    300,
  )
  close()
})

it.run()
