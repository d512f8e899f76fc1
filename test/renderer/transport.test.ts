/** The headers that the console may add, against a real server. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ApiProblem } from '../../src-renderer/api/problem.ts'
import { createTransport, readJson, type TransportSettings } from '../../src-renderer/api/transport.ts'

const seen: IncomingMessage[] = []
const server = createServer((request, response) => {
  seen.push(request)
  if (request.url === '/empty') response.writeHead(204).end()
  else if (request.url === '/words') response.writeHead(200, { 'Content-Type': 'text/plain' }).end('hello')
  else if (request.url === '/no')
    response
      .writeHead(403, { 'Content-Type': 'application/problem+json' })
      .end(JSON.stringify({ code: 'role_denied', detail: 'No.', title: 'No', status: 403 }))
  else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":1}')
})

const transport = suite('renderer.transport')
let origin = ''
transport.before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server's address is never a string
})
transport.after(() => void server.close())

interface Told {
  answered: number
  unanswered: number
}

function make(over: Partial<TransportSettings> = {}) {
  const told: Told = { answered: 0, unanswered: 0 }
  let tick = 0
  const send = createTransport({
    fetch,
    monotonic: () => ++tick,
    csrf: () => null,
    environment: () => 'live',
    page: () => null,
    answered: () => {
      told.answered += 1
    },
    unanswered: () => {
      told.unanswered += 1
    },
    ...over,
  })
  return { told, send: (path: string, rest: object = {}) => send({ method: 'GET', path: `${origin}${path}`, ...rest }) }
}

const headersOfLast = (): IncomingMessage['headers'] => seen.at(-1)?.headers ?? {}

transport('a live request on the host’s page carries none of them', async () => {
  const { send, told } = make()
  assert.equal(await readJson(await send('/')), { a: 1 })
  const headers = headersOfLast()
  for (const name of ['x-csrf', 'x-environment', 'x-page', 'authorization', 'content-type'])
    assert.is(headers[name], undefined, name)
  assert.equal(told, { answered: 1, unanswered: 0 })
})

transport('sandbox, page and second secret are added, and left out where they have no place', async () => {
  const { send } = make({ csrf: () => 'secret', environment: () => 'test', page: () => 'pag_1' })
  await send('/', { method: 'POST', body: { x: 1 } })
  const headers = headersOfLast()
  assert.is(headers['x-csrf'], 'secret')
  assert.is(headers['x-environment'], 'test')
  assert.is(headers['x-page'], 'pag_1')
  assert.is(headers['content-type'], 'application/json')
  await send('/', { bare: true })
  assert.is(headersOfLast()['x-environment'], undefined)
  assert.is(headersOfLast()['x-page'], undefined)
  assert.is(headersOfLast()['x-csrf'], 'secret')
})

transport('204 is nothing, and what is not JSON is refused', async () => {
  const { send } = make()
  assert.is(await readJson(await send('/empty')), undefined)
  await send('/words')
    .then(readJson)
    .then(
      () => assert.unreachable(),
      (thrown) => assert.is(thrown instanceof ApiProblem && thrown.code, 'unreadable'),
    )
})

transport('403 is thrown with its code, and counts as an answer', async () => {
  const { send, told } = make()
  await send('/no').then(
    () => assert.unreachable(),
    (thrown) => assert.is(thrown instanceof ApiProblem && thrown.state, 'forbidden'),
  )
  assert.is(told.answered, 1)
})

transport('no answer is unreachable; a cancelled request is neither', async () => {
  const { told, send } = make({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
  await send('/').then(
    () => assert.unreachable(),
    (thrown) => assert.is(thrown instanceof ApiProblem && thrown.state, 'unreachable'),
  )
  assert.is(told.unanswered, 1)
  const aborted = new AbortController()
  aborted.abort()
  const { told: untold, send: cancelled } = make()
  await cancelled('/', { signal: aborted.signal }).then(
    () => assert.unreachable(),
    (thrown) => assert.not.instance(thrown, ApiProblem),
  )
  assert.equal(untold, { answered: 0, unanswered: 0 })
})

transport.run()
