/** What waits goes to a real mail server, once, with links that work; what cannot go says why, is tried again, and is given up in sight. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { queueMail } from '../../src-server/mail/outbox.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { type MailServer, type MailServerOptions, startMailServer } from './mail-server.ts'

const it = suite<{ server: TestServer; mails: MailServer[] }>('sending mail')
it.before.each(async (context) => {
  context.server = await startTestServer()
  context.mails = []
})
it.after.each(async ({ server, mails }) => {
  await server.stop()
  await Promise.all(mails.map((mail) => mail.stop()))
})

interface Here {
  readonly server: TestServer
  readonly mails: MailServer[]
}

/** A mail server, and the page's settings for it. */
async function mailServer(
  { server, mails }: Here,
  options: MailServerOptions = {},
  smtp: object = {},
): Promise<MailServer> {
  const started = await startMailServer(options)
  mails.push(started)
  const body = { smtp: { host: '127.0.0.1', port: started.port, from: 'Acme Status <status@acme.test>', ...smtp } }
  const set = await server.asOwner({ method: 'PATCH', path: '/api/v1/admin/settings/notifications', body })
  assert.is(set.status, 200, set.text)
  return started
}

const invite = (server: TestServer, email = 'new@acme.test') =>
  server.asOwner({ method: 'POST', path: '/api/v1/org/invites', body: { email, role_key: 'viewer', page_id: null } })
const outbox = async (server: TestServer) => (await server.asOwner({ path: '/api/v1/admin/outbox' })).json.data
const accept = (server: TestServer, url: string) =>
  server.ask({
    method: 'POST',
    path: '/api/v1/invites/accept',
    headers: { 'X-Magic-Token': url.split('#t=')[1] ?? '' },
    body: { name: 'Newcomer', password: 'quarry lichen kestrel' },
  })
const linkIn = (text: string | undefined): string => /https?:\S+#t=\S+/.exec(text ?? '')?.[0] ?? 'no link'
const minute = 60_000

it('an invite arrives as text and HTML, from the page, with a link that is the one that was shown', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  const made = await invite(server)
  await server.running.look()
  const [got, ...rest] = mail.taken
  assert.equal([rest, got?.from, got?.to], [[], 'status@acme.test', ['new@acme.test']])
  assert.equal(got?.mail.from?.value, [{ name: 'Acme Status', address: 'status@acme.test' }])
  assert.is(got?.mail.subject, 'owner invites you to Acme')
  assert.is(linkIn(got?.mail.text), made.json.url)
  assert.ok(typeof got?.mail.html === 'string' && got.mail.html.includes(`href="${made.json.url}"`))
  assert.is(got?.mail.headers.get('auto-submitted'), 'auto-generated')
  assert.is(got?.mail.headers.get('list-unsubscribe'), undefined, 'an invite is no list')
  assert.is((await accept(server, linkIn(got?.mail.text))).status, 201)
  const [row] = await outbox(server)
  assert.equal([row.state, row.attempts, row.problem, row.can_open], ['sent', 1, null, false])
  assert.is(got?.mail.messageId, `<${row.id}@acme.test>`)
})

it('is sent once however often one looks, and after a restart not again', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  for (const name of ['a', 'b', 'c']) await invite(server, `${name}@acme.test`)
  await Promise.all([server.running.look(), server.running.look()])
  await server.running.look()
  await server.restart()
  await server.running.look()
  assert.equal(mail.taken.map(({ to }) => to[0]).sort(), ['a@acme.test', 'b@acme.test', 'c@acme.test'])
})

it('a restart before sending mints a new link; the one that was shown has ended', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  const made = await invite(server)
  await server.restart()
  await server.running.look()
  const url = linkIn(mail.taken[0]?.mail.text)
  assert.is.not(url, made.json.url)
  assert.is((await accept(server, made.json.url)).json.code, 'token_revoked')
  assert.is((await accept(server, url)).status, 201)
})

it('without a mail server it waits; when one is set, what is still of use goes, and what is too late does not', async (here) => {
  const { server } = here
  const queue = (name: string) =>
    server.running.services.writer.submit((tx) =>
      queueMail(tx, {
        kind: 'invite',
        to: `${name}@acme.test`,
        pageId: null,
        subjectId: invited.json.id,
        data: { invited_by: 'Mina', role_name: 'Viewer', page_name: null, workspace_name: 'Acme' },
        now: server.clock.wall(),
      }),
    )
  const invited = await invite(server)
  await queue('first')
  await server.running.look()
  assert.is((await outbox(server))[0].problem.code, 'no_server')
  const mail = await mailServer(here)
  await server.running.look()
  assert.is(mail.taken.length, 1)
  await server.asOwner({ method: 'PATCH', path: '/api/v1/admin/settings/notifications', body: { smtp: null } })
  await queue('second')
  server.clock.pass(25 * 60 * minute)
  await mailServer(here)
  await server.running.look()
  const [row] = await outbox(server)
  assert.equal([row.to, row.state, row.problem.code, row.attempts], ['second@acme.test', 'ended', 'too_late', 0])
})

it('signs in over TLS, where TLS is set', async (here) => {
  const { server } = here
  const { getCACertificates, setDefaultCACertificates } = await import('node:tls')
  const { createAuthority } = await import('../support/certificates.ts')
  const before = getCACertificates('default')
  const authority = createAuthority('Sending test authority')
  setDefaultCACertificates([...before, authority.cert])
  try {
    const certificate = authority.issue({ commonName: 'localhost', names: ['localhost'] })
    const auth = { user: 'status', password: 'quarry-lichen' }
    const mail = await mailServer(
      here,
      { encryption: 'tls', certificate, auth },
      { host: 'localhost', secure: true, ...auth },
    )
    await invite(server)
    await server.running.look()
    assert.equal([mail.taken[0]?.secure, mail.taken[0]?.user], [true, 'status'])
  } finally {
    setDefaultCACertificates(before)
  }
})

it('a wrong password is said of all that waits, asked once, and right after it is corrected all goes', async (here) => {
  const { server } = here
  const auth = { user: 'status', password: 'right' }
  const mail = await mailServer(here, { auth }, { user: 'status', password: 'wrong' })
  for (const name of ['a', 'b', 'c']) await invite(server, `${name}@acme.test`)
  await server.running.look()
  assert.equal(
    (await outbox(server)).map((row: { state: string; problem: { code: string } }) => [row.state, row.problem.code]),
    [1, 2, 3].map(() => ['waiting', 'sign_in_failed']),
  )
  assert.is(mail.connections, 1)
  await server.running.look()
  assert.is(mail.connections, 1, 'nothing is due yet')
  server.clock.pass(minute)
  await server.running.look()
  assert.is(mail.connections, 2, 'one asks for all')
  const body = { smtp: { password: 'right' } }
  await server.asOwner({ method: 'PATCH', path: '/api/v1/admin/settings/notifications', body })
  await server.running.look()
  assert.is(mail.taken.length, 3)
  assert.equal([...new Set((await outbox(server)).map((row: { state: string }) => row.state))], ['sent'])
})

it('a host that is not there is said, and tried again later and later', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  await mail.stop()
  here.mails.length = 0
  await invite(server)
  const waits: number[] = []
  for (let tries = 1; tries <= 4; tries += 1) {
    await server.running.look()
    const [row] = await outbox(server)
    assert.equal([row.state, row.attempts, row.problem.code], ['waiting', tries, 'unreachable'])
    const wait = Date.parse(row.next_try_at) - server.clock.wall()
    waits.push(Math.round(wait / minute))
    server.clock.pass(wait + 1000)
  }
  assert.equal(waits, [1, 5, 15, 30])
})

it('a recipient that the server does not know is given up at once, with its words, and a row of the log', async (here) => {
  const { server } = here
  const refuseRecipient = (address: string) => (address.startsWith('gone') ? '550 5.1.1 no such user' : null)
  const mail = await mailServer(here, { refuseRecipient })
  await invite(server, 'gone@acme.test')
  await invite(server, 'here@acme.test')
  await server.running.look()
  assert.equal(
    mail.taken.map(({ to }) => to[0]),
    ['here@acme.test'],
    'one refused recipient stops nobody else',
  )
  const row = (await outbox(server)).find((each: { to: string }) => each.to === 'gone@acme.test')
  assert.equal([row.state, row.problem.code], ['failed', 'recipient_refused'])
  assert.match(row.problem.detail, /no such user/)
  const log = await server.asOwner({ path: '/api/v1/admin/audit-log?action=mail.give_up' })
  assert.equal(log.json.data[0].changes.after, {
    kind: 'invite',
    to: 'gone@acme.test',
    problem: 'recipient_refused',
    attempts: 1,
  })
})

it('what could not go in time is given up, with what stood in the way', async (here) => {
  const { server } = here
  await mailServer(here, { refuseRecipient: () => '450 mailbox busy' })
  await invite(server)
  await server.running.look()
  assert.is((await outbox(server))[0].state, 'waiting')
  server.clock.pass(25 * 60 * minute)
  await server.running.look()
  const [row] = await outbox(server)
  assert.equal([row.state, row.problem.code], ['failed', 'recipient_refused'])
})

it('an invite that was accepted by its shown link is not mailed any more', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  const made = await invite(server)
  assert.is((await accept(server, made.json.url)).status, 201)
  await server.running.look()
  assert.is(mail.taken.length, 0)
  assert.equal([(await outbox(server))[0].state], ['ended'])
})

it('each page has its own server; mail of the workspace goes by the default page’s', async (here) => {
  const { server } = here
  const ofDefault = await mailServer(here)
  const other = await server.asOwner({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Other' } })
  const ofOther = await startMailServer()
  here.mails.push(ofOther)
  const set = await server.asOwner({
    method: 'PATCH',
    path: '/api/v1/admin/settings/notifications',
    headers: { 'X-Page': other.json.id },
    body: { smtp: { host: '127.0.0.1', port: ofOther.port, from: 'other@acme.test' } },
  })
  assert.is(set.status, 200, set.text)
  await invite(server, 'everywhere@acme.test')
  const body = { email: 'there@acme.test', role_key: 'viewer', page_id: other.json.id }
  await server.asOwner({ method: 'POST', path: '/api/v1/org/invites', body })
  await server.running.look()
  assert.equal([ofDefault.taken[0]?.to, ofOther.taken[0]?.to], [['everywhere@acme.test'], ['there@acme.test']])
  assert.equal(ofOther.taken[0]?.mail.from?.value, [{ name: 'Other', address: 'other@acme.test' }])
})

it('a test mail says whether the settings are right, in the page’s words, and is a row of the log', async (here) => {
  const { server } = here
  const test = async (to = 'me@acme.test') =>
    server.asOwner({ method: 'POST', path: '/api/v1/admin/settings/notifications/test', body: { to } })
  assert.equal([(await test()).json.sent, (await test()).json.problem.code], [false, 'no_server'])
  const auth = { user: 'status', password: 'right' }
  const mail = await mailServer(here, { auth }, { user: 'status', password: 'wrong' })
  assert.is((await test()).json.problem.code, 'sign_in_failed')
  const body = { smtp: { password: 'right' } }
  await server.asOwner({ method: 'PATCH', path: '/api/v1/admin/settings/notifications', body })
  assert.equal((await test()).json, { sent: true, problem: null })
  assert.equal([mail.taken[0]?.to, mail.taken[0]?.mail.subject], [['me@acme.test'], 'A test mail from Acme Status'])
  assert.is((await test('a@b.test, c@d.test')).status, 422)
  const log = await server.asOwner({ path: '/api/v1/admin/audit-log?action=mail.test' })
  assert.equal(
    log.json.data.map((row: { outcome: string; changes: { after: object } }) => [row.outcome, row.changes.after]),
    [
      ['allowed', { to: 'me@acme.test', problem: null }],
      ['failed', { to: 'me@acme.test', problem: 'sign_in_failed' }],
      ['failed', { to: 'me@acme.test', problem: 'no_server' }],
      ['failed', { to: 'me@acme.test', problem: 'no_server' }],
    ],
  )
})

it('an orderly end waits for what was begun, and it is not sent again', async (here) => {
  const { server } = here
  let arrived: () => void = () => undefined
  const hasArrived = new Promise<void>((resolve) => {
    arrived = resolve
  })
  let answer: (words: null) => void = () => undefined
  const mail = await mailServer(here, {
    onMail: () => {
      arrived()
      return new Promise((resolve) => {
        answer = resolve
      })
    },
  })
  await invite(server)
  void server.running.look()
  await hasArrived
  const restarted = server.restart()
  answer(null)
  await restarted
  await server.running.look()
  assert.is(mail.taken.length, 1)
  assert.equal((await outbox(server))[0].state, 'sent')
})

it('hundreds of mails go over few connections', async (here) => {
  const { server } = here
  const mail = await mailServer(here)
  await server.running.services.writer.submit((tx) => {
    for (let n = 0; n < 250; n += 1)
      tx.run(
        `INSERT INTO invites (id, email, role_key, page_id, invited_by, invited_by_name, created_at, expires_at)
         VALUES (?, ?, 'viewer', NULL, ?, 'Mina', ?, ?)`,
        `inv_${n}`,
        `n${n}@acme.test`,
        server.ownerId,
        server.clock.wall(),
        server.clock.wall() + 86_400_000,
      )
    for (let n = 0; n < 250; n += 1)
      queueMail(tx, {
        kind: 'invite',
        to: `n${n}@acme.test`,
        pageId: null,
        subjectId: `inv_${n}`,
        data: { invited_by: 'Mina', role_name: 'Viewer', page_name: null, workspace_name: 'Acme' },
        now: server.clock.wall(),
      })
  })
  await server.running.look()
  assert.is(new Set(mail.taken.map(({ to }) => to[0])).size, 250)
  assert.is(new Set(mail.taken.map((each) => linkIn(each.mail.text))).size, 250)
  assert.ok(mail.connections <= 6, `${mail.connections} connections`)
})

it.run()
