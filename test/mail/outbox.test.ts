/** What waits is seen by those who may see whom it goes to, opened by those who could have made its links, and nothing usable rests in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { queueMail } from '../../src-server/mail/outbox.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const it = suite<{ server: TestServer }>('outbox')
it.before.each(async (context) => {
  context.server = await startTestServer()
})
it.after.each(({ server }) => server.stop())

const path = '/api/v1/admin/outbox'
const smtp = { host: 'smtp.example.org', port: 587, secure: false, from: 'Acme Status <status@acme.test>' }

const configure = (server: TestServer) =>
  server.asOwner({ method: 'PATCH', path: '/api/v1/admin/settings/notifications', body: { smtp } })
const invite = (server: TestServer, fields: object = {}) =>
  server.asOwner({
    method: 'POST',
    path: '/api/v1/org/invites',
    body: { email: 'new@acme.test', role_key: 'viewer', page_id: null, ...fields },
  })
const open = (server: TestServer, id: string, token = server.ownerToken) =>
  server.ask({ method: 'POST', path: `${path}/${id}/open`, token })
const accept = (server: TestServer, url: string) =>
  server.ask({
    method: 'POST',
    path: '/api/v1/invites/accept',
    headers: { 'X-Magic-Token': url.split('#t=')[1] ?? '' },
    body: { name: 'Newcomer', password: 'quarry lichen kestrel' },
  })
const queueReset = (server: TestServer) =>
  server.running.services.writer.submit((tx) =>
    queueMail(tx, {
      kind: 'password_reset',
      to: 'mina@example.org',
      pageId: null,
      subjectId: server.ownerId,
      data: { name: 'Mina' },
      now: server.clock.wall(),
    }),
  )

it('200 an invite is mailed where there is a mail server, and its link is shown all the same', async ({ server }) => {
  assert.is((await invite(server)).json.mailed, false)
  assert.equal((await server.asOwner({ path })).json.data, [])
  await configure(server)
  const made = await invite(server)
  assert.equal([made.status, made.json.mailed], [201, true], made.text)
  const [mail, ...rest] = (await server.asOwner({ path })).json.data
  assert.equal(rest, [])
  assert.equal(
    [mail.kind, mail.to, mail.subject, mail.subject_id, mail.page_id, mail.state, mail.attempts, mail.can_open],
    ['invite', 'new@acme.test', 'owner invites you to Acme', made.json.id, null, 'waiting', 0, true],
  )
})

it('200 opening shows the link that was shown before, and after a restart a new one, which ends it', async ({
  server,
}) => {
  await configure(server)
  const made = await invite(server)
  const [mail] = (await server.asOwner({ path })).json.data
  const first = await open(server, mail.id)
  assert.is(first.status, 200, first.text)
  assert.equal(first.json.links, [{ name: 'Accept the invite', url: made.json.url }])
  assert.ok(first.json.text.includes(made.json.url))
  await server.restart()
  const second = await open(server, mail.id)
  const [{ url }] = second.json.links
  assert.is.not(url, made.json.url)
  const ended = await accept(server, made.json.url)
  assert.equal([ended.status, ended.json.code], [403, 'token_revoked'])
  assert.is((await accept(server, url)).status, 201)
  const over = await open(server, mail.id)
  assert.equal([over.status, over.json.code], [409, 'mail_settled'])
})

it('each opening is a row of the log with the recipient and without the link', async ({ server }) => {
  await configure(server)
  await invite(server)
  const [mail] = (await server.asOwner({ path })).json.data
  await open(server, mail.id)
  const log = await server.asOwner({ path: '/api/v1/admin/audit-log?action=mail.open' })
  const [row] = log.json.data
  assert.equal(
    [row.target.type, row.target.id, row.changes.after],
    ['mail', mail.id, { kind: 'invite', to: 'new@acme.test' }],
  )
  assert.not.match(log.text, /bkm_/)
})

it('200 a withdrawn invite’s mail waits no longer', async ({ server }) => {
  await configure(server)
  const made = await invite(server)
  await server.asOwner({ method: 'DELETE', path: `/api/v1/org/invites/${made.json.id}` })
  const [mail] = (await server.asOwner({ path })).json.data
  assert.equal([mail.state, mail.problem.code, mail.can_open], ['ended', 'withdrawn', false])
})

it('403 each kind asks for its own permission; a password reset is for its reader alone', async ({ server }) => {
  await configure(server)
  await invite(server, { role_key: 'admin' })
  const reset = await queueReset(server)
  const [, invited] = (await server.asOwner({ path: `${path}?sort=-created_at` })).json.data
  const editor = await server.mint({ name: 'editor', permission: 'write', role_key: 'editor', page_id: null })
  assert.equal((await server.ask({ path, token: editor.token })).json.data, [], 'an editor sees no mail to the team')
  assert.is((await open(server, invited.id, editor.token)).status, 404)
  const admin = await server.mint({ name: 'admin', permission: 'admin', role_key: 'admin', page_id: null })
  const seen = (await server.ask({ path, token: admin.token })).json.data
  assert.equal(
    seen.map((mail: { kind: string; can_open: boolean }) => [mail.kind, mail.can_open]),
    [
      ['password_reset', false],
      ['invite', false],
    ],
  )
  const denied = await open(server, invited.id, admin.token)
  assert.equal([denied.status, denied.json.code], [403, 'role_denied'])
  assert.is(denied.headers['x-accepted-permissions'], 'teams:write')
  const nobody = await open(server, reset)
  assert.equal([nobody.status, nobody.json.code], [403, 'role_denied'])
})

it('404 mail of another page, and of the workspace for whoever has one page of several', async ({ server }) => {
  await configure(server)
  await invite(server)
  const other = await server.asOwner({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Other' } })
  const [mail] = (await server.asOwner({ path })).json.data
  const one = await server.mint({ name: 'one page', permission: 'admin', role_key: 'owner', page_id: server.pageId })
  assert.equal((await server.ask({ path, token: one.token })).json.data, [])
  assert.is((await open(server, mail.id, one.token)).status, 404)
  const ofOther = { 'X-Page': other.json.id }
  const there = await invite(server, { page_id: other.json.id, email: 'third@acme.test' })
  assert.is(there.json.mailed, false, 'the other page has no mail server')
  assert.is((await server.asOwner({ path, headers: ofOther })).json.data.length, 1)
})

it('403 nobody opens an invite to more than they have', async ({ server }) => {
  await configure(server)
  await server.asOwner({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { advanced_rbac: true } } })
  await server.asOwner({
    method: 'POST',
    path: '/api/v1/admin/roles',
    body: { key: 'people', name: 'People', permissions: ['teams:write', 'subscribers:write'] },
  })
  await invite(server, { role_key: 'admin' })
  const [mail] = (await server.asOwner({ path })).json.data
  const people = await server.mint({ name: 'people', permission: 'admin', role_key: 'people', page_id: null })
  const refused = await open(server, mail.id, people.token)
  assert.equal([refused.status, refused.json.code], [403, 'privilege_escalation'])
})

it('filters by state, kind and recipient, page by page, and refuses a foreign cursor', async ({ server }) => {
  await configure(server)
  for (const name of ['a', 'b', 'c']) await invite(server, { email: `${name}@acme.test` })
  await queueReset(server)
  const of = async (query: string) => (await server.asOwner({ path: `${path}?${query}` })).json
  assert.is((await of('state=waiting')).data.length, 4)
  assert.is((await of('state=sent')).data.length, 0)
  assert.is((await of('kind=invite')).data.length, 3)
  assert.equal(
    (await of('q=B@ACME')).data.map((mail: { to: string }) => mail.to),
    ['b@acme.test'],
  )
  const first = await of('limit=3')
  const second = await of(`limit=3&cursor=${first.next_cursor}`)
  assert.equal([first.data.length, second.data.length, second.next_cursor], [3, 1, null])
  assert.is(
    (await server.asOwner({ path: `${path}?state=sent&cursor=${first.next_cursor}` })).json.code,
    'invalid_cursor',
  )
})

it('without a mail server what waits says so, and nothing is counted as tried', async ({ server }) => {
  await queueReset(server)
  const [mail] = (await server.asOwner({ path })).json.data
  assert.equal([mail.problem.code, mail.next_try_at, mail.attempts], ['no_server', null, 0])
})

it('T30 no link of a mail is in any file, shown or not', async ({ server }) => {
  await configure(server)
  const made = await invite(server)
  const [mail] = (await server.asOwner({ path })).json.data
  await server.restart()
  const [{ url }] = (await open(server, mail.id)).json.links
  await server.restart()
  const secrets = [made.json.url, url].map((link: string) => link.split('#t=')[1] ?? 'none')
  let looked = 0
  for (const file of readdirSync(server.dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'lock.db') continue
    looked += 1
    const bytes = readFileSync(join(file.parentPath, file.name))
    for (const secret of secrets) assert.is(bytes.indexOf(secret), -1, file.name)
  }
  process.stdout.write(`T30 links of mails: ${secrets.length} in ${looked} files, 0 hits\n`)
})

it.run()
