import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ask } from '../support/ask.ts'
import { ownerEmail, ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { beatkeeper, inProcess, serveCli, temporaryFolder } from './run-cli.ts'

const it = suite<{ folder: ReturnType<typeof temporaryFolder>; server: TestServer }>('backup and restore')
it.before.each(async (context) => {
  context.folder = temporaryFolder()
  context.server = await startTestServer()
})
it.after.each(async ({ folder, server }) => {
  await server.stop()
  folder.remove()
})

const cookieOf = (setCookie: string | undefined): string =>
  /__Host-sid=[^;]+/.exec(setCookie ?? '')?.[0] ?? 'no session cookie'

it('backs up while a server is written to: one private file, whole, with an unbroken log', async ({
  folder,
  server,
}) => {
  const file = join(folder.path, 'beatkeeper-backup.db')
  let writing = true
  const writes = (async () => {
    let count = 0
    for (; writing; count += 1) await server.mint({ name: `under load ${count}` })
    return count
  })()
  const made = await inProcess(['backup', file, '--data', server.dataDir, '--json'])
  writing = false
  assert.ok((await writes) > 0)
  assert.is(made.code, 0, made.err)
  assert.equal(made.json, { file, bytes: statSync(file).size, keys: 'none' })
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.equal(readdirSync(folder.path), ['beatkeeper-backup.db'], 'something was left beside it')
  // No secret of anybody's: the raw value of the owner's token is in no file.
  assert.is(readFileSync(file).indexOf(server.ownerToken), -1)

  const again = await inProcess(['backup', file, '--data', server.dataDir])
  assert.is(again.code, 1)
  assert.match(again.err, /is there already.*--overwrite/)
  assert.is((await inProcess(['backup', file, '--data', server.dataDir, '--overwrite'])).code, 0)
})

it('restores into an empty folder: tokens go on, sessions and open invites end, the log goes on', async ({
  folder,
  server,
}) => {
  const kept = await server.mint({ name: 'kept' })
  const body = { email: ownerEmail, password: ownerPassword }
  const login = await server.ask({ method: 'POST', path: '/api/v1/auth/login', body })
  const session = { Cookie: cookieOf(login.headers['set-cookie']), 'X-CSRF': login.json.csrf }
  assert.is((await server.ask({ path: '/api/v1/me', headers: session })).status, 200)
  const invited = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/invites',
    body: { email: 'new@acme.test', role_key: 'viewer', page_id: null },
  })
  assert.is(invited.status, 201, invited.text)
  const file = join(folder.path, 'b.db')
  assert.is((await inProcess(['backup', file, '--data', server.dataDir])).code, 0)
  const revokedLater = { method: 'POST', path: `/api/v1/admin/tokens/${kept.id}/revoke`, body: { reason: 'later' } }
  assert.is((await server.asOwner(revokedLater)).status, 200)

  const data = join(folder.path, 'restored')
  const restored = await inProcess(['restore', file, '--data', data, '--json'])
  assert.is(restored.code, 0, restored.err)
  assert.equal([restored.json.workspace_id, restored.json.working_tokens], [server.workspaceId, 2])
  const verified = (await inProcess(['audit', 'verify', '--data', data, '--json'])).json
  assert.equal([verified.ok, verified.rows], [true, restored.json.rows + 1])

  const running = await serveCli(data)
  const me = async (headers: Record<string, string>) =>
    (await ask(running.port, { path: '/api/v1/me', headers })).status
  assert.is(await me({ Authorization: `Bearer ${kept.token}` }), 200)
  assert.is(await me(session), 401)
  const invites = await ask(running.port, { path: '/api/v1/org/invites', token: server.ownerToken })
  assert.is(invites.json.data[0].status, 'ended')
  const log = await ask(running.port, {
    path: '/api/v1/admin/audit-log?action=server.restore',
    token: server.ownerToken,
  })
  assert.is(log.json.data[0].changes.after.rows, restored.json.rows)
  await running.stop()

  const twice = await inProcess(['restore', file, '--data', data])
  assert.is(twice.code, 1)
  assert.match(twice.err, /There is a workspace in .* already/)
  const words = await inProcess(['restore', file, '--data', join(folder.path, 'third')])
  assert.match(words.err, /One that was revoked after the backup works again/)
})

it('1 a file that is damaged, tampered with, newer or no backup restores nothing', async ({ folder, server }) => {
  const good = join(folder.path, 'good.db')
  for (let count = 0; count < 30; count += 1) await server.asOwner({ path: '/api/v1/me' })
  assert.is((await inProcess(['backup', good, '--data', server.dataDir])).code, 0)
  const spoilt = (name: string, spoil: (file: string) => void): string => {
    const file = join(folder.path, name)
    copyFileSync(good, file)
    spoil(file)
    return file
  }
  const withSql =
    (...statements: string[]) =>
    (file: string): void => {
      const connection = new SqliteDatabase(file)
      for (const statement of statements) connection.exec(statement)
      connection.close()
    }
  const cases: [string, RegExp][] = [
    [spoilt('text.db', (file) => writeFileSync(file, 'hello')), /no whole backup/],
    [
      spoilt('torn.db', (file) => {
        const bytes = readFileSync(file)
        bytes.fill(0x5a, Math.floor(bytes.length / 3), Math.floor(bytes.length / 3) + 9000)
        writeFileSync(file, bytes)
      }),
      /no whole backup/,
    ],
    [
      spoilt(
        'edited.db',
        withSql('DROP TRIGGER audit_log_no_update', "UPDATE audit_log SET action = 'me.got' WHERE seq = 7"),
      ),
      /no whole backup \(The chain breaks at row 7/,
    ],
    [spoilt('newer.db', withSql('PRAGMA user_version = 99000')), /newer Beatkeeper/],
    [spoilt('other.db', withSql('DROP TABLE audit_details', 'DROP TABLE audit_log')), /holds no workspace/],
    [join(folder.path, 'nowhere.db'), /There is no file/],
  ]
  for (const [file, says] of cases) {
    const data = join(folder.path, 'into')
    const ran = await inProcess(['restore', file, '--data', data])
    assert.equal([ran.code, ran.out], [1, ''], file)
    assert.match(ran.err, says)
    assert.not.ok(existsSync(join(data, 'beatkeeper.db')), file)
  }
})

it('1 a damaged workspace is not backed up, and the file of yesterday stays', async ({ folder, server }) => {
  const file = join(folder.path, 'yesterday.db')
  assert.is((await inProcess(['backup', file, '--data', server.dataDir])).code, 0)
  const yesterday = readFileSync(file)
  const connection = new SqliteDatabase(join(server.dataDir, 'beatkeeper.db'))
  connection.exec('DROP TRIGGER audit_log_no_delete; DELETE FROM audit_log WHERE seq = 1')
  connection.close()
  const ran = await inProcess(['backup', file, '--data', server.dataDir, '--overwrite'])
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, /No backup was made: the database is damaged \(The chain breaks at row 1/)
  assert.ok(readFileSync(file).equals(yesterday))
  assert.equal(readdirSync(folder.path), ['yesterday.db'])
})

it('1 nothing to back up; 2 a folder that is not there', async ({ folder, server }) => {
  assert.match((await inProcess(['backup', join(folder.path, 'x.db'), '--data', folder.path])).err, /no workspace in/)
  const ran = await inProcess(['backup', join(folder.path, 'no', 'x.db'), '--data', server.dataDir])
  assert.is(ran.code, 2)
  const onFolder = await inProcess(['backup', folder.path, '--data', server.dataDir, '--overwrite'])
  assert.equal([onFolder.code, onFolder.err], [2, `${folder.path} is a folder. Name a file in it.\n`])
  assert.is((await beatkeeper(['backup'])).code, 2)
})

it.run()
