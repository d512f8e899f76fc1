/** A batch does without savepoints until one is missed; then it is run again with them, and nothing of the first run is left. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type OpenDatabase, openDatabase } from '../../src-server/db/open.ts'
import { createWriter, type Writer } from '../../src-server/db/writer.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('savepoints')
const folder = temporaryFolder()
let open: OpenDatabase
let writer: Writer

it.before(() => {
  open = openDatabase(folder.file('savepoints.db'))
  open.db.run('CREATE TABLE t (n INTEGER UNIQUE) STRICT')
})
it.before.each(() => {
  open.db.run('DELETE FROM t')
  writer = createWriter({
    connection: open.connection,
    db: open.db,
    onStorageFull: () => false,
    onCommitted: () => undefined,
    onBroken: () => undefined,
  })
})
it.after(() => {
  open.close()
  folder.remove()
})

const rows = (): number[] => open.db.all<{ n: number }>('SELECT n FROM t ORDER BY n').map(({ n }) => n)

/** One caller: writes `kept`, then in a savepoint `tried`, which throws after so many of them; a throw is its answer, not its end. */
interface Plan {
  readonly kept: readonly number[]
  readonly tried: readonly number[]
  readonly throws: boolean
}

function enqueue(plan: Plan, runs: { count: number }): void {
  writer.enqueue({
    essential: false,
    run: (tx) => {
      runs.count += 1
      for (const n of plan.kept) tx.run('INSERT INTO t VALUES (?)', n)
      try {
        tx.savepoint(() => {
          for (const n of plan.tried) tx.run('INSERT INTO t VALUES (?)', n)
          if (plan.throws) throw new Error('refused')
        })
      } catch (error) {
        if (!(error instanceof Error && error.message === 'refused')) throw error
      }
    },
    committed: () => undefined,
    failed: (error) => {
      throw error
    },
  })
}

it('a refusal before the first write costs no second run', () => {
  const runs = { count: 0 }
  enqueue({ kept: [1], tried: [2], throws: false }, runs)
  enqueue({ kept: [3], tried: [], throws: true }, runs)
  writer.flush()
  assert.equal([rows(), runs.count], [[1, 2, 3], 2])
})

it('a refusal after a write undoes what its savepoint wrote, and nothing else', () => {
  const runs = { count: 0 }
  enqueue({ kept: [1], tried: [2], throws: false }, runs)
  enqueue({ kept: [3], tried: [4, 5], throws: true }, runs)
  enqueue({ kept: [6], tried: [], throws: false }, runs)
  writer.flush()
  assert.equal([rows(), runs.count], [[1, 2, 3, 6], 6])
})

it('a statement that a constraint refuses inside a savepoint is undone with it', () => {
  writer.enqueue({
    essential: false,
    run: (tx) => {
      tx.run('INSERT INTO t VALUES (1)')
      try {
        tx.savepoint(() => {
          tx.run('INSERT INTO t VALUES (2)')
          tx.run('INSERT INTO t VALUES (1)')
        })
      } catch {
        tx.run('INSERT INTO t VALUES (3)')
      }
    },
    committed: () => undefined,
    failed: () => undefined,
  })
  writer.flush()
  assert.equal(rows(), [1, 3])
})

it('whatever a batch holds, the outcome is that of savepoints kept from the start', () => {
  const plan = fc.record({ kept: fc.nat(2), tried: fc.nat(3), throws: fc.boolean() })
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 12 }), (shapes) => {
      open.db.run('DELETE FROM t')
      let next = 0
      const numbers = (count: number): number[] => Array.from({ length: count }, () => (next += 1))
      const plans = shapes.map(({ kept, tried, throws }) => ({ kept: numbers(kept), tried: numbers(tried), throws }))
      for (const each of plans) enqueue(each, { count: 0 })
      writer.flush()
      const wanted = plans.flatMap((each) => (each.throws ? each.kept : [...each.kept, ...each.tried]))
      assert.equal(rows(), wanted)
    }),
    { numRuns: 300 },
  )
})

it.run()
