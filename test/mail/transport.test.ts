/** To a real mail server: TLS always but to this computer, certificates checked, each failure told apart. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { OutgoingMail } from '../../src-server/mail/compose.ts'
import { MailFailure } from '../../src-server/mail/failure.ts'
import { openTransport, type TransportOptions } from '../../src-server/mail/transport.ts'
import { createAuthority, selfSigned } from '../support/certificates.ts'
import { type MailServerOptions, startMailServer } from './mail-server.ts'

const it = suite('mail transport')
const authority = createAuthority('Mail test authority')
const ofMail = authority.issue({ commonName: 'mail.acme.test', names: ['mail.acme.test'] })
const before = getCACertificates('default')
it.before(() => setDefaultCACertificates([...before, authority.cert]))
it.after(() => setDefaultCACertificates(before))

const mail: OutgoingMail = {
  from: { name: 'Acme Status', address: 'status@acme.test' },
  to: 'reader@example.org',
  subject: 'Hello',
  text: 'Hello there\n',
  html: '<p>Hello there</p>',
  messageId: '<eml_1@acme.test>',
  headers: { 'Auto-Submitted': 'auto-generated' },
}
/** A server elsewhere, as far as anyone here can tell. */
const elsewhere: Partial<TransportOptions> = { host: 'mail.acme.test', resolve: async () => ['127.0.0.1'] }

/** Sends one mail and answers what came of it. */
async function sent(
  server: MailServerOptions,
  options: Partial<TransportOptions> = {},
  message: OutgoingMail = mail,
): Promise<{
  said: string
  taken: number
  secure: boolean | undefined
  says: string | null
  user: string | null | undefined
}> {
  const running = await startMailServer(server)
  let said = 'sent'
  let says: string | null = null
  try {
    const transport = await openTransport({
      host: '127.0.0.1',
      port: running.port,
      secure: false,
      auth: null,
      ...options,
    })
    await transport.send(message).finally(() => transport.close())
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error
    said = `${error.problem}${error.ofServer ? ' (server)' : ''}${error.isFinal ? ' (final)' : ''}`
    says = error.says
  }
  const [first] = running.taken
  await running.stop()
  return { said, taken: running.taken.length, secure: first?.secure, says, user: first?.user }
}

it('to this computer in clear, with TLS where it is offered', async () => {
  assert.equal(await sent({}), { said: 'sent', taken: 1, secure: false, says: null, user: null })
  const own = selfSigned({ commonName: 'localhost', names: ['localhost'] })
  const offered = await sent({ encryption: 'starttls', certificate: own }, { host: 'localhost' })
  assert.equal([offered.said, offered.secure], ['sent', true])
})

it('to anywhere else with TLS or not at all', async () => {
  const starttls = await sent({ encryption: 'starttls', certificate: ofMail }, elsewhere)
  assert.equal([starttls.said, starttls.secure], ['sent', true])
  const tls = await sent({ encryption: 'tls', certificate: ofMail }, { ...elsewhere, secure: true })
  assert.equal([tls.said, tls.secure], ['sent', true])
  const clear = await sent({ encryption: 'none' }, elsewhere)
  assert.equal([clear.said, clear.taken], ['tls_failed (server)', 0])
})

it('a certificate of another name, of nobody or out of date is refused, before user and password are said', async () => {
  const auth = { user: 'status', password: 'secret' }
  const wrong = {
    'of another name': authority.issue({ commonName: 'x', names: ['other.acme.test'] }),
    'of nobody': selfSigned({ commonName: 'mail.acme.test', names: ['mail.acme.test'] }),
    'out of date': authority.issue({
      commonName: 'x',
      names: ['mail.acme.test'],
      validFrom: new Date(Date.now() - 2 * 86_400_000),
      validTo: new Date(Date.now() - 86_400_000),
    }),
  }
  for (const [which, certificate] of Object.entries(wrong)) {
    for (const encryption of ['starttls', 'tls'] as const) {
      let asked = 0
      const server: MailServerOptions = { encryption, certificate, auth }
      const refused = await sent(
        {
          ...server,
          onMail() {
            asked += 1
            return null
          },
        },
        { ...elsewhere, secure: encryption === 'tls', auth },
      )
      assert.equal([refused.said, refused.taken, asked], ['tls_failed (server)', 0, 0], `${which}, ${encryption}`)
    }
  }
})

it('signs in where there is a user, and says so where that is refused, without what the server said', async () => {
  const auth = { user: 'status', password: 'right' }
  const server: MailServerOptions = { encryption: 'tls', certificate: ofMail, auth }
  const options = { ...elsewhere, secure: true }
  const signedIn = await sent(server, { ...options, auth })
  assert.equal([signedIn.said, signedIn.user], ['sent', 'status'])
  const wrong = await sent(server, { ...options, auth: { user: 'status', password: 'wrong' } })
  assert.equal([wrong.said, wrong.says], ['sign_in_failed (server)', null])
  assert.is((await sent(server, options)).said, 'sign_in_failed (server)')
})

it('tells refusals apart: of a sender, a recipient for now and for good, of a mail', async () => {
  const of = async (server: MailServerOptions) => {
    const { said, says } = await sent(server)
    return [said, says]
  }
  assert.equal(await of({ refuseSender: () => '550 not you' }), ['sender_refused (server)', '550 not you'])
  assert.equal(await of({ refuseRecipient: () => '550 no such user' }), [
    'recipient_refused (final)',
    '550 no such user',
  ])
  assert.equal(await of({ refuseRecipient: () => '450 mailbox busy' }), ['recipient_refused', '450 mailbox busy'])
  assert.equal(await of({ onMail: () => '554 looks like spam' }), ['refused (final)', '554 looks like spam'])
  assert.equal(await of({ onMail: () => '451 later please' }), ['refused', '451 later please'])
})

it('what a server says is one short line without our secrets and addresses', async () => {
  const secret = `bkm_${'a'.repeat(38)}`
  const { says } = await sent({ onMail: () => `554 blocked: https://x.test/m/#t=${secret} and ${secret}` })
  assert.match(says ?? '', /^554 blocked: \[address removed\] and \[secret removed: bkm\]/)
  const { says: long } = await sent({ onMail: () => `554 ${'x'.repeat(1000)}` })
  assert.ok((long ?? '').length <= 300)
})

it('nobody there, no such name, and places that nobody should be sent to are unreachable', async () => {
  const gone = await startMailServer()
  const { port } = gone
  await gone.stop()
  const tried = async (host: string, resolve?: TransportOptions['resolve']) => {
    try {
      const options = { host, port, secure: false, auth: null }
      const transport = await openTransport(resolve === undefined ? options : { ...options, resolve })
      await transport.send(mail).finally(() => transport.close())
      return 'sent'
    } catch (error) {
      return error instanceof MailFailure ? error.problem : String(error)
    }
  }
  assert.is(await tried('127.0.0.1'), 'unreachable')
  assert.is(await tried('nowhere.acme.test', () => Promise.reject(new Error('ENOTFOUND'))), 'unreachable')
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1', 'fe80::1', '64:ff9b::7f00:1'])
    assert.is(await tried('metadata.acme.test', async () => [address]), 'unreachable', address)
})

it('a server that does not answer is given up in time', async () => {
  const { createServer } = await import('node:net')
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const timeouts = { connection: 1000, greeting: 200, socket: 1000 }
  const transport = await openTransport({ host: '127.0.0.1', port, secure: false, auth: null, timeouts })
  const failure = await transport.send(mail).catch((error: unknown) => error)
  transport.close()
  silent.close()
  assert.is(failure instanceof MailFailure && failure.problem, 'timed_out')
})

it.run()
