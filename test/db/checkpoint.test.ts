/** Checkpoints: whatever is written, the WAL is begun anew instead of growing, and what was committed is in the database. */
import { statSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createCheckpoints, waitingPages } from '../../src-server/db/checkpoint.ts'
import { openDatabase, openReadOnly } from '../../src-server/db/open.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('checkpoint')
const folder = temporaryFolder()
it.after(() => folder.remove())

const worker = new URL('../../src-server/db/checkpoint-worker.ts', import.meta.url)
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('the WAL has room from the start, and a writer that never pauses stays within it', async () => {
  const file = folder.file('busy.db')
  const { connection, db, close } = openDatabase(file)
  db.run('CREATE TABLE t (n INTEGER PRIMARY KEY, filler TEXT) STRICT')
  const checkpoints = createCheckpoints(connection, file, worker)
  const room = statSync(`${file}-wal`).size
  let restarts = 0
  let before = waitingPages(connection)
  // Until the WAL was begun anew three times: however fast the worker is, the writer is never asked to wait for it.
  for (let batch = 0; restarts < 3; batch += 1) {
    db.run('INSERT INTO t (filler) VALUES (?)', 'x'.repeat(3000))
    checkpoints.committed()
    const now = waitingPages(connection)
    if (now < before) restarts += 1
    before = now
    await turn()
    assert.ok(batch < 200_000, 'the WAL was never begun anew')
  }
  assert.ok(room >= 4 * 1024 * 1024, 'room was made')
  assert.ok(statSync(`${file}-wal`).size < 16 * 1024 * 1024, 'it did not grow without end')
  const kept = db.get<{ n: number }>('SELECT count(*) AS n FROM t')?.n
  await checkpoints.stop()
  close()
  const again = openReadOnly(file)
  assert.is(again.db.get<{ n: number }>('SELECT count(*) AS n FROM t')?.n, kept)
  assert.equal(again.db.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
  again.close()
})

it('zeros behind the last frame are no frames: a file that was not closed opens with what was committed', () => {
  const file = folder.file('killed.db')
  const first = openDatabase(file)
  first.db.run('CREATE TABLE t (n INTEGER) STRICT')
  for (let n = 0; n < 50; n += 1) first.db.run('INSERT INTO t VALUES (?)', n)
  // A second connection reads the WAL as a start after a kill would: the first is still open.
  const second = openReadOnly(file)
  assert.is(second.db.get<{ n: number }>('SELECT count(*) AS n FROM t')?.n, 50)
  second.close()
  first.close()
})

it.run()
