import { type Config, ConfigProblem } from './config.ts'
import type { FailureCode, ToServer } from './contract/lifecycle.ts'
import { exchangeForDesktopSession, type IssuedSession, renewDesktopSession } from './credentials/sessions.ts'
import type { Writable } from './db/database.ts'
import type { Host } from './host.ts'
import { systemOrigin } from './journal/entry.ts'
import { writePrivateFile } from './lib/private-file.ts'
import { type RunningServer, runServer } from './run.ts'
import { StartFailure } from './start-failure.ts'

/** Runs a server for its parent: tells it when it is ready, hears what it asks, and ends when it says so. */
export async function serve(host: Host, config: Config): Promise<void> {
  let running: RunningServer | null = null
  let stopping = false

  const fail = (code: FailureCode, message: string): void => {
    host.tell({ type: 'failed', code, message })
    process.exitCode = code === 'bad_config' || code === 'sealed' ? 2 : 1
    setTimeout(() => process.exit(), 200).unref()
  }
  const end = async (server: RunningServer): Promise<void> => {
    await server.stop()
    host.tell({ type: 'stopped' })
    setTimeout(() => process.exit(0), 100).unref()
  }
  /** One that is still coming up ends as soon as it has. */
  const stop = (): void => {
    if (!stopping && running !== null) void end(running)
    stopping = true
  }
  // A bug leaves nothing half done: say it, end, be started again by whoever stands above.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      running?.services.log.fatal({ err: error }, 'a bug ended the server')
      fail(
        'internal',
        'The server met an error that it does not know and has ended. Start it again; the log says more.',
      )
      process.exit(1)
    })
  }
  host.listen((message) => {
    if (message.type === 'stop') stop()
    else if (running !== null) answer(host, running, message)
  })

  try {
    running = await runServer(config)
  } catch (error) {
    if (error instanceof StartFailure) return fail(error.code, error.message)
    if (error instanceof ConfigProblem) return fail('bad_config', error.message)
    return fail('internal', `The server could not start: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (stopping) return end(running)
  const needsSetup = running.services.workspace.current.setUpAt === null
  const setupUrl =
    needsSetup && host.kind === 'terminal'
      ? `${config.publicUrl?.origin ?? running.url}/console/setup#code=${running.services.setupCode.make()}`
      : null
  if (config.readyFile !== null) {
    const ready = { url: running.url, port: running.port, pid: process.pid, setup_url: setupUrl }
    try {
      writePrivateFile(config.readyFile, `${JSON.stringify(ready)}\n`)
    } catch (error) {
      await running.stop()
      return fail('bad_config', `--ready-file: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
  host.tell({
    type: 'ready',
    url: running.url,
    port: running.port,
    pid: process.pid,
    version: running.version,
    public_url: config.publicUrl?.origin ?? null,
    setup_url: setupUrl,
  })
}

/** What only the desktop app asks, over the channel that only it has. */
function answer(host: Host, { services }: RunningServer, message: ToServer): void {
  const { workspace, setupCode, journal, newId } = services
  if (message.type === 'setup-code') {
    const needsSetup = workspace.current.setUpAt === null
    if (needsSetup) setupCode.take(message.code)
    host.tell({ type: 'setup-state', id: message.id, needs_setup: needsSetup })
  } else if (message.type === 'exchange-session') {
    const issue = (tx: Writable): Issued => {
      return exchangeForDesktopSession(tx, message.cookie, { now: journal.trustedNow(), newId })
    }
    answerWithSession(host, services, message.id, issue)
  } else if (message.type === 'renew-session') {
    const renew = (tx: Writable): Issued => {
      const renewed = renewDesktopSession(tx, message.secret, journal.trustedNow())
      if (renewed !== null) {
        const actor = { kind: 'user', id: renewed.userId, prefix: null, label: renewed.userName } as const
        const target = { type: 'session', id: renewed.id, label: null }
        journal.append(tx, { ...systemOrigin, actor }, { kind: 'event', action: 'session.renew', target })
      }
      return renewed
    }
    answerWithSession(host, services, message.id, renew)
  }
}

type Issued = (IssuedSession & { readonly userId: string }) | null

/** Begins or renews the app's session in a batch of its own, and hands it over. */
function answerWithSession(
  host: Host,
  { writer, generation }: RunningServer['services'],
  id: number,
  issue: (tx: Writable) => Issued,
): void {
  writer
    .submit(issue)
    .then((issued) => {
      if (issued === null) return host.tell({ type: 'refused', id, code: 'session_expired' })
      generation.advance()
      host.tell({
        type: 'session',
        id,
        user_id: issued.userId,
        secret: issued.secret,
        expires_at: new Date(issued.expiresAt).toISOString(),
      })
    })
    .catch(() => host.tell({ type: 'refused', id, code: 'audit_unavailable' }))
}
