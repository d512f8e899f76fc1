import { rmSync } from 'node:fs'
import { allows, parseRange, problemWithRange } from './access/address.ts'
import { type App, createApp } from './app.ts'
import { type Config, ConfigProblem } from './config.ts'
import { schemaVersion } from './db/migrate.ts'
import { createHttpServer } from './http/server.ts'
import { systemOrigin, type Values } from './journal/entry.ts'
import type { Openers } from './keys/key-folder.ts'
import { findOpeners } from './keys/openers.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { writePrivateFile } from './lib/private-file.ts'
import { type Listening, listen } from './listen.ts'
import { type FolderOptions, type OpenFolder, openFolder } from './open-folder.ts'
import type { Services } from './services.ts'
import type { ServingCertificate } from './serving-certificate.ts'
import { asFailure } from './start-failure.ts'
import { systemKeychain } from './system-keychain.ts'
import { version } from './version.ts'

/**
 * From a configuration to a server that answers, and back: open the folder, listen, tick; drain, flush, close.
 * Whatever goes wrong before it listens is one of the failure codes, with a sentence that says what to do.
 */

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly version: string
  readonly services: Services
  /** Looks at the disk, writes down what time has done and sends what waits; the runner does it every few seconds by itself. */
  look(): Promise<void>
  /** Answers what has begun, takes no more, writes what is left. */
  stop(): Promise<void>
}

/**
 * Starts a server.
 * @throws StartFailure
 * @throws ConfigProblem when a flag turns out wrong only here (an address range, a certificate).
 */
export async function runServer(
  config: Config,
  clock: Clock = systemClock,
  overrides: Pick<FolderOptions, 'passwords'> = {},
): Promise<RunningServer> {
  const trusted = config.trustedProxies.map(proxyRange)
  const certificate = await certificateOf(config, clock)
  const openers = await openersOf(config)
  const open = openFolder({ ...config, openers, clock, ...overrides })
  let listening: Listening | null = null
  try {
    open.guard.look()
    let port = config.port
    const app = createApp(open.services, {
      names: {
        port: () => port,
        publicUrl: config.publicUrl,
        trustsPeer: (address) => trusted.length > 0 && allows(trusted, address),
      },
      consoleDir: config.consoleDir,
      anonymousPerMinute: config.anonymousPerMinute,
      failedPerMinute: config.failedPerMinute,
      magicPerMinute: config.magicPerMinute ?? null,
      checkReplies: config.checkReplies,
      installKey: open.installKey,
      isReady: open.isReady,
      refusesChanges: open.refusesChanges,
    })
    listening = await listen(createHttpServer(app.koa, open.services.newId, certificate?.tls ?? null), config)
    port = listening.port
    return running(open, app, listening, config, clock, certificate)
  } catch (error) {
    await listening?.close()
    await open.close()
    throw error
  }
}

/** What opens the sealing key, wherever it is. @throws StartFailure */
async function openersOf({ dataDir, keyFile, seal }: Config): Promise<Openers> {
  try {
    return await findOpeners(dataDir, { keyFile, fromParent: seal, keychain: systemKeychain })
  } catch (error) {
    return asFailure(() => {
      throw error
    })
  }
}

function running(
  open: OpenFolder,
  app: App,
  listening: Listening,
  config: Config,
  clock: Clock,
  certificate: ServingCertificate | null,
): RunningServer {
  const { port } = listening
  const url = addressOf(config, port)
  const { endpointFile } = open.folder
  const endpoint = {
    url,
    port,
    pid: process.pid,
    version,
    public_key: open.installKey.publicKey,
    started_at: new Date(clock.wall()).toISOString(),
  }
  writePrivateFile(endpointFile, `${JSON.stringify(endpoint)}\n`)
  app.maintenanceClock.start()
  app.mailSender.start(config.tickSeconds)
  void noteLife(open.services, 'server.start', { version, schema: schemaVersion })
  const look = (): Promise<void> => {
    lookAtCertificate(certificate, open.services.log, clock)
    return open.tick()
  }
  const ticking = setInterval(() => void look(), config.tickSeconds * 1000)
  ticking.unref()
  return {
    url,
    port,
    version,
    services: open.services,
    async look() {
      await look()
      await app.mailSender.look()
    },
    async stop() {
      clearInterval(ticking)
      app.maintenanceClock.stop()
      await listening.close()
      await app.mailSender.stop()
      rmSync(endpointFile, { force: true })
      await noteLife(open.services, 'server.stop', { version })
      await open.close()
    },
  }
}

/**
 * Where programs of this computer reach it. Listening on every address is answered on loopback; a certificate is made out to the public
 * name, so there it is that one.
 */
function addressOf({ host, tls, publicUrl }: Config, port: number): string {
  if (tls !== null && publicUrl !== null) return publicUrl.origin
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${tls === null ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function proxyRange(text: string) {
  const range = parseRange(text)
  if (range === null) throw new ConfigProblem(`--trust-proxy "${text}" ${problemWithRange(text)}.`)
  if (range.prefix === 0)
    throw new ConfigProblem(
      `--trust-proxy ${text} would believe everyone about where a request comes from. Name the proxies alone.`,
    )
  return range
}

/** Loaded by those who use it: Node's TLS costs a server on loopback some megabytes. */
async function certificateOf({ tls, publicUrl }: Config, clock: Clock): Promise<ServingCertificate | null> {
  if (tls === null) return null
  const { openCertificate } = await import('./serving-certificate.ts')
  return openCertificate(tls, publicUrl, clock.wall())
}

function lookAtCertificate(certificate: ServingCertificate | null, log: Services['log'], clock: Clock): void {
  const looked = certificate?.look(clock.wall())
  if (looked?.kind === 'renewed') log.info('the certificate was renewed')
  if (looked?.kind === 'refused') log.error(`the new certificate is not used, the earlier one is: ${looked.why}`)
}

/** A row for the start and the end of a server: a gap in the log is explained by two of them, or was none of ours. */
function noteLife(
  { writer, journal, log }: Services,
  action: 'server.start' | 'server.stop',
  after: Values,
): Promise<void> {
  return writer
    .submit((tx) => void journal.append(tx, systemOrigin, { kind: 'event', action, after }), true)
    .catch((error: unknown) => log.error({ err: error }, `${action} could not be logged`))
}
