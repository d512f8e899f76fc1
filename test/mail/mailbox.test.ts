/** A sender is a name and an address, kept apart; nothing in it can begin a header of its own. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mailboxText, parseMailbox } from '../../src-server/contract/mailbox.ts'

const it = suite('mailbox')

it('reads an address, and a name with an address', () => {
  assert.equal(parseMailbox('Status@Example.org'), { name: '', address: 'status@example.org' })
  assert.equal(parseMailbox('Acme Status <status@example.org>'), { name: 'Acme Status', address: 'status@example.org' })
  assert.equal(parseMailbox('"Acme, Inc." <a@b.test>'), { name: 'Acme, Inc.', address: 'a@b.test' })
  assert.equal(parseMailbox('<a@b.test>'), { name: '', address: 'a@b.test' })
  assert.equal(parseMailbox('Ärzte in Köln <a@b.test>'), { name: 'Ärzte in Köln', address: 'a@b.test' })
})

it('refuses what is none, and everything that could be more than one line or one address', () => {
  for (const text of [
    '',
    'nobody',
    'a@b.test, c@d.test',
    'a@b.test\r\nBcc: c@d.test',
    'A\r\nBcc: x@y.test <a@b.test>',
    'A\n<a@b.test>',
    'A <a@b.test> <c@d.test>',
    'A <a@b.test>, B <c@d.test>',
    'A <a@b.test\r\n>',
    'A\u2028B <a@b.test>',
    'A\0 <a@b.test>',
    '"A" B" <a@b.test>',
    `${'x'.repeat(500)}@b.test`,
  ])
    assert.is(parseMailbox(text), null, JSON.stringify(text))
})

it('whatever is read is one line, and reads the same again', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.string(), fc.constantFrom('a@b.test', 'x@y')).map(([name, address]) => `${name} <${address}>`),
  )
  fc.assert(
    fc.property(text, (typed) => {
      const read = parseMailbox(typed)
      if (read === null) return
      const again = mailboxText(read)
      assert.not.match(again, /[\p{Cc}\p{Zl}\p{Zp}]/u)
      assert.equal(parseMailbox(again), read)
    }),
    { numRuns: 2000 },
  )
})

it.run()
