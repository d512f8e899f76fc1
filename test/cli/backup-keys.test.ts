/** Keys and backups: none in a backup unless asked, sealed ones stay sealed, and a restore says what did not come. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { type RunningServer, runServer } from '../../src-server/run.ts'
import { type Ask, ask } from '../support/ask.ts'
import { beatkeeper, initialised, inProcess, temporaryFolder } from './run-cli.ts'

interface Here {
  folder: ReturnType<typeof temporaryFolder>
  data: string
}
const it = suite<Here>('keys in backups')
const image = temporaryFolder()
const mailPassword = 'walrus-sextant-harbour'
const smtp = { host: 'smtp.example.org', user: 'status', password: mailPassword, from: 'status@acme.test' }
let token = ''

/** A server in this process, so that a test can tell it to look. */
async function served(dataDir: string, keyFile: string | null = null): Promise<RunningServer> {
  const around = { publicUrl: null, trustedProxies: [], tls: null, consoleDir: null, readyFile: null }
  const limits = { anonymousPerMinute: null, failedPerMinute: null, tickSeconds: 3600 }
  const config = {
    dataDir,
    port: 0,
    host: '127.0.0.1',
    alsoHost: null,
    keyFile,
    logLevel: 'error',
    checkReplies: true,
  } as const
  const cheap = createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } })
  return runServer({ ...config, ...around, ...limits }, undefined, { passwords: cheap })
}
const by = (running: RunningServer, request: Ask) => ask(running.port, { token, ...request })

it.before(async () => {
  const data = join(image.path, 'data')
  token = (await initialised(data)).token
  const running = await served(data)
  const set = await by(running, { method: 'PATCH', path: '/api/v1/admin/settings/notifications', body: { smtp } })
  assert.is(set.status, 200, set.text)
  await running.stop()
})
it.after(() => image.remove())
it.before.each((context) => {
  context.folder = temporaryFolder()
  context.data = join(context.folder.path, 'data')
  cpSync(join(image.path, 'data'), context.data, { recursive: true })
})
it.after.each(({ folder }) => folder.remove())

it('a backup holds no key unless asked; a restore says whether they came, and mail then says what is missing', async ({
  data,
  folder,
}) => {
  const key = readFileSync(join(data, 'keys', 'sealing.key'), 'utf8').trim()
  const [bare, whole] = [join(folder.path, 'bare.db'), join(folder.path, 'whole.db')]
  const without = await inProcess(['backup', bare, '--data', data, '--json'])
  assert.is(without.json.keys, 'none')
  assert.is(readFileSync(bare).indexOf(key), -1)
  const withKeys = await inProcess(['backup', whole, '--data', data, '--with-keys', '--json'])
  assert.is(withKeys.json.keys, 'open')
  assert.ok(readFileSync(whole).indexOf(key) > 0)
  for (const file of [bare, whole]) assert.is(readFileSync(file).indexOf(mailPassword), -1)

  const brought = join(folder.path, 'brought')
  const one = await inProcess(['restore', whole, '--data', brought, '--json'])
  assert.equal([one.code, one.json.keys], [0, 'brought'], one.err)
  assert.is(readFileSync(join(brought, 'keys', 'sealing.key'), 'utf8').trim(), key)
  for (const file of readdirSync(brought, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'sealing.key') continue
    assert.is(readFileSync(join(file.parentPath, file.name)).indexOf(key), -1, `the key is still in ${file.name}`)
  }
  await (await served(brought)).stop()

  const fresh = join(folder.path, 'fresh')
  const two = await inProcess(['restore', bare, '--data', fresh])
  assert.match(two.err, /Its keys did not come with it.*give passwords of mail servers again/)
  const running = await served(fresh)
  const body = { email: 'new@acme.test', role_key: 'viewer', page_id: null }
  const invited = await by(running, { method: 'POST', path: '/api/v1/org/invites', body })
  assert.is(invited.status, 201, invited.text)
  await running.look()
  const [mail] = (await by(running, { path: '/api/v1/admin/outbox' })).json.data
  assert.equal([mail.state, mail.problem.code], ['waiting', 'password_unreadable'])
  assert.match(mail.problem.detail, /Give it again in the settings/)
  await running.stop()
})

it('a backup of sealed keys opens with the same passphrase elsewhere, and not without', async ({ data, folder }) => {
  const keyFile = join(folder.path, 'passphrase')
  writeFileSync(keyFile, 'lichen quarry kestrel\n')
  await inProcess(['keys', 'seal', '--by', 'passphrase', '--key-file', keyFile, '--data', data])
  const file = join(folder.path, 'sealed.db')
  assert.is((await inProcess(['backup', file, '--data', data, '--with-keys', '--json'])).json.keys, 'sealed')
  const elsewhere = join(folder.path, 'elsewhere')
  assert.is((await inProcess(['restore', file, '--data', elsewhere])).code, 0)
  assert.is((await beatkeeper(['serve', '--data', elsewhere, '--port', '0'])).code, 2)
  const running = await served(elsewhere, keyFile)
  const settings = await by(running, { path: '/api/v1/admin/settings' })
  assert.is(settings.json.notifications.smtp.password_set, true)
  await running.stop()
})

it.run()
