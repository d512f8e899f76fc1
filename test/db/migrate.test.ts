/** Migrations: each step whole or not at all, a newer file untouched, and the history that is never edited. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Migration,
  migrate,
  NewerDatabase,
  refuseNewerFile,
  schemaVersion,
  schemaVersionOf,
} from '../../src-server/db/migrate.ts'
import { migrations } from '../../src-server/db/migrations/index.ts'
import { openDatabase } from '../../src-server/db/open.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('migrations')
const folder = temporaryFolder()
it.after(folder.remove)

const step = (version: number, sql: string): Migration => ({
  version,
  name: `step ${version}`,
  up: (_db, exec) => exec(sql),
})
const bytesOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

it('a new file gets every step, in order, and the last one’s version; a second time nothing happens', () => {
  const { connection, db, close } = openDatabase(folder.file('new.db'))
  migrate(connection)
  assert.is(schemaVersionOf(connection), schemaVersion)
  const schema = (): unknown => db.all("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
  const before = schema()
  migrate(connection)
  assert.equal(schema(), before)
  const versions = migrations.map(({ version }) => version)
  assert.equal(
    versions,
    [...new Set(versions)].sort((a, b) => a - b),
  )
  for (const { name } of db.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  ))
    assert.match(
      String(db.get<{ sql: string }>('SELECT sql FROM sqlite_master WHERE name = ?', name)?.sql),
      /\)\s*STRICT/,
      `${name} is not STRICT`,
    )
  close()
})

it('a file grows from any version of the history to the present one, with its rows', () => {
  for (const [index] of migrations.entries()) {
    const file = folder.file(`from-${index}.db`)
    const older = openDatabase(file)
    migrate(older.connection, migrations.slice(0, index + 1))
    older.db.run("INSERT INTO pages (id, name, is_default, created_at) VALUES ('pag_x', 'kept', 1, 1)")
    older.close()
    const present = openDatabase(file)
    migrate(present.connection)
    assert.is(schemaVersionOf(present.connection), schemaVersion)
    assert.is(present.db.get<{ name: string }>('SELECT name FROM pages')?.name, 'kept')
    present.close()
  }
})

it('a step that fails leaves nothing of itself, and all that came before it', () => {
  const { connection, db, close } = openDatabase(folder.file('failing.db'))
  const steps = [
    step(10, 'CREATE TABLE one (n INTEGER) STRICT'),
    step(20, 'CREATE TABLE two (n INTEGER) STRICT; INSERT INTO two VALUES (1); INSERT INTO nowhere VALUES (1)'),
    step(30, 'CREATE TABLE three (n INTEGER) STRICT'),
  ]
  assert.throws(() => migrate(connection, steps), /migration 20 \(step 20\) failed/)
  const tables = (): string[] =>
    db
      .all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .map(({ name }) => name)
  assert.equal([tables(), schemaVersionOf(connection), connection.inTransaction], [['one'], 10, false])
  migrate(
    connection,
    [steps[0], step(20, 'CREATE TABLE two (n INTEGER) STRICT'), steps[2]].filter((each) => each !== undefined),
  )
  assert.equal([tables(), schemaVersionOf(connection)], [['one', 'three', 'two'], 30])
  close()
})

it('a file of a newer version is refused and not touched, also while its version is still in the WAL', () => {
  const file = folder.file('newer.db')
  const made = openDatabase(file)
  migrate(made.connection)
  made.connection.pragma(`user_version = ${schemaVersion + 10}`)
  const inWal = bytesOf(file)
  assert.throws(
    () => refuseNewerFile(file),
    (error: unknown) => error instanceof NewerDatabase && error.found === schemaVersion + 10,
  )
  assert.is(bytesOf(file), inWal)
  assert.throws(
    () => migrate(made.connection),
    (error: unknown) => error instanceof NewerDatabase && error.known === schemaVersion,
  )
  made.connection.pragma('wal_checkpoint(TRUNCATE)')
  made.close()
  const settled = bytesOf(file)
  assert.throws(
    () => refuseNewerFile(file),
    (error: unknown) => error instanceof NewerDatabase,
  )
  assert.is(bytesOf(file), settled)
  refuseNewerFile(folder.file('absent.db'))
})

it.run()
