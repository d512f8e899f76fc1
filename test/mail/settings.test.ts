/** The mail server of a page: its password goes in and never comes out, and stays with the server that it was given for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openPassword, smtpOf } from '../../src-server/content/smtp-settings.ts'
import { sandboxToken } from '../content/sandbox.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const it = suite<{ server: TestServer }>('notification settings')
it.before.each(async (context) => {
  context.server = await startTestServer()
})
it.after.each(({ server }) => server.stop())

const path = '/api/v1/admin/settings/notifications'
const password = 'quarry-lichen-kestrel-41'
const smtp = {
  host: 'smtp.example.org',
  port: 587,
  secure: false,
  user: 'status',
  from: 'Acme Status <status@acme.test>',
}

const patch = (server: TestServer, body: unknown) => server.asOwner({ method: 'PATCH', path, body })
const stored = (server: TestServer): string | null => {
  const { db, sealer } = server.running.services
  const sealed = smtpOf(db, server.pageId)?.password ?? null
  return sealed === null ? null : openPassword(sealer, server.pageId, sealed)
}

it('200 takes a server, answers it without its password, and keeps what is not sent', async ({ server }) => {
  const given = await patch(server, { smtp: { ...smtp, password } })
  assert.is(given.status, 200, given.text)
  assert.equal(given.json, { smtp: { ...smtp, password_set: true } })
  assert.is(stored(server), password)
  const from = await patch(server, { smtp: { from: 'status@acme.test' } })
  assert.equal(from.json.smtp, { ...smtp, from: 'status@acme.test', password_set: true })
  assert.is(stored(server), password)
  // Terraform sends back what it has read.
  assert.is((await patch(server, given.json)).status, 200)
  assert.equal((await server.asOwner({ path: '/api/v1/admin/settings' })).json.notifications, given.json)
  assert.equal((await patch(server, { smtp: null })).json, { smtp: null })
})

it('200 usual ports stand in where none is given', async ({ server }) => {
  const of = async (given: object) =>
    (await patch(server, { smtp: null })) && (await patch(server, { smtp: given })).json.smtp
  const least = { host: 'smtp.example.org', from: 'a@b.test' }
  assert.equal(await of(least), { ...least, port: 587, secure: false, user: null, password_set: false })
  assert.is((await of({ ...least, secure: true })).port, 465)
  assert.is((await of({ ...least, port: 465 })).secure, true)
})

it('422 another host, port or user, or less safety, does not get the password that was given for the present one', async ({
  server,
}) => {
  await patch(server, { smtp: { ...smtp, secure: true, password } })
  for (const change of [{ host: 'smtp.evil.test' }, { port: 2525 }, { user: 'someone' }, { secure: false }]) {
    const refused = await patch(server, { smtp: change })
    assert.is(refused.status, 422, JSON.stringify(change))
    assert.equal(
      refused.json.errors.map((error: { path: string }) => error.path),
      ['/smtp/password'],
    )
    assert.is(stored(server), password)
    const without = await patch(server, { smtp: { ...change, password: null } })
    assert.equal([without.status, without.json.smtp.password_set, stored(server)], [200, false, null])
    await patch(server, { smtp: { ...smtp, secure: true, password } })
  }
})

it('422 what is no server, or more than one line', async ({ server }) => {
  const wrong: [object, string][] = [
    [{ from: 'a@b.test' }, '/smtp/host'],
    [{ host: 'smtp.example.org' }, '/smtp/from'],
    [{ ...smtp, user: null, password }, '/smtp/user'],
    [{ ...smtp, host: 'smtp.example.org\r\nX: y' }, '/smtp/host'],
    [{ ...smtp, host: 'https://smtp.example.org' }, '/smtp/host'],
    [{ ...smtp, host: 'user@smtp.example.org' }, '/smtp/host'],
    [{ ...smtp, port: 0 }, '/smtp/port'],
    [{ ...smtp, port: 65_536 }, '/smtp/port'],
    [{ ...smtp, port: '587' }, '/smtp/port'],
    [{ ...smtp, user: 'a\r\nb' }, '/smtp/user'],
    [{ ...smtp, password: 'a\nb' }, '/smtp/password'],
    [{ ...smtp, from: 'A\r\nBcc: x@y.test <a@b.test>' }, '/smtp/from'],
    [{ ...smtp, password_set: true }, '/smtp/password_set'],
  ]
  for (const [body, pointer] of wrong) {
    const refused = await patch(server, { smtp: body })
    assert.is(refused.status, 422, JSON.stringify(body))
    assert.ok(
      refused.json.errors.some((error: { path: string }) => error.path === pointer),
      refused.text,
    )
  }
  assert.is((await patch(server, { smtp: { ...smtp, tls: false } })).status, 422)
})

it('423 locked for Terraform, the mail server is changed by terraform-managed tokens only', async ({ server }) => {
  const lock = { method: 'PUT', path: '/api/v1/admin/settings/notifications/lock', body: { reason: 'in Terraform' } }
  const managed = await server.mint({ permission: 'admin', role_key: 'admin', terraform_managed: true, name: 'tf' })
  assert.is((await server.ask({ ...lock, token: managed.token })).status, 200)
  assert.is((await patch(server, { smtp })).status, 423)
  assert.is((await server.ask({ method: 'PATCH', path, body: { smtp }, token: managed.token })).status, 200)
})

it('403 needs settings:write, and a test token changes nothing', async ({ server }) => {
  const { token } = await server.mint({ permission: 'write', role_key: 'editor', name: 'editor' })
  assert.is((await server.ask({ method: 'PATCH', path, body: { smtp }, token })).status, 403)
  const sandboxed = await sandboxToken(server)
  const refused = await server.ask({ method: 'PATCH', path, body: { smtp }, token: sandboxed })
  assert.equal([refused.status, refused.json.code], [403, 'environment_mismatch'])
})

it('the password is in no file, no answer and no row of the log', async ({ server }) => {
  const answers = [await patch(server, { smtp: { ...smtp, password } })]
  answers.push(await patch(server, { smtp: { host: 'other.example.org', user: 'x', password: `${password}2` } }))
  answers.push(await server.asOwner({ path: '/api/v1/admin/settings' }))
  answers.push(await server.asOwner({ path: '/api/v1/admin/audit-log' }))
  for (const { text } of answers) assert.not.ok(text.includes(password))
  const [row] = answers[3]?.json.data.filter((each: { action: string }) => each.action === 'settings.update') ?? []
  assert.equal([row.changes.before.smtp_credentials, row.changes.after.smtp_credentials], ['set', 'given anew'])
  assert.is(row.changes.after.smtp_host, 'other.example.org')
  const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  let looked = 0
  for (const file of files) {
    if (file.name === 'lock.db') continue
    looked += 1
    assert.is(readFileSync(join(file.parentPath, file.name)).indexOf(password), -1, file.name)
  }
  process.stdout.write(`T30 the SMTP password: ${looked} files and ${answers.length} answers looked through, 0 hits\n`)
})

it.run()
