import { startTestServer } from '../support/harness.ts'

/** A test server in a process of its own, that logs all it can, so that what it writes to stdout and stderr can be read. */
const server = await startTestServer({ logLevel: 'debug' })
const where = (): object => ({ port: server.running.port, dataDir: server.dataDir, ownerToken: server.ownerToken })
process.send?.(where())
process.on('message', async (message) => {
  if (message === 'restart') {
    // A minute on, so that refusals without a principal are rows of the log as well.
    server.clock.pass(61_000)
    await server.restart()
    process.send?.(where())
  } else if (message === 'look') {
    // What the clock would do by itself: mails for news are spread to their readers.
    await server.running.look()
    process.send?.(where())
  } else {
    await server.stop()
    process.disconnect()
  }
})
