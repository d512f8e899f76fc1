/** What becomes of it when someone asks to be told: properties of the pure rule. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { subscriberStates } from '../../src-server/contract/subscribers.ts'
import { readForm } from '../../src-server/features/subscribers/form.ts'
import { type AskedBefore, answerTo, linksAtMost, linksWithinMs } from '../../src-server/features/subscribers/rules.ts'
import { holds } from '../content/holds.ts'

const it = suite('subscribers.rules')
const time = fc.integer({ min: 0, max: 10 * linksWithinMs })
const before: fc.Arbitrary<AskedBefore | null> = fc.option(
  fc.record({ state: fc.constantFrom(...subscriberStates), mails: fc.integer({ min: 0, max: 5 }), mailsFrom: time }),
)

it('a stranger never changes what a person has confirmed', () => {
  holds(
    'what is confirmed stays',
    fc.property(before, time, (known, now) => {
      const { does, mail } = answerTo(known, now)
      return known?.state !== 'confirmed' || (does === 'nothing' && mail !== 'subscription_confirm')
    }),
  )
})

it('whoever is not known or has left is asked to confirm, never told that they are subscribed', () => {
  holds(
    'nobody is subscribed unasked',
    fc.property(before, time, (known, now) => {
      const { mail } = answerTo(known, now)
      return known?.state === 'confirmed' || mail !== 'subscription_manage'
    }),
  )
})

it('however often and whenever it is asked, no address gets more than three links in any hour', () => {
  holds(
    'three links an hour',
    fc.property(
      fc.array(fc.integer({ min: 0, max: linksWithinMs }), { maxLength: 40 }),
      fc.constantFrom(...subscriberStates),
      (waits, state) => {
        let known: AskedBefore | null = null
        let now = 1
        const sent: number[] = []
        for (const wait of waits) {
          now += wait
          const answer = answerTo(known, now)
          if (answer.mail !== null) sent.push(now)
          known = { state, mails: answer.mails, mailsFrom: answer.mailsFrom }
        }
        // Windows begin with their first link: two neighbours together hold at most twice as many.
        return sent.every(
          (at) => sent.filter((each) => each >= at && each < at + linksWithinMs).length <= 2 * linksAtMost,
        )
      },
    ),
  )
  const known = { state: 'pending', mails: linksAtMost, mailsFrom: 1000 } as const
  assert.is(answerTo(known, 1000 + linksWithinMs - 1).mail, null)
  assert.is(answerTo(known, 1000 + linksWithinMs).mail, 'subscription_confirm')
})

it('the answer does not depend on the state but in what it does and which mail goes', () => {
  const counts = subscriberStates.map((state) => answerTo({ state, mails: 1, mailsFrom: 5 }, 10))
  assert.equal(
    counts.map(({ mails, mailsFrom, mail }) => [mails, mailsFrom, mail !== null]),
    subscriberStates.map(() => [2, 5, true]),
  )
})

const choices = [
  { id: 'cmp_a', name: 'API', group: null },
  { id: 'cmp_b', name: 'Mail', group: 'Core' },
]
const email = (text: string): string | null => (text.includes('@') ? text.toLowerCase() : null)

it('the form: everything, some, and each mistake by its own words', () => {
  const all = readForm({ email: [' A@b.test '], scope: ['all'], component: ['cmp_a'] }, choices, 'en', email)
  assert.equal([all.email, all.chosen], ['a@b.test', null])
  const some = readForm({ email: ['a@b.test'], scope: ['some'], component: ['cmp_b', 'cmp_b'] }, choices, 'en', email)
  assert.equal([some.email, some.chosen], ['a@b.test', [{ id: 'cmp_b' }]])
  const short = readForm({ email: ['a@b.test'] }, choices, 'en', email)
  assert.equal([short.email, short.chosen], ['a@b.test', null])
  const wrong = [
    readForm({ email: ['nobody'] }, choices, 'en', email),
    readForm({ email: ['a@b.test', 'c@d.test'] }, choices, 'en', email),
    readForm({}, choices, 'de', email),
    readForm({ email: ['a@b.test'], scope: ['some'] }, choices, 'en', email),
    readForm({ email: ['a@b.test'], scope: ['some'], component: ['cmp_x'] }, choices, 'en', email),
  ]
  assert.equal(
    wrong.map(({ email: address, state }) => [address, state.wrong?.field]),
    [
      [null, 'email'],
      [null, 'email'],
      [null, 'email'],
      [null, 'choice'],
      [null, 'choice'],
    ],
  )
  assert.is(wrong[3]?.state.email, 'a@b.test', 'what was typed is still there')
})

it.run()
