import type { AddressInfo } from 'node:net'
import { type AppOptions, createApp } from '../../src-server/app.ts'
import { openInstallKey } from '../../src-server/credentials/install-key.ts'
import { createHttpServer } from '../../src-server/http/server.ts'
import type { Services } from '../../src-server/services.ts'
import type { TestServer } from '../support/harness.ts'

/**
 * A second application over the services of a running server, with some of them exchanged: for teeth, runs that take a guard away and must see
 * the attack come through.
 */
export async function listenBeside(
  { running, dataDir }: TestServer,
  exchanged: Partial<Services>,
  { isReady = () => true }: Partial<Pick<AppOptions, 'isReady'>> = {},
): Promise<{ port: number; stop(): void }> {
  let port = 0
  const services = { ...running.services, ...exchanged }
  const app = createApp(services, {
    names: { port: () => port, publicUrl: null, trustsPeer: () => false },
    consoleDir: null,
    anonymousPerMinute: 1_000_000,
    failedPerMinute: 1_000_000,
    checkReplies: true,
    installKey: openInstallKey(dataDir),
    isReady,
    refusesChanges: () => null,
  })
  const server = createHttpServer(app.koa, services.newId, null)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  return {
    port,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
