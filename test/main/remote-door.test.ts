import { createServer } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAddress } from '../../src-main/connections/address.ts'
import { openDoor, type RemoteWay, readWhole } from '../../src-main/connections/remote-door.ts'
import { createForward } from '../../src-main/forward.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import type { Resolve } from '../../src-server/outbound/policy.ts'
import { startCanary } from '../outbound/canary.ts'
import { fromResolvers, inUrls } from '../outbound/spellings.ts'
import { createAuthority } from '../support/certificates.ts'
import { addTo, beatkeeper, deskWith, json, startRemote, strangeCertificate } from '../support/remotes.ts'
import { within } from '../support/runner/within.ts'

/** T17, the part of connections: where a connection may lead, whom it trusts, and what comes back from a hostile one. */
const tests = suite('remote door')
const door = (name: string, act: () => Promise<unknown>): void => tests(name, within(60, act))

const toThisComputer: Resolve = async () => ['127.0.0.1']
const get = { method: 'GET', headers: {}, body: null } as const

/** How a call ends: the code of its failure, or its status. */
async function outcomeOf(way: RemoteWay, resolve: Resolve, path = '/readyz'): Promise<string> {
  const opened = openDoor(way, resolve)
  try {
    const answer = await opened.send({ ...get, path })
    answer.resume()
    return String(answer.statusCode)
  } catch (error) {
    if (error instanceof OutboundFailure) return error.code
    throw error
  } finally {
    opened.close()
  }
}

door('T17 no spelling of an inside address is reached by a connection whose owner did not say so', async () => {
  const canary = await startCanary()
  const { connections } = deskWith({ resolve: async (name) => (name.includes('localhost') ? ['127.0.0.1'] : []) })
  let tried = 0
  let refused = 0
  for (const spelling of inUrls)
    for (const scheme of ['https', 'http'])
      for (const privateNetwork of [false, true]) {
        const typed = `${scheme}://${spelling}:${canary.port}`
        const read = readAddress(typed)
        // This computer by its plain name is what a person means; private ones are what they agreed to.
        if (!('trouble' in read) && (read.thisComputer || privateNetwork)) continue
        tried += 1
        const found = await connections.check({ address: typed, private_network: privateNetwork, pinned: null })
        if (found.outcome === 'trouble') refused += 1
      }
  const heard = canary.connections
  canary.stop()
  assert.is(heard, 0)
  assert.is(refused, tried)
  assert.ok(tried > 120, String(tried))
  process.stdout.write(`T17 connection addresses ${tried} refused ${refused} canary connections ${heard}\n`)
})

door(
  'T17 no answer of a name server leads a connection inside, and a name that changes its meaning leads nowhere else',
  async () => {
    const canary = await startCanary()
    let tried = 0
    for (const address of fromResolvers)
      for (const privateNetwork of [false, true]) {
        const way = { origin: `https://rebinding.test:${canary.port}`, privateNetwork, pinned: null }
        const code = await outcomeOf(way, async () => [address])
        tried += 1
        if (!privateNetwork) assert.is(code, 'address_refused', address)
      }
    // The first answer is public, the second is not: the address that was judged is the one that is connected to.
    let asked = 0
    const turning: Resolve = async () => {
      asked += 1
      return asked === 1 ? ['203.0.113.7', '127.0.0.1'] : ['127.0.0.1']
    }
    const way = { origin: `https://rebinding.test:${canary.port}`, privateNetwork: false, pinned: null }
    assert.is(await outcomeOf(way, turning), 'address_refused')
    assert.is(canary.connections, 0)
    canary.stop()
    process.stdout.write(`T17 connection names ${tried + 1} canary connections 0\n`)
  },
)

door('T17 teeth: a connection that was said to be to this computer does reach it', async () => {
  const canary = await startCanary()
  await outcomeOf({ origin: `https://127.0.0.1:${canary.port}`, privateNetwork: false, pinned: null }, toThisComputer)
  assert.is(canary.connections, 1)
  canary.stop()
})

door('T17 a certificate that this computer does not trust is refused before a byte is sent, and shown', async () => {
  const remote = await startRemote(beatkeeper('1.8.2'))
  const { connections } = deskWith()
  const found = await connections.check({ address: remote.origin, private_network: false, pinned: null })
  assert.is(found.outcome, 'trouble')
  if (found.outcome === 'trouble') {
    assert.is(found.why, 'certificate_untrusted')
    assert.is(found.certificate?.fingerprint, remote.certificate.fingerprint)
    assert.is(found.certificate?.trusted, false)
  }
  assert.equal(remote.asked, [])
  remote.stop()
})

door(
  'T17 a pinned certificate is taken, another one is not, whoever vouches for it; no credential leaves',
  async () => {
    const certificate = strangeCertificate()
    const remote = await startRemote(beatkeeper('1.8.2'), { certificate })
    const pinned = { origin: remote.origin, privateNetwork: false, pinned: certificate.fingerprint }
    assert.is(await outcomeOf(pinned, toThisComputer), '200')
    remote.stop()
    const impostor = await startRemote(beatkeeper('1.8.2'), { port: remote.port })
    const opened = openDoor(pinned, toThisComputer)
    const failure = await opened
      .send({ ...get, path: '/api/v1/context', headers: { authorization: 'Bearer bk_live_secret' } })
      .then(() => null)
      .catch((error: unknown) => error)
    assert.instance(failure, OutboundFailure)
    assert.is((failure as OutboundFailure).code, 'certificate_changed')
    assert.is((failure as OutboundFailure).certificate?.fingerprint, impostor.certificate.fingerprint)
    assert.equal(impostor.asked, [])
    opened.close()
    impostor.stop()
  },
)

door('T17 an expired certificate and one for another name are refused, whoever made them', async () => {
  for (const certificate of [
    createAuthority().issue({ commonName: 'other.test', names: ['other.test'] }),
    createAuthority().issue({ commonName: 'x', names: ['127.0.0.1'], validTo: new Date(Date.now() - 1000) }),
  ]) {
    const remote = await startRemote(beatkeeper('1.8.2'), { certificate })
    const code = await outcomeOf({ origin: remote.origin, privateNetwork: false, pinned: null }, toThisComputer)
    assert.is(code, 'certificate_untrusted')
    remote.stop()
  }
})

door('T17 a redirect is refused, wherever it leads, and nothing is sent after it', async () => {
  const canary = await startCanary()
  for (const status of [300, 301, 302, 303, 307, 308, 399]) {
    const remote = await startRemote((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${canary.port}/`, 'set-cookie': 'a=b' }).end(),
    )
    const way = { origin: remote.origin, privateNetwork: false, pinned: remote.certificate.fingerprint }
    assert.is(await outcomeOf(way, toThisComputer), 'redirected', String(status))
    remote.stop()
  }
  assert.is(canary.connections, 0)
  canary.stop()
})

door('plain http is for this computer alone, and a door leads to one origin', async () => {
  const server = createServer((_request, response) => json(response, 200, {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const here = { origin: `http://127.0.0.1:${port}`, privateNetwork: false, pinned: null }
  assert.is(await outcomeOf(here, toThisComputer), '200')
  for (const path of ['https://evil.test/', '//evil.test/', `http://127.0.0.1:${port}@evil.test/`]) {
    const code = await outcomeOf(here, toThisComputer, path)
    assert.ok(code === 'bad_address', `${path}: ${code}`)
  }
  server.closeAllConnections()
  server.close()
})

door('an answer that takes too long, is too long, or is compressed unasked is given up', async () => {
  const remote = await startRemote((request, response) => {
    if (request.url === '/never') return
    if (request.url === '/zip') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
    response.writeHead(200, { 'content-type': 'application/json' })
    if (request.url === '/drip') return void response.write('{')
    if (request.url === '/cut') return void response.write('{', () => response.destroy())
    response.end('x'.repeat(1024 * 1024 + 1))
  })
  const way = { origin: remote.origin, privateNetwork: false, pinned: remote.certificate.fingerprint }
  const opened = openDoor(way, toThisComputer)
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'answered',
      (error: unknown) => (error instanceof OutboundFailure ? error.code : String(error)),
    )
  assert.is(await codeOf(opened.send({ ...get, path: '/never', patienceMs: 100 })), 'timeout')
  assert.is(await codeOf(opened.send({ ...get, path: '/zip' })), 'bad_answer')
  const whole = (path: string) => opened.send({ ...get, path }).then((answer) => readWhole(answer, { patienceMs: 300 }))
  assert.is(await codeOf(whole('/drip')), 'timeout')
  assert.is(await codeOf(whole('/cut')), 'unreachable')
  assert.is(await codeOf(whole('/long')), 'too_large')
  opened.close()
  remote.stop()
})

/** What a hostile remote may try, and what the window hears instead. */
const hostile: readonly { what: string; answer: Parameters<typeof startRemote>[0]; status: number; code: string }[] = [
  {
    what: 'a page',
    answer: (_q, s) => s.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(1)</script>'),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'a script',
    answer: (_q, s) => s.writeHead(200, { 'content-type': 'text/javascript' }).end('alert(1)'),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'an image that is a script',
    answer: (_q, s) => s.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg onload="alert(1)"/>'),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'no content type at all',
    answer: (_q, s) => s.writeHead(200).end('x'),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'a redirect to a script',
    answer: (_q, s) => s.writeHead(302, { location: '/console/assets/x.js' }).end(),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'two megabytes of JSON',
    answer: (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(2 * 1024 * 1024)}"`),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'a length that promises gigabytes',
    answer: (_q, s) =>
      s.writeHead(200, { 'content-type': 'application/json', 'content-length': '9000000000' }).write('{'),
    status: 502,
    code: 'connection_unfit',
  },
  {
    what: 'an end before the end',
    answer: (_q, s) => {
      s.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      s.write('{"a":', () => s.destroy())
    },
    status: 503,
    code: 'connection_unreachable',
  },
  {
    what: 'no HTTP',
    answer: (_q, s) => s.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'),
    status: 503,
    code: 'connection_unreachable',
  },
  {
    what: 'a hang-up',
    answer: (_q, s) => s.destroy(),
    status: 503,
    code: 'connection_unreachable',
  },
]
for (const { what, answer, status, code } of hostile)
  door(`T17 hostile remote: ${what} becomes a problem with words`, async () => {
    const remote = await startRemote(answer)
    const { connections } = deskWith()
    const id = addTo(connections, remote.origin, { pinned: remote.certificate.fingerprint })
    const response = await createForward(connections.upstreamOf(id))(new Request('app://console/api/v1/context'))
    assert.is(response.status, status)
    assert.is(response.headers.get('x-error'), code)
    assert.is(response.headers.get('content-type'), 'application/problem+json')
    assert.is(response.headers.get('location'), null)
    const words: unknown = await response.json()
    assert.match(JSON.stringify(words), /server|answers|answered/)
    remote.stop()
  })

door(
  'T17 hostile remote: nothing but data and the headers of the API reaches the window, and never a cookie',
  async () => {
    const remote = await startRemote((_request, response) =>
      json(
        response,
        200,
        { ok: true },
        {
          'set-cookie': '__Host-known=x; Path=/; Secure',
          'content-security-policy': "script-src 'unsafe-inline'",
          'access-control-allow-origin': '*',
          refresh: '0;url=https://evil.test/',
          link: '</x.js>; rel=preload',
          'service-worker-allowed': '/',
          'x-sourcemap': '/x',
          'clear-site-data': '"*"',
          'strict-transport-security': 'max-age=1',
          'report-to': '{}',
        },
      ),
    )
    const { connections } = deskWith()
    const id = addTo(connections, remote.origin, { pinned: remote.certificate.fingerprint })
    const response = await createForward(connections.upstreamOf(id))(new Request('app://console/api/v1/context'))
    assert.is(response.status, 200)
    const allowed = [
      'cache-control',
      'content-security-policy',
      'content-type',
      'cross-origin-resource-policy',
      'date',
      'x-content-type-options',
    ]
    assert.equal([...response.headers.keys()].sort(), allowed)
    assert.match(response.headers.get('content-security-policy') ?? '', 'sandbox')
    remote.stop()
  },
)

door('T17 hostile remote: a session that nobody asked for is nobody’s, and what was kept stays', async () => {
  const token = 'bk_live_0123456789abcdefghijklmnopqrstuv'
  const remote = await startRemote(
    beatkeeper('1.8.2', (_request, response) =>
      json(response, 200, { name: 'x', csrf: 'planted' }, { 'set-cookie': '__Host-sid=planted; Path=/; Secure' }),
    ),
  )
  const { connections, store } = deskWith()
  const id = addTo(connections, remote.origin, { pinned: remote.certificate.fingerprint, sign_in: 'token' })
  await connections.signInWithToken(id, token)
  const response = await createForward(connections.upstreamOf(id))(new Request('app://console/api/v1/context'))
  assert.is(response.status, 200)
  assert.is(response.headers.get('set-cookie'), null)
  assert.match(store.entries.get(id) ?? '', token)
  remote.stop()
})

tests.run()
