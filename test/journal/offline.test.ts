import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { auditVerify } from '../../src-server/cli/audit-verify.ts'
import { holdDataFolder } from '../../src-server/db/data-folder.ts'
import { migrate } from '../../src-server/db/migrate.ts'
import { openDatabase } from '../../src-server/db/open.ts'
import { dropTriggers, handClock, logOver, type TestLog } from './harness.ts'
import { appendSampleRows } from './sample.ts'

interface Context {
  folder: string
}

const offline = suite<Context>('audit verify offline', { folder: '' })
offline.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'beatkeeper-offline-'))
})
offline.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** Runs the command as the command line does. */
async function verify(data: string, json = false): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await auditVerify({ data, json }, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

/** A real data folder with a log in it, open. */
function openFolder(folder: string): TestLog & { close(): void } {
  const held = holdDataFolder(folder)
  const { connection, db, close } = openDatabase(held.databaseFile)
  migrate(connection)
  const log = logOver(connection, db, handClock())
  return {
    ...log,
    close() {
      close()
      held.release()
    },
  }
}

/** Every byte of a folder. */
function fingerprint(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  )
}

/** What a crash leaves: the files as they are while the database is open, the last rows in the WAL only. */
function crash(folder: string, into: string): void {
  for (const name of readdirSync(folder)) if (!name.endsWith('-shm')) copyFileSync(join(folder, name), join(into, name))
}

offline('a folder at rest: whole, exit 0, and not one byte of it changed', async ({ folder }) => {
  const log = openFolder(folder)
  appendSampleRows(log, 50)
  const { seq, hash } = log.journal.head
  log.close()
  const before = fingerprint(folder)
  const { code, out, err } = await verify(folder)
  assert.equal([code, err], [0, ''])
  assert.match(out, `Consistent: ${seq} rows of the audit log of ${log.workspaceId}, no gap and no edit.`)
  assert.match(out, hash)
  assert.equal(fingerprint(folder), before)
})

offline('what a crash left in the WAL is read, and stays where it is', async ({ folder }) => {
  const log = openFolder(folder)
  log.connection.pragma('wal_checkpoint(TRUNCATE)')
  appendSampleRows(log, 30)
  const crashed = mkdtempSync(join(tmpdir(), 'beatkeeper-crashed-'))
  try {
    crash(folder, crashed)
    const before = fingerprint(crashed)
    assert.ok(Object.keys(before).includes('beatkeeper.db-wal'))
    const { code, out } = await verify(crashed, true)
    assert.is(code, 0)
    assert.equal(JSON.parse(out).rows, log.journal.head.seq)
    assert.equal(fingerprint(crashed), before)
  } finally {
    rmSync(crashed, { recursive: true, force: true })
    log.close()
  }
})

offline('a running server: read through a backup, while it goes on writing', async ({ folder }) => {
  const log = openFolder(folder)
  try {
    appendSampleRows(log, 40)
    const verifying = verify(folder, true)
    appendSampleRows(log, 10, 40)
    const { code, out } = await verifying
    assert.is(code, 0)
    const verdict = JSON.parse(out)
    assert.ok(verdict.server_was_running)
    assert.ok(verdict.rows >= 40)
    assert.equal(JSON.parse((await verify(folder, true)).out).head, log.journal.head.hash)
  } finally {
    log.close()
  }
})

offline('a broken chain: exit 3, the first bad row, in words and as JSON', async ({ folder }) => {
  const log = openFolder(folder)
  appendSampleRows(log, 50)
  dropTriggers(log.connection)
  log.connection.exec("UPDATE audit_log SET action = 'token.enable' WHERE seq = 23")
  log.close()
  const words = await verify(folder)
  assert.is(words.code, 3)
  assert.match(
    words.out,
    'First bad row: 23: it was edited, or the rows before it were. The 22 rows before it are good.',
  )
  const { code, out } = await verify(folder, true)
  const { ok, rows, first_bad_seq, reason } = JSON.parse(out)
  assert.equal([code, ok, rows, first_bad_seq, reason], [3, false, 22, 23, 'edited'])
})

offline('no temporary copy is left behind, whatever the verdict', async ({ folder }) => {
  const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('beatkeeper-evidence-')).length
  const before = copies()
  const log = openFolder(folder)
  appendSampleRows(log, 5)
  log.close()
  await verify(folder)
  writeFileSync(join(folder, 'beatkeeper.db'), 'this is no database, and it is long enough to look at: '.repeat(20))
  await verify(folder)
  assert.is(copies(), before)
})

offline(
  'what is no workspace is said so, exit 1: no file, no database, no log, a newer one, a view in place of the log',
  async ({ folder }) => {
    const expect = async (words: RegExp): Promise<void> => {
      const before = fingerprint(folder)
      const { code, out, err } = await verify(folder)
      assert.equal([code, out], [1, ''])
      assert.match(err, words)
      assert.equal(fingerprint(folder), before)
    }
    await expect(/There is no beatkeeper\.db/)
    const file = join(folder, 'beatkeeper.db')
    const make = (work: (connection: SqliteDatabase.Database) => void): void => {
      rmSync(file, { force: true })
      const connection = new SqliteDatabase(file)
      work(connection)
      connection.close()
    }
    writeFileSync(file, 'this is no database, and it is long enough to look at: '.repeat(20))
    await expect(/cannot be read|not a database/)
    make((connection) => connection.exec('CREATE TABLE other (n INTEGER)'))
    await expect(/holds no audit log/)
    make((connection) => {
      migrate(connection)
    })
    await expect(/holds no workspace yet/)
    make((connection) => {
      migrate(connection)
      connection.pragma('user_version = 9999')
    })
    await expect(/newer Beatkeeper/)
    make((connection) => {
      migrate(connection)
      connection.exec('DROP TABLE audit_log; CREATE VIEW audit_log AS SELECT 1 AS seq')
    })
    await expect(/holds no audit log/)
  },
)

offline('an empty log is whole', async ({ folder }) => {
  openFolder(folder).close()
  const { code, out } = await verify(folder)
  assert.is(code, 0)
  assert.match(out, 'Consistent: 0 rows')
})

offline.run()
