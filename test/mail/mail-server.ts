import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A real mail server on a port of its own, which keeps what it takes. */
export interface MailServer {
  readonly port: number
  /** What it took, in the order in which it did. */
  readonly taken: readonly Taken[]
  /** How many connections were made to it. */
  readonly connections: number
  stop(): Promise<void>
}

export interface Taken {
  /** As it came over the wire. */
  readonly raw: string
  readonly mail: ParsedMail
  readonly from: string
  readonly to: readonly string[]
  readonly secure: boolean
  readonly user: string | null
}

export interface MailServerOptions {
  /** `none`: it offers no TLS. `starttls`: it does. `tls`: nothing else. */
  readonly encryption?: 'none' | 'starttls' | 'tls'
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** Left out: nobody signs in. */
  readonly auth?: { readonly user: string; readonly password: string }
  /** A refusal of an address, such as `550 no such user`. */
  readonly refuseRecipient?: (address: string) => string | null
  readonly refuseSender?: (address: string) => string | null
  /** Before it answers that it has taken a mail; a refusal if it says one. */
  readonly onMail?: (taken: Taken) => Promise<string | null> | string | null
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { encryption = 'none', certificate, auth } = options
  const taken: Taken[] = []
  let connections = 0
  const server = new SMTPServer({
    secure: encryption === 'tls',
    ...(certificate === undefined ? {} : { key: certificate.key, cert: certificate.cert }),
    disabledCommands: [...(encryption === 'starttls' ? [] : ['STARTTLS']), ...(auth === undefined ? ['AUTH'] : [])],
    authOptional: auth === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onAuth({ username, password }, _session, done) {
      if (username === auth?.user && password === auth?.password) done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onMailFrom({ address }, _session, done) {
      done(refusal(options.refuseSender?.(address)))
    },
    onRcptTo({ address }, _session, done) {
      done(refusal(options.refuseRecipient?.(address)))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        void take(Buffer.concat(chunks), session).then(
          (refused) => done(refusal(refused)),
          (error: Error) => done(error),
        )
      })
    },
  })
  // A client that goes away in the middle of a word is no news here.
  server.on('error', () => undefined)

  async function take(raw: Buffer, session: SMTPServerSession): Promise<string | null> {
    const { mailFrom, rcptTo } = session.envelope
    const one: Taken = {
      raw: raw.toString(),
      mail: await simpleParser(raw),
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      secure: session.secure,
      user: session.user ?? null,
    }
    const refused = (await options.onMail?.(one)) ?? null
    if (refused === null) taken.push(one)
    return refused
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    taken,
    get connections() {
      return connections
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** `550 no such user` as the error that the server answers like that. */
function refusal(words: string | null | undefined): Error | null {
  if (words === null || words === undefined) return null
  return Object.assign(new Error(words.slice(4)), { responseCode: Number(words.slice(0, 3)) })
}
