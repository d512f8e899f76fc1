/** T27 for mail: whatever stands in names, texts, addresses and settings, a mail has the headers that we gave it, one recipient, and no markup but ours. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFormat } from '../../src-server/content/format.ts'
import { wordsFor } from '../../src-server/content/words.ts'
import { compose, type OutgoingMail } from '../../src-server/mail/compose.ts'
import type { MailData } from '../../src-server/mail/data.ts'
import { MailFailure } from '../../src-server/mail/failure.ts'
import { letterOf } from '../../src-server/mail/letter.ts'
import { openTransport, type Transport } from '../../src-server/mail/transport.ts'
import { mailWordsFor } from '../../src-server/mail/words.ts'
import { type MailServer, startMailServer } from './mail-server.ts'

const it = suite<{ server: MailServer; transport: Transport }>('mail injection')
it.before.each(async (context) => {
  context.server = await startMailServer()
  context.transport = await openTransport({ host: '127.0.0.1', port: context.server.port, secure: false, auth: null })
})
it.after.each(async ({ server, transport }) => {
  transport.close()
  await server.stop()
})

const attacks = [
  'x\r\nBcc: victim@example.org',
  'x\nBcc: victim@example.org',
  'x\rBcc: victim@example.org',
  'x\r\n\r\n<script>alert(1)</script>',
  'x\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nSubject: second',
  'x\u2028Bcc: victim@example.org',
  'x\u0085Bcc: victim@example.org',
  'x\0y',
  '=?utf-8?Q?x=0D=0ABcc:_victim=40example.org?=',
  '"><img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  'javascript:alert(1)',
  'a <victim@example.org>, b',
  `${'long '.repeat(400)}\r\nBcc: victim@example.org`,
  '\ud800 lone',
  '\u202e reversed',
]

const ourHeaders = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-auto-response-suppress',
]

/** A mail with this text wherever a text goes in. */
function hostile(text: string): OutgoingMail {
  const voice = {
    name: text,
    pageUrl: 'https://status.acme.test',
    words: mailWordsFor('en'),
    states: wordsFor('en'),
    format: createFormat({ locale: 'en', time_zone: 'UTC', hour_cycle: 'auto' }),
  }
  const data: MailData['incident_update'] = {
    moment: 'updated',
    name: text,
    status: 'investigating',
    impact: 'major',
    body: text,
    at: 0,
    components: [{ name: text, status: 'major_outage' }],
  }
  const links = { action: null, unsubscribe: 'https://status.acme.test/unsubscribe/key', expiresAt: null }
  const letter = letterOf({ kind: 'incident_update', data }, voice, links)
  const look = { language: 'en', name: text, brandColor: text }
  return compose(letter, {
    id: 'eml_1',
    to: 'reader@example.org',
    from: { name: text, address: 'status@acme.test' },
    look,
  })
}

it('T27 no header, recipient, second mail or markup comes of any text', async ({ server, transport }) => {
  for (const attack of attacks) await transport.send(hostile(attack))
  assert.is(server.taken.length, attacks.length, 'one mail each')
  for (const [index, { to, from, mail }] of server.taken.entries()) {
    const attack = JSON.stringify(attacks[index])
    assert.equal([to, from], [['reader@example.org'], 'status@acme.test'], attack)
    assert.equal(
      [...mail.headers.keys()].filter((name) => !ourHeaders.includes(name) && name !== 'list'),
      [],
      attack,
    )
    assert.is(mail.bcc, undefined, attack)
    const html = mail.html === false ? '' : (mail.html ?? '')
    assert.not.match(html, /<script|<img|<[^>]*\son\w+=|href="javascript/i, attack)
    assert.is(html.match(/<\/style>/g)?.length, 1, attack)
    assert.is(mail.messageId, '<eml_1@acme.test>', attack)
  }
  process.stdout.write(
    `T27 mail ${attacks.length} texts in 6 places, 0 headers, recipients, mails or markup of theirs\n`,
  )
})

it('T27 an address that is more than one address goes nowhere', async ({ server, transport }) => {
  const addresses = [
    'reader@example.org\r\nRCPT TO:<victim@example.org>',
    'reader@example.org, victim@example.org',
    'Reader <reader@example.org>',
    '<reader@example.org> SIZE=1',
    'reader@example.org victim@example.org',
    'reader',
    '',
    'a@b\0c',
  ]
  for (const to of addresses) {
    const refused = await transport.send({ ...hostile('x'), to }).catch((error: unknown) => error)
    assert.ok(refused instanceof MailFailure && refused.isFinal, JSON.stringify(to))
  }
  assert.is(server.taken.length, 0)
})

it('T27 whatever the text, the subject is one line and says what it is (property)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const mail = hostile(text)
      assert.equal(Object.keys(mail.headers).toSorted(), [
        'Auto-Submitted',
        'List-Unsubscribe',
        'List-Unsubscribe-Post',
        'X-Auto-Response-Suppress',
      ])
      assert.not.match(mail.html, /<script|<img|<iframe/i)
    }),
    { numRuns: 300 },
  )
})

it.run()
