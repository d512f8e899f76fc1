import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bodyFrom } from '../../src-server/cli/token-create.ts'
import { shown } from '../../src-server/cli/token-text.ts'
import { PRESETS } from '../../src-server/contract/presets.ts'
import { mintSecret, secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { beatkeeper, inProcess, type Ran, temporaryFolder } from './run-cli.ts'

interface Context {
  server: TestServer
  folder: ReturnType<typeof temporaryFolder>
  /** A command against the server, as its owner. */
  run(...words: string[]): Promise<Ran>
}

const it = suite<Context>('beatkeeper token')
it.before(async (context) => {
  context.server = await startTestServer()
  context.folder = temporaryFolder()
  const env = { BEATKEEPER_TOKEN: context.server.ownerToken, BEATKEEPER_URL: context.server.url }
  context.run = (...words) => inProcess(['token', ...words], { env })
})
it.after(async ({ server, folder }) => {
  await server.stop()
  folder.remove()
})

it('create prints the raw value alone, which works at once; revoke ends it for the next call', async ({
  server,
  run,
}) => {
  const made = await run('create', '--name', 'nightly export', '--preset', 'workflow-automation', '--expires-in', '30d')
  assert.is(made.code, 0, made.err)
  const secret = made.out.trim()
  assert.equal([made.out, secretKindOf(secret)], [`${secret}\n`, 'live'])
  assert.not.match(made.err, new RegExp(secret))
  const incidents = (): Promise<{ status: number; json: { code?: string } }> =>
    server.ask({ path: '/api/v1/admin/incidents', token: secret })
  assert.is((await incidents()).status, 200)

  const { data } = (await run('list', '--query', 'nightly', '--json')).json
  assert.equal(
    [data.length, data[0].permission, data[0].role_key, data[0].expires_in_days],
    [1, 'write', 'responder', 30],
  )
  const revoked = await run('revoke', data[0].id, '--reason', 'no longer needed', '--json')
  assert.equal([revoked.json.status, revoked.json.revoke_reason], ['revoked', 'no longer needed'])
  const refused = await incidents()
  assert.equal([refused.status, refused.json.code], [403, 'token_revoked'])
  const twice = await run('revoke', data[0].id, '--reason', 'again')
  assert.is(twice.code, 1)
  assert.match(twice.err, /409 already_revoked, request req_/)
  assert.equal((await run('delete', data[0].id, '--json')).json, { id: data[0].id, deleted: true })
  assert.match((await run('show', data[0].id)).err, /404 not_found/)
})

it('every preset makes the token that it promises', async ({ run }) => {
  for (const preset of PRESETS) {
    const made = (await run('create', '--name', `by ${preset.key}`, '--preset', preset.key, '--json')).json
    assert.equal([made.permission, made.role_key], [preset.permission, preset.role_key], preset.key)
    assert.is(made.terraform_managed, 'terraform_managed' in preset, preset.key)
    if ('scopes' in preset)
      assert.equal(
        made.scopes,
        [...preset.scopes].sort((a, b) => made.scopes.indexOf(a) - made.scopes.indexOf(b)),
      )
  }
})

it('rotate prints the successor; show and stats tell of it', async ({ run }) => {
  const old = (await run('create', '--name', 'turning', '--level', 'read', '--role', 'viewer', '--json')).json
  const successor = (await run('rotate', old.id, '--overlap', '1h', '--hard-stop', '2d', '--json')).json
  assert.is(successor.rotated_from, old.id)
  assert.match((await run('show', old.id)).out, /^Rotating: +ends at the latest /m)
  const line = (await run('list', '--line', old.id, '--json')).json
  assert.is(line.data.length, 2)
  const stats = (await run('stats', '--json')).json
  assert.is(stats.total, stats.active + stats.disabled + stats.revoked + stats.expired)
  assert.match((await run('stats')).out, new RegExp(`^Total: +${stats.total}$`, 'm'))
})

it('list goes through all pages, and --limit stops it', async ({ server, run }) => {
  for (let count = 0; count < 12; count += 1) await server.mint({ name: `many ${count}` })
  const all = (await run('list', '--query', 'many', '--sort', 'name', '--json')).json
  assert.equal([all.data.length, all.next_cursor], [12, null])
  const few = (await run('list', '--query', 'many', '--limit', '5', '--json')).json
  assert.equal([few.data.length, typeof few.next_cursor], [5, 'string'])
  const table = (await run('list', '--query', 'many', '--limit', '2')).out.trim().split('\n')
  assert.equal([table.length, /^ID +NAME +STATUS/.test(table[0] ?? '')], [3, true])
  const none = await run('list', '--query', 'nothing is called this')
  assert.equal([none.code, none.out], [0, ''])
})

it('a refusal is told in the words of the server, field by field', async ({ run }) => {
  const ran = await run('create', '--name', 'x', '--allow-ip', 'not-an-address')
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, /\(422 validation_failed, request req_[^)]+\)\n {2}allowed_ips\S* /)
})

it('the credential comes from a file or the environment; a file that others can read is pointed out', async ({
  server,
  folder,
}) => {
  const file = join(folder.path, 'token')
  writeFileSync(file, `${server.ownerToken}\n`, { mode: 0o600 })
  const flags = ['token', 'stats', '--url', server.url, '--json']
  const fromFlag = await beatkeeper([...flags, '--token-file', file])
  assert.equal([fromFlag.code, fromFlag.err], [0, ''])
  const fromEnv = await inProcess(flags, { env: { BEATKEEPER_TOKEN_FILE: file, BEATKEEPER_TOKEN: mintSecret('live') } })
  assert.is(fromEnv.code, 0, 'the file wins')
  if (process.platform === 'win32') return
  chmodSync(file, 0o644)
  assert.match((await inProcess([...flags, '--token-file', file])).err, /Others on this computer can read .*chmod 600/)
})

const secret = mintSecret('live')
const usage: [string, string[], Record<string, string>, number, RegExp][] = [
  ['no credential names how to get one', ['stats'], {}, 2, /needs an API token.*--token-file/],
  ['a credential that is none is sent nowhere', ['stats'], { BEATKEEPER_TOKEN: 'hunter2' }, 2, /holds no API token/],
  ['a session is none', ['stats'], { BEATKEEPER_TOKEN: mintSecret('session') }, 2, /holds no API token/],
  [
    'a token on the command line',
    ['stats', '--token', secret],
    { BEATKEEPER_TOKEN: secret },
    2,
    /Unknown option '--token'/,
  ],
  ['no server here', ['stats'], { BEATKEEPER_TOKEN: secret }, 1, /No server runs on .*beatkeeper serve/],
  [
    'http to elsewhere',
    ['stats', '--url', 'http://status.acme.test'],
    { BEATKEEPER_TOKEN: secret },
    2,
    /must begin with https/,
  ],
  [
    'an address with a path',
    ['stats'],
    { BEATKEEPER_TOKEN: secret, BEATKEEPER_URL: 'https://a.test/x' },
    2,
    /without path/,
  ],
  ['revoking without a reason', ['revoke', 'tok_1'], { BEATKEEPER_TOKEN: secret }, 2, /--reason/],
  [
    'an unknown preset',
    ['create', '--name', 'x', '--preset', 'root'],
    { BEATKEEPER_TOKEN: secret },
    2,
    /read-only, full-access/,
  ],
  ['half of level and role', ['create', '--name', 'x', '--level', 'read'], { BEATKEEPER_TOKEN: secret }, 2, /--role/],
  [
    'an unknown scope',
    ['create', '--name', 'x', '--scope', 'cats:pet'],
    { BEATKEEPER_TOKEN: secret },
    2,
    /no permission/,
  ],
  [
    'two ends',
    ['create', '--name', 'x', '--expires-in', '1d', '--never-expires'],
    { BEATKEEPER_TOKEN: secret },
    2,
    /one of/,
  ],
  ['a blank name', ['create', '--name', '  '], { BEATKEEPER_TOKEN: secret }, 2, /--name/],
  [
    'an unknown status',
    ['list', '--status', 'dead'],
    { BEATKEEPER_TOKEN: secret },
    2,
    /active, disabled, revoked or expired/,
  ],
]
for (const [what, words, env, code, says] of usage) {
  it(`${code} ${what}`, async () => {
    const ran = await inProcess(['token', ...words], { env })
    assert.equal([ran.code, ran.out], [code, ''])
    assert.match(ran.err, says)
    assert.not.match(ran.err, new RegExp(secret))
  })
}

it('an end that is no whole number of days is counted from here, days by the server', () => {
  const now = Date.parse('2026-11-21T09:00:00Z')
  assert.is(bodyFrom({ name: 'x', expiresIn: '90d' }, now).expires_in_days, 90)
  assert.is(bodyFrom({ name: 'x', expiresIn: '90m' }, now).expires_at, '2026-11-21T10:30:00.000Z')
  assert.equal(bodyFrom({ name: 'x', scope: ['incidents:read,checks:read', 'teams:read'] }, now).scopes, [
    'incidents:read',
    'checks:read',
    'teams:read',
  ])
})

it('2 what is no id of a token is said before a server is asked, and a raw value is not repeated', async () => {
  const raw = `bk_live_${'a'.repeat(38)}`
  for (const typed of ['', 'pager', '../../me', 'tok_x', raw]) {
    for (const words of [['show'], ['delete'], ['rotate'], ['revoke', '--reason', 'x']]) {
      const ran = await inProcess(['token', ...words, '--url', 'http://127.0.0.1:1', '--', typed])
      assert.equal([ran.code, ran.out], [2, ''])
      assert.match(ran.err, /is no id of a token\. An id begins with tok_/)
      assert.not.ok(ran.err.includes(raw.slice(0, 20)))
    }
  }
})

it('a long name does not push the other columns of the list away', async ({ run, server }) => {
  await server.mint({ name: `long ${'x'.repeat(115)}` })
  const table = (await run('list', '--query', 'long x')).out
  assert.match(table, / long x{34}… {2}active/)
})

it('a name cannot move the cursor of a terminal', () => {
  assert.is(shown('a\u001b[2Jb\u202ec\u0007'), 'a�[2Jb�c�')
})

it.run()
