import { isIP } from 'node:net'
import { parseAddress } from '../access/address.ts'
import { parseMailbox } from '../contract/mailbox.ts'
import { type AddressKind, kindOf } from '../outbound/address-kind.ts'
import type { Resolve } from '../outbound/policy.ts'
import { systemResolve } from '../outbound/system-resolver.ts'
import type { OutgoingMail } from './compose.ts'
import { failureOf, MailFailure } from './failure.ts'

/**
 * The way out: nodemailer, loaded when the first mail is sent.
 *
 * Chosen: TLS always, from the first byte or by STARTTLS, with a checked certificate; in clear only to this very computer, where a relay often
 * listens. The name of the server is resolved here and the address that was judged is the one that is connected to: private networks are
 * where mail servers live, the addresses of a cloud's metadata are not. Name and address of sender and recipient are handed over apart, and nothing that
 * is put into a header holds a line break. Left out: reading attachments, files or addresses from a message.
 * Held by test/mail/sending.test.ts and test/mail/injection.test.ts (T27).
 */
export interface Transport {
  /** Resolves when the server has taken it. @throws MailFailure */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

export interface TransportOptions {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly auth: { readonly user: string; readonly password: string } | null
  readonly resolve?: Resolve
  /** How long each step may take, milliseconds. */
  readonly timeouts?: typeof timeoutsByDefault
}

/** How many connections to one server are open at once, and how many mails go over each. */
const connectionsMax = 3
const mailsPerConnectionMax = 100

const timeoutsByDefault = { connection: 10_000, greeting: 10_000, socket: 30_000 }

/** A way to one mail server. Nothing is connected before the first mail. @throws MailFailure `unreachable` for a name or address that leads nowhere we go. */
export async function openTransport({
  resolve = systemResolve,
  timeouts = timeoutsByDefault,
  ...options
}: TransportOptions): Promise<Transport> {
  const { createTransport } = await import('nodemailer')
  const onThisComputer = isThisComputer(options.host)
  const transport = createTransport({
    pool: true,
    maxConnections: connectionsMax,
    maxMessages: mailsPerConnectionMax,
    host: await judgedAddress(options.host, resolve),
    port: options.port,
    secure: options.secure,
    // To this computer, in clear if need be; what a certificate would prove there, nobody else could listen to.
    requireTLS: !options.secure && !onThisComputer,
    tls: {
      minVersion: 'TLSv1.2',
      ...(isIP(options.host) === 0 ? { servername: options.host } : {}),
      rejectUnauthorized: !onThisComputer || options.secure,
    },
    ...(options.auth === null ? {} : { auth: { user: options.auth.user, pass: options.auth.password } }),
    connectionTimeout: timeouts.connection,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      try {
        await transport.sendMail(messageOf(mail))
      } catch (error) {
        throw failureOf(error)
      }
    },
    close: () => transport.close(),
  }
}

/** Names and addresses of this very computer. A name that only resolves to it is not one: names change. */
function isThisComputer(host: string): boolean {
  if (host === 'localhost') return true
  const address = parseAddress(host)
  return address !== null && kindOf(address) === 'loopback'
}

const mayReach: ReadonlySet<AddressKind> = new Set(['public', 'private', 'loopback'])

async function judgedAddress(host: string, resolve: Resolve): Promise<string> {
  const found = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host]
  const kinds = found.map((text) => {
    const address = parseAddress(text)
    return address === null ? 'reserved' : kindOf(address)
  })
  if (!kinds.every((kind) => mayReach.has(kind))) throw new MailFailure('unreachable', { ofServer: true })
  const chosen = found.find((text) => isIP(text) === 4) ?? found[0]
  if (chosen === undefined) throw new MailFailure('unreachable', { ofServer: true })
  return chosen
}

function messageOf(mail: OutgoingMail) {
  const { name, address } = mail.from
  return {
    from: { name: oneLine(name), address },
    to: { name: '', address: addressOf(mail.to) },
    envelope: { from: address, to: [addressOf(mail.to)] },
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    // Written by us from parts without a space: nothing to encode or fold.
    headers: Object.entries(mail.headers).map(([key, value]) => ({
      key,
      value: { prepared: true, value: oneLine(value) },
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Whatever could end a line is a space. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}

/** An address that is one: a row of the outbox may have been written by anything. @throws MailFailure */
function addressOf(text: string): string {
  const parsed = parseMailbox(text)
  if (parsed === null || parsed.name !== '') throw new MailFailure('recipient_refused', { isFinal: true })
  return parsed.address
}
