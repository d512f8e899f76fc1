/** Who is too slow is told so, in our own words, and goes: headers, and a body that never ends. Node looks once a second. */
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idPrefixes } from '../../src-server/contract/ids.ts'
import { createHttpServer, createKoa } from '../../src-server/http/server.ts'
import { systemClock } from '../../src-server/lib/clock.ts'
import { createNewId } from '../../src-server/lib/id.ts'
import { sendRaw } from './raw.ts'

const newId = createNewId(systemClock, idPrefixes)
/** The server as it is, over a pipeline that waits for the body and never answers. */
const koa = createKoa({
  newId,
  now: Date.now,
  steps: [({ req }) => void req.resume()],
  act: { fail: () => undefined },
  refused: () => undefined,
})
const server = createHttpServer(koa, newId, null)
const it = suite('slow requests')
let port = 0
it.before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
it.after(() => {
  server.closeAllConnections()
  server.close()
})

it('the limits are ours, not Node’s', () => {
  assert.equal(
    [
      server.headersTimeout,
      server.requestTimeout,
      server.keepAliveTimeout,
      server.maxConnections,
      server.maxRequestsPerSocket,
    ],
    [10_000, 30_000, 5_000, 1024, 10_000],
  )
})

it('408 request_timeout, with our body and an id, and the connection is closed', async () => {
  server.headersTimeout = 50
  server.requestTimeout = 50
  const slow = [
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ',
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{',
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{',
  ]
  const exchanges = await Promise.all(slow.map((bytes) => sendRaw(port, bytes, { untilClosed: true })))
  for (const { answers, closed } of exchanges) {
    const [answer] = answers
    assert.equal([answers.length, answer?.status, answer?.json.code, closed], [1, 408, 'request_timeout', true])
    assert.is(answer?.headers['x-error'], 'request_timeout')
    assert.is(answer?.json.request_id, answer?.headers['x-request-id'])
  }
})

it.run()
