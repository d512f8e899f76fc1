/**
 * T16: both loopback addresses, one port. A browser that opens `<id>.localhost` may try either first, so nobody else may hold the port on the other
 * one. The parts are real sockets; the port is whatever the system gives.
 */
import { createServer as createHttp, get, type Server } from 'node:http'
import { createServer, type Server as NetServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listen } from '../../src-server/listen.ts'
import { StartFailure } from '../../src-server/start-failure.ts'

const it = suite('listen')
const both = { host: '127.0.0.1', alsoHost: '::1' }
/** Whether this machine has the second address at all; the promise about it is about those that do. */
const hasSix = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

function http(): Server {
  return createHttp((req, res) => res.end(`${req.socket.remoteAddress}`))
}

function hold(host: string, port: number): Promise<NetServer> {
  const holder = createServer()
  return new Promise((resolve, reject) => {
    holder.once('error', reject)
    holder.listen({ host, port, exclusive: true }, () => resolve(holder))
  })
}

function portOf(server: NetServer): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const ended = (server: NetServer): Promise<unknown> => new Promise((resolve) => server.close(resolve))

function peerSeenBy(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host, port, agent: false }, (res) => {
      let text = ''
      res.on('data', (chunk) => {
        text += String(chunk)
      })
      res.once('end', () => resolve(text))
    }).once('error', reject)
  })
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof StartFailure) return `${error.code} ${error.message}`
    throw error
  }
  return 'listens'
}

it('one port on 127.0.0.1 and ::1, chosen or picked, and both end together', async () => {
  const server = http()
  const listening = await listen(server, { ...both, port: 0 })
  assert.equal(listening.hosts, hasSix ? ['127.0.0.1', '::1'] : ['127.0.0.1'])
  for (const host of listening.hosts) assert.is(await peerSeenBy(host, listening.port), host)
  await listening.close()
  const again = await listen(http(), { ...both, port: listening.port })
  assert.equal([again.port, again.hosts], [listening.port, listening.hosts])
  await again.close()
  for (const host of listening.hosts) await ended(await hold(host, listening.port))
})

it('T16 a port that is taken on either is said, and none of the two is held', async () => {
  let refused = 0
  for (const [taken, other] of hasSix
    ? [
        ['127.0.0.1', '::1'],
        ['::1', '127.0.0.1'],
      ]
    : [['127.0.0.1']]) {
    const squatter = await hold(taken ?? '', 0)
    const port = portOf(squatter)
    assert.match(
      await refusalOf(listen(http(), { ...both, port })),
      `port_in_use Port ${port} on ${taken} is in use. Stop what uses it, or choose another with --port.`,
    )
    if (other !== undefined) await ended(await hold(other, port))
    await ended(squatter)
    refused += 1
  }
  console.log(`T16 port taken on one loopback address ${refused}, served on the other 0`)
})

it('with --port 0 a port that somebody holds on ::1 is passed over for one that is free on both', async () => {
  if (!hasSix) return
  const squatter = await hold('::1', 0)
  const server = http()
  const begin: Server['listen'] = server.listen.bind(server)
  let picks = 0
  // The system picks the held port at first.
  Object.assign(server, {
    listen(options: { port: number }, heard: () => void) {
      picks += 1
      return begin({ ...options, port: picks === 1 ? portOf(squatter) : 0 }, heard)
    },
  })
  const listening = await listen(server, { ...both, port: 0 })
  assert.is(picks, 2)
  assert.is.not(listening.port, portOf(squatter))
  assert.equal(listening.hosts, ['127.0.0.1', '::1'])
  await listening.close()
  await ended(squatter)
})

it('an address that was named is the only one', async () => {
  const listening = await listen(http(), { host: '127.0.0.1', alsoHost: null, port: 0 })
  assert.equal(listening.hosts, ['127.0.0.1'])
  if (hasSix) await ended(await hold('::1', listening.port))
  await listening.close()
})

it('a second address that this computer has not is done without; a first one is said', async () => {
  const listening = await listen(http(), { host: '127.0.0.1', alsoHost: '2001:db8::1', port: 0 })
  assert.equal(listening.hosts, ['127.0.0.1'])
  assert.is(await peerSeenBy('127.0.0.1', listening.port), '127.0.0.1')
  await listening.close()
  assert.match(
    await refusalOf(listen(http(), { host: '2001:db8::1', alsoHost: null, port: 0 })),
    /^bad_config .+--host/,
  )
})

it('connections of both count together, and those that are idle end with the server', async () => {
  if (!hasSix) return
  const server = http()
  server.maxConnections = 1
  const listening = await listen(server, { ...both, port: 0 })
  const { connect } = await import('node:net')
  const first = connect(listening.port, '::1')
  await new Promise((resolve) => first.once('connect', resolve))
  const asked = await peerSeenBy('127.0.0.1', listening.port).catch((error: Error & { code?: string }) => error.code)
  assert.is(asked, 'ECONNRESET')
  const over = new Promise((resolve) => first.once('close', resolve))
  first.end()
  await over
  await listening.close()
})

it.run()
