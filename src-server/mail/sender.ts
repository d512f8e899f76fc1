import type { Logger } from 'pino'
import { type StoredSmtp, serverFor, smtpOf } from '../content/smtp-settings.ts'
import type { MailProblem } from '../contract/mail.ts'
import { parseMailbox } from '../contract/mailbox.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import { systemOrigin } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { Addresses } from './addresses.ts'
import { forgetToldAnnouncements } from './announcements.ts'
import { retryAfterMs } from './backoff.ts'
import { compose, type OutgoingMail } from './compose.ts'
import { storedContent } from './data.ts'
import { failureOf, type MailFailure } from './failure.ts'
import { letterOf } from './letter.ts'
import {
  beginAttempt,
  dueMail,
  forgetBegun,
  forgetOldMail,
  hasOldMail,
  type MailRow,
  markEnded,
  markFailed,
  markSent,
  overdueMail,
  putOff,
  putOffAll,
  type ServerScope,
} from './rows.ts'
import type { MailSources } from './sources.ts'
import { spreadAnnouncements } from './spread.ts'
import type { openTransport, Transport } from './transport.ts'
import { voiceOf } from './voice.ts'
import { openWay } from './way.ts'

/**
 * Sends what waits.
 *
 * An attempt begins with a commit, which mints the links and notes the attempt, and ends with one, which notes what became of it. So a crash
 * loses no mail; between the server's "taken" and the second commit it can send one twice, which nobody can rule out (SMTP has no
 * such word), and then both carry the same Message-ID. A server that is in trouble is asked once, and all that waits for it is put off
 * and says why. What cannot go in time is given up, with a row of the log.
 * Left out: a queue beside the database, and sending without having written down that one does.
 * Held by test/mail/sending.test.ts and test/mail/crash.test.ts.
 */
export interface MailSender {
  /** Looks for what is due every few seconds from now on. */
  start(everySeconds: number): void
  /** Sends what is due now; resolves when that is done. */
  look(): Promise<void>
  /** Ends what was begun, and begins no more. */
  stop(): Promise<void>
}

export interface MailSenderOptions {
  readonly db: Readable
  readonly writer: Pick<Writer, 'submit'>
  readonly journal: Pick<Journal, 'append' | 'trustedNow'>
  readonly sealer: Sealer
  readonly addresses: Addresses
  readonly mailSources: MailSources
  readonly log: Logger
  readonly open?: typeof openTransport
}

/** How many mails are begun with one commit. The first one over a new connection goes alone: it shows whether the server takes any. */
const atOnce = 20

/** How long an orderly end waits for what was begun. */
const patienceMs = 5000

type Step = (tx: Writable) => void

export function createMailSender(options: MailSenderOptions): MailSender {
  const { db, writer, log } = options
  /** What became of mails and could not be written down yet: a full disk must not send them twice. */
  const unwritten = new Map<string, Step>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let isStopping = false
  let isFirst = true

  const note = async (id: string, step: Step): Promise<void> => {
    unwritten.set(id, step)
    await writer.submit(step)
    unwritten.delete(id)
  }

  const lookOnce = async (): Promise<void> => {
    for (const [id, step] of unwritten) await note(id, step)
    if (isFirst) await writer.submit((tx) => void forgetBegun(tx))
    isFirst = false
    await giveUpLate(options)
    await spreadAnnouncements(options, () => isStopping)
    for (const server of serversOf(db)) {
      if (isStopping) return
      await sendBy({ ...options, note }, server, () => isStopping)
    }
  }

  const look = (): Promise<void> => {
    looking ??= lookOnce()
      .catch((error: unknown) => log.error({ err: error }, 'the outbox could not be worked through; it is tried again'))
      .finally(() => {
        looking = null
      })
    return looking
  }

  return {
    start(everySeconds) {
      timer = setInterval(() => void look(), everySeconds * 1000)
      timer.unref()
    },
    look,
    async stop() {
      isStopping = true
      clearInterval(timer)
      if (looking === null) return
      let late: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        late = setTimeout(resolve, patienceMs)
      })
      await Promise.race([looking, patience])
      clearTimeout(late)
    },
  }
}

interface Server extends ServerScope {
  readonly smtp: StoredSmtp
}

/** The pages that have a mail server. */
function serversOf(db: Readable): Server[] {
  const workspace = serverFor(db, null)
  return db
    .all<{ id: string }>("SELECT page_id AS id FROM page_settings WHERE section = 'notifications'")
    .flatMap(({ id }) => {
      const smtp = smtpOf(db, id)
      return smtp === null ? [] : [{ pageId: id, smtp, ofWorkspace: workspace?.pageId === id }]
    })
}

interface Sending extends MailSenderOptions {
  /** Writes down what became of a mail, now or when that is possible again. */
  note(id: string, step: Step): Promise<void>
}

/** Sends all that is due by one server, some at a time, until there is no more or the server is in trouble. */
async function sendBy(sending: Sending, server: Server, stops: () => boolean): Promise<void> {
  const { db, writer, journal } = sending
  let transport: Transport | null = null
  let isProven = false
  try {
    while (!stops()) {
      const due = dueMail(db, server, journal.trustedNow(), isProven ? atOnce : 1)
      const [first] = due
      if (first === undefined) return
      try {
        transport ??= await openWay(sending, server.pageId, server.smtp)
      } catch (error) {
        await writer.submit((tx) => beginAttempt(tx, first.id, journal.trustedNow()))
        await trouble(sending, server, first, failureOf(error))
        return
      }
      const begun = await writer.submit((tx) => beginAll(tx, sending, server, due))
      const way = transport
      const results = await Promise.all(begun.map(({ row, mail }) => sendOne(sending, server, way, row, mail)))
      if (results.includes('server in trouble')) return
      if (results.length > 0) isProven = true
    }
  } finally {
    transport?.close()
  }
}

interface Begun {
  readonly row: MailRow
  readonly mail: OutgoingMail
}

/** In one batch: mints the links of each, notes the attempt, and writes the mail. */
function beginAll(
  tx: Writable,
  { addresses, mailSources, journal }: MailSenderOptions,
  { smtp }: Server,
  due: readonly MailRow[],
): Begun[] {
  const now = journal.trustedNow()
  const from = parseMailbox(smtp.from)
  const voices = new Map<string | null, ReturnType<typeof voiceOf>>()
  return due.flatMap((row) => {
    const about = { kind: row.kind, subjectId: row.subject_id, pageId: row.page_id, to: row.recipient }
    const content = storedContent(row.kind, row.data)
    const links = content === null || from === null ? null : mailSources[row.kind].mint(tx, about, now)
    if (content === null || links === null || from === null) {
      markEnded(tx, row.id, 'subject_ended', now)
      return []
    }
    beginAttempt(tx, row.id, now)
    const voice = voices.get(row.page_id) ?? voiceOf(tx, addresses, row.page_id)
    voices.set(row.page_id, voice)
    const letter = letterOf(content, voice, links)
    const mail = compose(letter, { id: row.id, to: row.recipient, from, look: voice.look })
    return [{ row: { ...row, attempts: row.attempts + 1 }, mail }]
  })
}

async function sendOne(
  sending: Sending,
  server: Server,
  transport: Transport,
  row: MailRow,
  mail: OutgoingMail,
): Promise<'done' | 'server in trouble'> {
  const { journal, note } = sending
  try {
    await transport.send(mail)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.ofServer) {
      await trouble(sending, server, row, failure)
      return 'server in trouble'
    }
    await note(row.id, (tx) => {
      const now = journal.trustedNow()
      const { problem, says, isFinal } = failure
      if (isFinal) giveUp(tx, journal, row, problem, says, now)
      else putOff(tx, row.id, problem, says, now + retryAfterMs(row.attempts))
    })
    return 'done'
  }
  await note(row.id, (tx) => markSent(tx, row.id, journal.trustedNow()))
  return 'done'
}

/** The server, or what we know of it, is at fault: everything that waits for it waits longer. */
function trouble({ note, journal }: Sending, server: ServerScope, row: MailRow, failure: MailFailure): Promise<void> {
  const { problem, says } = failure
  return note(row.id, (tx) => {
    const until = journal.trustedNow() + retryAfterMs(row.attempts)
    putOff(tx, row.id, problem, says, until)
    putOffAll(tx, server, problem, says, until)
  })
}

/** What could not go in time: with a row of the log where it was tried. */
async function giveUpLate({ db, writer, journal }: MailSenderOptions): Promise<void> {
  const asked = journal.trustedNow()
  if (overdueMail(db, asked, 1).length === 0 && !hasOldMail(db, asked)) return
  await writer.submit((tx) => {
    const now = journal.trustedNow()
    forgetOldMail(tx, now)
    forgetToldAnnouncements(tx)
    for (const row of overdueMail(tx, now, 200)) {
      if (row.attempts > 0 && row.problem !== null) giveUp(tx, journal, row, row.problem, row.problem_says, now)
      else markEnded(tx, row.id, 'too_late', now)
    }
  })
}

function giveUp(
  tx: Writable,
  journal: Pick<Journal, 'append'>,
  row: MailRow,
  problem: MailProblem,
  says: string | null,
  now: number,
): void {
  markFailed(tx, row.id, problem, says, now)
  journal.append(
    tx,
    { ...systemOrigin, pageId: row.page_id },
    {
      kind: 'event',
      action: 'mail.give_up',
      outcome: 'failed',
      target: { type: 'mail', id: row.id, label: row.recipient },
      after: { kind: row.kind, to: row.recipient, problem, attempts: row.attempts },
    },
  )
}
