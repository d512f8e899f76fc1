/** Statements are kept, and not without end: whoever can filter a list makes SQL texts by the thousand. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { databaseOver } from '../../src-server/db/database.ts'
import { openDatabase } from '../../src-server/db/open.ts'

const it = suite<{ folder: string }>('statements')
it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'beatkeeper-statements-'))
})
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

it('a text is prepared once; of five thousand texts a thousand stay, and the others still answer', ({ folder }) => {
  const { connection, close } = openDatabase(join(folder, 'a.db'))
  let prepared = 0
  const prepare = connection.prepare.bind(connection)
  connection.prepare = ((sql: string) => {
    prepared += 1
    return prepare(sql)
  }) as typeof connection.prepare
  const db = databaseOver(connection)
  const ask = (n: number): unknown => db.get<{ n: number }>(`SELECT ${n} AS n`)?.n
  prepared = 0
  for (let round = 0; round < 3; round += 1) assert.is(ask(1), 1)
  assert.is(prepared, 1)
  for (let n = 0; n < 5000; n += 1) assert.is(ask(n), n)
  assert.is(prepared, 5000)
  assert.is(ask(4999), 4999)
  assert.is(prepared, 5000, 'a late one is kept')
  assert.is(ask(0), 0)
  assert.is(prepared, 5001, 'an early one was given up')
  close()
})

it('a savepoint outlives every text', ({ folder }) => {
  const { db, close } = openDatabase(join(folder, 'a.db'))
  db.run('CREATE TABLE numbers (n INTEGER) STRICT')
  for (let n = 0; n < 2000; n += 1) db.get(`SELECT ${n}`)
  db.savepoint(() => db.run('INSERT INTO numbers VALUES (1)'))
  assert.throws(() =>
    db.savepoint(() => {
      db.run('INSERT INTO numbers VALUES (2)')
      throw new Error('undone')
    }),
  )
  assert.equal(db.all('SELECT n FROM numbers'), [{ n: 1 }])
  close()
})

it.run()
