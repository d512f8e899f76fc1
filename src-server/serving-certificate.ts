import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { type Config, ConfigProblem } from './config.ts'
import type { Tls } from './http/server.ts'

/**
 * The certificate that the server shows: read and tried before anything else is opened, and read again when its files change.
 *
 * Chosen: at start everything that would keep people out is said with what to do (no certificate, another one's key, ended, made out to
 * another name). While it runs, files that changed are taken if they are as good as that, else the earlier pair stays and the log says
 * why: a renewal that writes two files one after the other passes through a moment in which they do not match.
 * Left out: a signal for it. SIGHUP ends the server, as it does when a terminal is closed; a look at two files every few seconds costs nothing.
 * Held by test/deploy/certificate.test.ts.
 */
export interface ServingCertificate {
  readonly tls: Tls
  /** Looks whether the files have changed; answers what became of it. */
  look(now: number): Looked
}

export type Looked = { readonly kind: 'same' | 'renewed' } | { readonly kind: 'refused'; readonly why: string }

type Files = NonNullable<Config['tls']>

/**
 * Reads the pair.
 * @param now trusted time, milliseconds UTC.
 * @throws ConfigProblem with what to do.
 */
export function openCertificate(files: Files, publicUrl: URL | null, now: number): ServingCertificate {
  let seen = stateOf(files)
  const first = readPair(files, publicUrl, now)
  const servers: ReturnType<typeof createTlsServer>[] = []
  return {
    tls: {
      ...first,
      createServer(options, answer) {
        const server = createTlsServer(options, answer)
        servers.push(server)
        return server
      },
    },
    look(at) {
      const state = stateOf(files)
      if (state === seen) return { kind: 'same' }
      seen = state
      try {
        const pair = readPair(files, publicUrl, at)
        for (const server of servers) server.setSecureContext(pair)
        return { kind: 'renewed' }
      } catch (error) {
        if (error instanceof ConfigProblem) return { kind: 'refused', why: error.message }
        throw error
      }
    },
  }
}

/** Changes when one of the files is written or replaced, through links too. */
function stateOf({ certFile, keyFile }: Files): string {
  return [certFile, keyFile]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false })
      return stat === undefined ? 'none' : `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`
    })
    .join(' ')
}

interface Pair {
  readonly cert: Buffer
  readonly key: Buffer
}

function readPair({ certFile, keyFile }: Files, publicUrl: URL | null, now: number): Pair {
  const cert = pem('--tls-cert', certFile, 'CERTIFICATE')
  const key = pem('--tls-key', keyFile, 'PRIVATE KEY')
  const certificate = parsed(cert, certFile)
  fitTogether(certificate, { cert, key }, keyFile)
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  if (now > to) throw new ConfigProblem(`--tls-cert: the certificate ended on ${day(to)}. Renew it, then start again.`)
  if (now < from)
    throw new ConfigProblem(
      `--tls-cert: the certificate begins on ${day(from)}, and this computer's clock says ${day(now)}. One of the two is wrong.`,
    )
  if (publicUrl !== null && !isFor(certificate, publicUrl))
    throw new ConfigProblem(
      `--tls-cert: the certificate is not made out to ${publicUrl.hostname}, as --public-url says, but to ${certificate.subjectAltName ?? certificate.subject}. Get one for that name, or give the name that it has.`,
    )
  return { cert, key }
}

function pem(flag: string, file: string, kind: string): Buffer {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new ConfigProblem(`${flag}: ${error instanceof Error ? error.message : String(error)}.`)
  }
  if (!new RegExp(`^-----BEGIN (?:[A-Z0-9]+ )*${kind}-----`, 'm').test(bytes.toString('latin1')))
    throw new ConfigProblem(`${flag}: ${file} holds no ${kind.toLowerCase()} in PEM form (-----BEGIN ${kind}-----).`)
  return bytes
}

function parsed(cert: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(cert)
  } catch (error) {
    throw new ConfigProblem(`--tls-cert: ${file} cannot be read as a certificate (${said(error)}).`)
  }
}

function fitTogether(certificate: X509Certificate, pair: Pair, keyFile: string): void {
  if (!certificate.checkPrivateKey(privateKey(pair.key, keyFile)))
    throw new ConfigProblem(
      '--tls-cert and --tls-key do not belong together: the key is that of another certificate. Give the two that were issued together.',
    )
  try {
    createSecureContext(pair)
  } catch (error) {
    throw new ConfigProblem(`--tls-cert and --tls-key cannot be used for TLS (${said(error)}).`)
  }
}

function privateKey(key: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(key)
  } catch (error) {
    if (key.includes('ENCRYPTED'))
      throw new ConfigProblem(
        `--tls-key: ${file} is locked with a passphrase. Give one without, in a file that only the server's user can read.`,
      )
    throw new ConfigProblem(`--tls-key: ${file} cannot be read as a private key (${said(error)}).`)
  }
}

function isFor(certificate: X509Certificate, { hostname }: URL): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1')
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
