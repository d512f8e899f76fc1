/** Each pragma holds on each connection, after the first write and after reopening; with teeth: what SQLite as it is built here does by itself. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openDatabase, openForUpkeep, openReadOnly } from '../../src-server/db/open.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('opening a database')
const folder = temporaryFolder()
it.after(folder.remove)

const pragma = (connection: SqliteDatabase.Database, name: string): unknown => connection.pragma(name, { simple: true })
const wanted: Readonly<Record<string, unknown>> = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: 5000,
  trusted_schema: 0,
  cell_size_check: 1,
  secure_delete: 2,
  wal_autocheckpoint: 0,
  temp_store: 2,
  journal_size_limit: 4194304,
}

function assertPragmas(connection: SqliteDatabase.Database, when: string): void {
  for (const [name, value] of Object.entries(wanted)) assert.is(pragma(connection, name), value, `${name} ${when}`)
}

it('M1 every pragma holds: fresh, after a write, reopened, after a write again', () => {
  const file = folder.file('pragmas.db')
  for (const round of ['fresh', 'reopened', 'reopened again']) {
    const { connection, db, close } = openDatabase(file)
    assertPragmas(connection, round)
    db.run('CREATE TABLE IF NOT EXISTS t (n INTEGER) STRICT')
    db.run('INSERT INTO t VALUES (1)')
    assertPragmas(connection, `${round}, after a write`)
    close()
  }
})

it('M1 teeth: with one pragma less, a reopened WAL file runs at NORMAL, and nothing says so', () => {
  const file = folder.file('teeth.db')
  const open = (): SqliteDatabase.Database => {
    const connection = new SqliteDatabase(file)
    connection.pragma('journal_mode = WAL')
    return connection
  }
  const first = open()
  first.exec('CREATE TABLE t (n INTEGER)')
  first.close()
  const reopened = open()
  reopened.exec('INSERT INTO t VALUES (1)')
  const bySqlite = pragma(reopened, 'synchronous')
  reopened.close()
  console.log(`T25 teeth: a reopened WAL file without our pragma runs at synchronous=${bySqlite}, with it at 2`)
  assert.is(bySqlite, 1)
})

it('what only looks, or only checkpoints, distrusts the file all the same', () => {
  const file = folder.file('readers.db')
  openDatabase(file).close()
  const reader = openReadOnly(file)
  for (const name of ['busy_timeout', 'trusted_schema', 'cell_size_check'])
    assert.is(pragma(reader.connection, name), wanted[name], name)
  assert.throws(() => reader.db.run('CREATE TABLE t (n INTEGER)'), /readonly|read-only/)
  reader.close()
  const upkeep = openForUpkeep(file)
  for (const name of ['busy_timeout', 'trusted_schema', 'cell_size_check', 'synchronous'])
    assert.is(pragma(upkeep, name), wanted[name], name)
  upkeep.close()
  assert.throws(() => openReadOnly(folder.file('absent.db')), /no database/)
  assert.throws(() => openForUpkeep(folder.file('absent.db')))
})

it('files are 0600, also one that was not', () => {
  if (process.platform === 'win32') return
  const file = folder.file('mode.db')
  writeFileSync(file, '', { mode: 0o644 })
  const { db, close } = openDatabase(file)
  db.run('CREATE TABLE t (n INTEGER) STRICT')
  for (const each of [file, `${file}-wal`, `${file}-shm`])
    assert.is((statSync(each).mode & 0o777).toString(8), '600', each)
  close()
})

it('a file that is no database is refused and stays as it was', () => {
  const file = folder.file('text.db')
  writeFileSync(file, 'these are not the tables you are looking for '.repeat(100))
  const before = readFileSync(file)
  assert.throws(() => openDatabase(file), /not a database/)
  assert.equal(readFileSync(file), before)
})

it('foreign keys are enforced, and functions of a schema are not run', () => {
  const { db, connection, close } = openDatabase(folder.file('keys.db'))
  db.run('CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT')
  db.run('CREATE TABLE b (a INTEGER REFERENCES a (id)) STRICT')
  assert.throws(() => db.run('INSERT INTO b VALUES (7)'), /FOREIGN KEY/)
  connection.function('told', { directOnly: false }, () => 'by the schema')
  connection.exec('CREATE VIEW v AS SELECT told() AS word')
  assert.throws(() => db.get('SELECT word FROM v'), /unsafe use of told/)
  close()
})

it.run()
