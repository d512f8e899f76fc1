/** Group commit: who waits together shares an fsync and not a fate; nothing is answered before COMMIT; and what comes after COMMIT undoes nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type OpenDatabase, openDatabase } from '../../src-server/db/open.ts'
import { type BatchEntry, createWriter, type Writer } from '../../src-server/db/writer.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('writer')
const folder = temporaryFolder()
let open: OpenDatabase
let writer: Writer
let calls: string[]
let hasBallast: boolean
let onCommitted: () => void

it.before(() => {
  open = openDatabase(folder.file('writer.db'))
  open.db.run('CREATE TABLE t (n INTEGER UNIQUE) STRICT')
})
it.before.each(() => {
  open.db.run('DELETE FROM t')
  calls = []
  hasBallast = false
  onCommitted = () => undefined
  writer = createWriter({
    connection: open.connection,
    db: open.db,
    onStorageFull: () => {
      calls.push('full')
      return hasBallast
    },
    onCommitted: () => onCommitted(),
    onBroken: (error) => calls.push(`broken ${error instanceof Error ? error.message : ''}`),
  })
})
it.after(() => {
  open.close()
  folder.remove()
})

const rows = (): number[] => open.db.all<{ n: number }>('SELECT n FROM t ORDER BY n').map(({ n }) => n)
const insert = (n: number, more: Partial<BatchEntry> = {}): BatchEntry => ({
  essential: false,
  run: (tx) => void tx.run('INSERT INTO t VALUES (?)', n),
  committed: () => calls.push(`committed ${n}`),
  failed: (error) => calls.push(`failed ${n}: ${error instanceof Error ? error.message : ''}`),
  ...more,
})
const failing = (n: number, error: Error): BatchEntry =>
  insert(n, {
    run: (tx) => {
      tx.run('INSERT INTO t VALUES (?)', n)
      throw error
    },
  })
const sqlite = (code: string): Error => Object.assign(new Error(code), { code })

it('what was handed over in one turn is one transaction, in order, and nobody hears before COMMIT', async () => {
  const seen: boolean[] = []
  const all = [1, 2, 3].map((n) => writer.submit((tx) => tx.run('INSERT INTO t VALUES (?)', n)))
  writer.enqueue(insert(4, { committed: () => seen.push(open.connection.inTransaction) }))
  assert.equal([rows(), writer.counts.batches], [[], 0])
  assert.equal(await Promise.all(all), [1, 1, 1])
  assert.equal([rows(), writer.counts, seen], [[1, 2, 3, 4], { batches: 1, entries: 4 }, [false]])
})

it('while each turn brings more, the batch waits for them; a lone entry waits for nobody', async () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  writer.enqueue(insert(1))
  await turn()
  assert.equal([rows(), writer.counts.batches], [[1], 1])
  writer.enqueue(insert(2))
  writer.enqueue(insert(3))
  await turn()
  writer.enqueue(insert(4))
  await turn()
  writer.enqueue(insert(5))
  await turn()
  assert.is(writer.counts.batches, 1)
  await turn()
  assert.equal([rows(), writer.counts.batches], [[1, 2, 3, 4, 5], 2])
})

it('however many come, a batch is committed after sixteen turns', async () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  for (let n = 1; writer.counts.batches === 0; n += 2) {
    writer.enqueue(insert(n))
    writer.enqueue(insert(n + 1))
    await turn()
    assert.ok(n < 2 * 20, 'it never ended')
  }
  assert.ok(rows().length <= 34)
})

it('an entry that fails is taken out, with everything it did; the others are committed', () => {
  for (const entry of [insert(1), failing(2, new Error('its own')), insert(3), failing(4, new Error('too')), insert(5)])
    writer.enqueue(entry)
  writer.flush()
  assert.equal(rows(), [1, 3, 5])
  assert.equal(calls, ['failed 2: its own', 'failed 4: too', 'committed 1', 'committed 3', 'committed 5'])
})

it('a statement that a constraint refuses is its own entry’s failure', () => {
  for (const entry of [insert(1), insert(1), insert(2)]) writer.enqueue(entry)
  writer.flush()
  assert.equal([rows(), calls[0]?.startsWith('failed 1: UNIQUE')], [[1, 2], true])
})

it('participants move with the commit: before it all of the batch is there, after a rollback they hear false', () => {
  const heard: string[] = []
  writer.join({
    beforeCommit: (tx) => void heard.push(`before ${tx.all('SELECT n FROM t').length}`),
    settled: (committed) => void heard.push(String(committed)),
  })
  for (const entry of [insert(1), failing(2, new Error('x')), insert(3)]) writer.enqueue(entry)
  writer.flush()
  assert.equal(heard, ['false', 'before 2', 'true'])
})

it('a participant that fails before COMMIT fails the whole batch, and nothing of it stays', () => {
  writer.join({
    beforeCommit: () => {
      throw sqlite('SQLITE_CONSTRAINT_TRIGGER')
    },
    settled: (committed) => calls.push(`settled ${committed}`),
  })
  for (const entry of [insert(1), insert(2)]) writer.enqueue(entry)
  writer.flush()
  assert.equal(
    [rows(), calls],
    [[], ['settled false', 'failed 1: SQLITE_CONSTRAINT_TRIGGER', 'failed 2: SQLITE_CONSTRAINT_TRIGGER']],
  )
})

it('a full disk: room is made, the batch is run again with what is essential, the rest is told', () => {
  hasBallast = true
  let attempts = 0
  const revoke = insert(2, {
    essential: true,
    run: (tx) => {
      attempts += 1
      if (attempts === 1) throw sqlite('SQLITE_FULL')
      tx.run('INSERT INTO t VALUES (2)')
    },
  })
  for (const entry of [insert(1), revoke, insert(3), insert(4, { essential: true })]) writer.enqueue(entry)
  writer.flush()
  assert.equal(rows(), [2, 4])
  assert.equal(calls, ['full', 'failed 1: SQLITE_FULL', 'failed 3: SQLITE_FULL', 'committed 2', 'committed 4'])
})

it('a disk that stays full: everyone is told once, and nothing is asked for without end', () => {
  const full = (n: number): BatchEntry => ({ ...failing(n, sqlite('SQLITE_FULL')), essential: true })
  for (const entry of [full(1), insert(2, { essential: true })]) writer.enqueue(entry)
  writer.flush()
  assert.equal([rows(), calls], [[], ['full', 'failed 1: SQLITE_FULL', 'failed 2: SQLITE_FULL']])
})

it('a damaged file is reported, and every waiter is told', () => {
  writer.join({
    beforeCommit: () => {
      throw sqlite('SQLITE_CORRUPT')
    },
    settled: () => undefined,
  })
  writer.enqueue(insert(1))
  writer.flush()
  assert.equal([rows(), calls], [[], ['failed 1: SQLITE_CORRUPT', 'broken SQLITE_CORRUPT']])
})

it('a damaged file that one entry comes upon is everybody’s matter', () => {
  for (const entry of [insert(1), failing(2, sqlite('SQLITE_IOERR_WRITE')), insert(3)]) writer.enqueue(entry)
  writer.flush()
  assert.equal(rows(), [])
  assert.is(calls.filter((call) => call.endsWith('SQLITE_IOERR_WRITE')).length, 4)
  assert.is(calls.at(-1), 'broken SQLITE_IOERR_WRITE')
})

it('what was committed stays committed: a throw afterwards changes nobody’s answer, runs nothing again, and ends the process', async () => {
  const uncaught: string[] = []
  const listen = (error: Error): void => void uncaught.push(error.message)
  const before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', listen)
  try {
    onCommitted = () => {
      throw sqlite('SQLITE_FULL')
    }
    const throwing = insert(1, {
      committed: () => {
        throw new Error('a bug after COMMIT')
      },
    })
    for (const entry of [throwing, insert(2, { essential: true }), insert(3)]) writer.enqueue(entry)
    writer.flush()
    assert.equal(
      [rows(), calls],
      [
        [1, 2, 3],
        ['committed 2', 'committed 3'],
      ],
    )
    // Both throws come out where nobody catches them: after two more turns of the loop.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    assert.equal(uncaught, ['a bug after COMMIT', 'SQLITE_FULL'])
  } finally {
    process.removeListener('uncaughtException', listen)
    for (const each of before) process.on('uncaughtException', each)
  }
})

it('submit answers what the work answered, or why it was not done', async () => {
  assert.is(await writer.submit(() => 'value'), 'value')
  const refused = await writer.submit(failNow).catch((error: Error) => error.message)
  assert.is(refused, 'no')
})

function failNow(): never {
  throw new Error('no')
}

it('a thousand entries of random fates: exactly the good ones are there', () => {
  const bad = new Set<number>()
  for (let n = 0; n < 1000; n += 1) {
    const fails = (n * 7919) % 5 === 0
    if (fails) bad.add(n)
    writer.enqueue(fails ? failing(n, new Error('x')) : insert(n))
  }
  writer.flush()
  assert.equal(
    rows(),
    Array.from({ length: 1000 }, (_, n) => n).filter((n) => !bad.has(n)),
  )
  assert.is(calls.length, 1000)
})

it.run()
