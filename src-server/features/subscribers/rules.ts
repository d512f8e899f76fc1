import type { SubscriberState } from '../../contract/subscribers.ts'

/**
 * What becomes of it when someone asks to be told. Pure.
 *
 * Whoever asks may be anyone: they learn nothing and change nothing of what a person has confirmed. An unknown address is written down and sent a
 * link to confirm; one that waits is sent a fresh one, with the newest choice; one that has confirmed is sent a link to manage what they
 * have; one that had ended it may begin again. Nobody's mailbox is filled: three links an hour, whoever asks.
 * Held by test/subscribers/rules.test.ts.
 */
export type AskedBefore = { readonly state: SubscriberState; readonly mails: number; readonly mailsFrom: number }

export interface Answer {
  /** `add` a row, take the newest `choice`, `begin_again`, or leave it as it is. */
  readonly does: 'add' | 'choice' | 'begin_again' | 'nothing'
  /** The mail that goes out; `null`: there were enough. */
  readonly mail: 'subscription_confirm' | 'subscription_manage' | null
  /** The count of links since `mailsFrom`, this one among them. */
  readonly mails: number
  readonly mailsFrom: number
}

export const linksAtMost = 3
export const linksWithinMs = 3_600_000

/** How long an address that was never confirmed is kept. */
export const unconfirmedKeptMs = 7 * 86_400_000

/** @param before what is known of the address; null: nothing. */
export function answerTo(before: AskedBefore | null, now: number): Answer {
  const isFresh = before === null || now - before.mailsFrom >= linksWithinMs || now < before.mailsFrom
  const mailsFrom = isFresh ? now : before.mailsFrom
  const sent = isFresh ? 0 : before.mails
  const mayMail = sent < linksAtMost
  const mails = mayMail ? sent + 1 : sent
  const does =
    before === null
      ? 'add'
      : before.state === 'confirmed'
        ? 'nothing'
        : before.state === 'ended'
          ? 'begin_again'
          : 'choice'
  const kind = before?.state === 'confirmed' ? 'subscription_manage' : 'subscription_confirm'
  return { does, mail: mayMail ? kind : null, mails, mailsFrom }
}
