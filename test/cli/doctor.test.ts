import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer } from '../support/harness.ts'
import { inProcess, temporaryFolder } from './run-cli.ts'

const it = suite('beatkeeper doctor')

interface Finding {
  check: string
  ok: boolean
  says: string
}

async function examine(dataDir: string): Promise<{ code: number | null; of(check: string): Finding }> {
  const ran = await inProcess(['doctor', '--data', dataDir, '--json'])
  const { findings } = ran.json
  return {
    code: ran.code,
    of: (check) =>
      findings.find((finding: Finding) => finding.check === check) ?? { check, ok: false, says: 'missing' },
  }
}

it('finds a running server, proves it, and finds all well', async () => {
  const server = await startTestServer()
  const found = await examine(server.dataDir)
  for (const check of [
    'Node',
    'Data folder',
    'Database',
    'Keys',
    'Identity key',
    'Disk',
    'Database file',
    'Audit log',
    'Server',
  ])
    assert.ok(found.of(check).ok, `${check}: ${found.of(check).says}`)
  assert.match(found.of('Server').says, new RegExp(`runs at ${server.url}`))
  const words = await inProcess(['doctor', '--data', server.dataDir])
  assert.match(words.out, /^ok {4}Audit log: \d+ rows?, no gap and no edit\.$/m)
  await server.stop()
})

it('3 names what is not well and says what to do, and changes nothing', async () => {
  const server = await startTestServer()
  await server.asOwner({ path: '/api/v1/me' })
  const { dataDir } = server
  const file = join(dataDir, 'beatkeeper.db')
  await server.running.stop()
  chmodSync(file, 0o644)
  const connection = new SqliteDatabase(file)
  connection.exec("DROP TRIGGER audit_log_no_update; UPDATE audit_log SET action = 'me.got' WHERE seq = 2")
  connection.close()

  const found = await examine(dataDir)
  assert.is(found.code, 3)
  if (process.platform !== 'win32') assert.match(found.of('Database').says, /Run: chmod 600 /)
  assert.match(found.of('Audit log').says, /The chain breaks at row 2/)
  assert.not.ok(found.of('Audit log').ok)
  assert.ok(found.of('Database file').ok)
  rmSync(dataDir, { recursive: true, force: true })
})

it('an empty folder, and none at all, are no trouble', async () => {
  const folder = temporaryFolder()
  const fresh = join(folder.path, 'fresh')
  mkdirSync(fresh, { mode: 0o700 })
  assert.match((await examine(fresh)).of('Database').says, /none yet/)
  assert.match((await examine(join(folder.path, 'none'))).of('Data folder').says, /the first start makes it/)
  folder.remove()
})

it.run()
