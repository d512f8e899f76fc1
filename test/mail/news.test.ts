/** Subscriber mail, end to end: what is told arrives in the page's words, and one click ends it (RFC 8058). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { type MailServer, startMailServer } from './mail-server.ts'

const it = suite<{ server: TestServer; mails: MailServer }>('subscriber mail')
it.before.each(async (context) => {
  context.server = await startTestServer({ publicUrl: 'https://public.acme.test', trustedProxies: ['127.0.0.1/32'] })
  context.mails = await startMailServer()
  const smtp = { host: '127.0.0.1', port: context.mails.port, from: 'status@acme.test' }
  await patch(context.server, 'notifications', { smtp })
})
it.after.each(async ({ server, mails }) => {
  await server.stop()
  await mails.stop()
})

const patch = (server: TestServer, section: string, body: object) =>
  server.asOwner({ method: 'PATCH', path: `/api/v1/admin/settings/${section}`, body })
const onPage = { Host: 'status.acme.test', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.0.2.1' }

/** Asks for news as a visitor does, and confirms by the link of the mail. */
async function subscribe(server: TestServer, mails: MailServer, email: string): Promise<void> {
  const asked = await server.ask({ method: 'POST', path: '/api/v1/subscribe', headers: onPage, body: { email } })
  assert.ok(asked.status < 300, asked.text)
  await server.running.look()
  const got = mails.taken.at(-1)
  assert.equal(got?.to, [email])
  const [, secret = ''] = /https:\/\/status\.acme\.test\/m\/#t=(\S+)/.exec(got?.mail.text ?? '') ?? []
  const headers = { ...onPage, 'X-Magic-Token': secret }
  const redeemed = await server.ask({ method: 'POST', path: '/api/v1/magic/redeem', headers })
  assert.is(redeemed.status, 200, redeemed.text)
}

it('an incident arrives with a way out in its headers, and one POST of the reader’s own program ends it', async ({
  server,
  mails,
}) => {
  await subscribe(server, mails, 'reader@example.org')
  const opened = { name: 'Slow answers', status: 'investigating', body: 'We are looking.' }
  const post = (path: string, body: object) => server.asOwner({ method: 'POST', path: `/api/v1/admin/${path}`, body })
  const { id } = (await post('incidents', opened)).json
  const before = mails.taken.length
  await server.running.look()
  assert.is(mails.taken.length, before + 1)
  const got = mails.taken.at(-1)
  assert.is(got?.mail.subject, '[Acme Status] Investigating: Slow answers')
  assert.match(got?.mail.text ?? '', /We are looking\./)
  assert.match(got?.raw ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
  const [, path = ''] =
    /^List-Unsubscribe: <https:\/\/status\.acme\.test(\/unsubscribe\/[A-Za-z0-9_-]+)>\r?$/m.exec(got?.raw ?? '') ?? []
  assert.is.not(path, '')
  const form = { ...onPage, 'Content-Type': 'application/x-www-form-urlencoded' }
  const ended = await server.ask({ method: 'POST', path, headers: form, body: 'List-Unsubscribe=One-Click' })
  assert.ok(ended.status < 400, ended.text)
  await post(`incidents/${id}/updates`, { status: 'identified', body: 'Found it.' })
  await server.running.look()
  assert.is(mails.taken.length, before + 1, 'nothing more')
})

it('speaks the page’s language, in its time zone', async ({ server, mails }) => {
  await subscribe(server, mails, 'leser@example.org')
  await patch(server, 'localization', { locale: 'de-DE', time_zone: 'Europe/Berlin' })
  const body = { name: 'Langsame Antworten', status: 'investigating' }
  await server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', body })
  await server.running.look()
  const got = mails.taken.at(-1)
  assert.is(got?.mail.subject, '[Acme Status] Wird untersucht: Langsame Antworten')
  assert.match(got?.mail.text ?? '', /Europe\/Berlin.*Sie erhalten dies, weil Sie Acme Status abonniert haben\./s)
})

it.run()
