/**
 * T17: whoever chooses where we call does not reach the inside: by the spelling of an address, by what a name server says, by a redirect,
 * by a name that changes its meaning. A listener on every address of this computer counts; and teeth runs, which must be heard by it.
 */
import { request } from 'node:https'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AddressKind } from '../../src-server/outbound/address-kind.ts'
import { createOutbound, type OutboundCall } from '../../src-server/outbound/call.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import { type OutboundPolicy, privateToo, publicOnly, thisComputer } from '../../src-server/outbound/policy.ts'
import { createAuthority } from '../support/certificates.ts'
import { type Canary, startCanary, startTlsServer } from './canary.ts'
import { fromResolvers, inUrls } from './spellings.ts'

const it = suite('ssrf')
let canary: Canary
it.before(async () => {
  canary = await startCanary()
})
it.after(() => canary.stop())

const certificate = createAuthority().issue({ commonName: 'localhost', names: ['localhost', 'hook.test', '127.0.0.1'] })
const soon = { timeoutMs: 2000 }

/** How the call ended: the code of its failure, or the status of its answer. */
async function outcome(work: Promise<{ status: number }>): Promise<string> {
  try {
    return String((await work).status)
  } catch (error) {
    if (error instanceof OutboundFailure) return error.code
    throw error
  }
}

/** The check switched off: every kind of address is allowed. */
const everywhere: OutboundPolicy = {
  kinds: new Set<AddressKind>(['public', 'private', 'loopback', 'link_local', 'multicast', 'reserved']),
  plainOnLoopback: true,
}

/** Calls every spelling that is a URL at all; answers how each ended. */
async function sweep(policy: OutboundPolicy): Promise<Map<string, string>> {
  const call = createOutbound(soon)
  const ended = new Map<string, string>()
  for (const spelling of inUrls)
    for (const scheme of ['https', 'http']) {
      const text = `${scheme}://${spelling}:${canary.port}/`
      if (URL.canParse(text)) ended.set(text, await outcome(call({ url: new URL(text), policy })))
      else ended.set(text, 'no URL')
    }
  return ended
}

const refusals = new Set(['address_refused', 'not_encrypted', 'name_not_found', 'bad_address', 'no URL'])

it('T17 no spelling of an inside address is called', async () => {
  const before = canary.connections
  const ended = await sweep(publicOnly)
  const others = [...ended].filter(([, code]) => !refusals.has(code))
  console.log(`T17 address spellings ${ended.size} canary connections ${canary.connections - before}`)
  assert.equal([others, canary.connections - before], [[], 0])
  assert.ok(ended.size >= 120)
})

it('T17 teeth: with the check switched off the same spellings are heard', async () => {
  const before = canary.connections
  const own = inUrls.filter((spelling) => URL.canParse(`https://${spelling}/`) && isOfThisComputer(spelling))
  const call = createOutbound(soon)
  for (const spelling of own)
    await outcome(call({ url: new URL(`https://${spelling}:${canary.port}/`), policy: everywhere }))
  const heard = canary.connections - before
  console.log(`T17 teeth: with the check off ${heard} connections from ${own.length} spellings`)
  assert.ok(heard >= 20 && heard >= own.length, `${heard} of ${own.length}`)
})

/** Those of the spellings that reach a listener on all addresses of this very computer, wherever the test runs. */
function isOfThisComputer(spelling: string): boolean {
  const { hostname } = new URL(`https://${spelling}/`)
  return /^(127\.|0\.0\.0\.0$|localhost$|\[::1\]$|\[::\]$|\[::ffff:7f)/.test(hostname)
}

it('T17 no name leads inside: whatever a name server says, alone or beside a public address', async () => {
  const before = canary.connections
  let calls = 0
  for (const said of fromResolvers)
    for (const answer of [[said], ['93.184.216.34', said], [said, '93.184.216.34'], ['2606:4700::1111', said]]) {
      const call = createOutbound({ ...soon, resolve: async () => answer })
      calls += 1
      const url = new URL(`https://hook.test:${canary.port}/`)
      assert.is(await outcome(call({ url, policy: publicOnly })), 'address_refused', answer.join(' '))
    }
  console.log(`T17 name server answers ${calls} canary connections ${canary.connections - before}`)
  assert.is(canary.connections - before, 0)
})

it('T17 a connection that may be private reaches no loopback, metadata or carried address', async () => {
  const before = canary.connections
  const open = new Set(['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', 'fec0::1'])
  const closed = fromResolvers.filter((said) => !open.has(said))
  for (const said of closed) {
    const call = createOutbound({ ...soon, resolve: async () => [said] })
    const url = new URL(`https://remote.test:${canary.port}/`)
    assert.is(await outcome(call({ url, policy: privateToo })), 'address_refused', said)
  }
  console.log(`T17 private connections ${closed.length} canary connections ${canary.connections - before}`)
  assert.is(canary.connections - before, 0)
})

it('T17 a redirect is refused, whichever status and spelling, although both ends may be called', async () => {
  const before = canary.connections
  let to = ''
  let status = 302
  const away = await startTlsServer(certificate, (_req, res) => res.writeHead(status, { Location: to }).end())
  const local: OutboundPolicy = { kinds: new Set(['loopback']), plainOnLoopback: false }
  const asked: OutboundCall = {
    url: new URL(`https://127.0.0.1:${away.port}/`),
    policy: local,
    pinned: certificate.fingerprint,
  }
  try {
    for (status of [300, 301, 302, 303, 307, 308])
      for (const spelling of inUrls) {
        to = encodeURI(`https://${spelling}:${canary.port}/`)
        assert.is(await outcome(createOutbound(soon)(asked)), 'redirected')
      }
    console.log(`T17 redirects ${away.requests} canary connections ${canary.connections - before}`)
    assert.equal([away.requests, canary.connections - before], [6 * inUrls.length, 0])
    // Teeth: a client that follows is heard.
    to = `https://127.0.0.1:${canary.port}/`
    await following(away.port)
    assert.is(canary.connections - before, 1)
  } finally {
    away.stop()
  }
})

/** What many clients do with a redirect. */
function following(port: number): Promise<void> {
  return new Promise((resolve) => {
    request({ host: '127.0.0.1', port, ca: certificate.cert, rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume()
      request(answer.headers.location ?? '', { rejectUnauthorized: false, agent: false })
        .on('error', () => resolve())
        .end()
    }).end()
  })
}

it('T17 a name that changes its meaning after the look changes nothing', async () => {
  const innocent = await startTlsServer(certificate, (_req, res) => res.end('fine'), '127.0.0.77')
  const inside = await startTlsServer(certificate, (_req, res) => res.end('secret'), '127.0.0.1')
  const rebinding = (): { resolve: (name: string) => Promise<string[]>; asked: number } => {
    const state = {
      asked: 0,
      resolve: async () => {
        state.asked += 1
        return [state.asked === 1 ? '127.0.0.77' : '127.0.0.1']
      },
    }
    return state
  }
  const local: OutboundPolicy = { kinds: new Set(['loopback']), plainOnLoopback: false }
  try {
    let answered = 0
    for (let round = 0; round < 60; round += 1) {
      const name = rebinding()
      const call = createOutbound({ ...soon, resolve: name.resolve })
      const url = new URL(`https://hook.test:${innocent.port}/`)
      const answer = await call({ url, policy: local, pinned: certificate.fingerprint })
      assert.equal([answer.body.toString(), name.asked], ['fine', 1])
      answered += 1
    }
    console.log(`T17 rebinding names ${answered} led inside ${inside.requests}`)
    assert.is(inside.requests, 0)
    // Teeth: a client that looks, and lets its socket look again, is led inside. (The port is another: one name, two servers.)
    const name = rebinding()
    await name.resolve('hook.test')
    await new Promise<void>((resolve, reject) => {
      request({
        host: 'hook.test',
        port: inside.port,
        rejectUnauthorized: false,
        agent: false,
        lookup: (_host, _options, answer) =>
          void name.resolve('hook.test').then(([address = '']) => answer(null, [{ address, family: 4 }])),
      })
        .on('response', (answer) => resolve(void answer.resume()))
        .on('error', reject)
        .end()
    })
    assert.is(inside.requests, 1)
  } finally {
    innocent.stop()
    inside.stop()
  }
})

it('plain http goes to loopback only, even where plain is allowed and everything else too', async () => {
  const before = canary.connections
  for (const said of ['10.0.0.1', '93.184.216.34', '64:ff9b::7f00:1', '2002:7f00:1::1']) {
    const call = createOutbound({ ...soon, resolve: async () => [said] })
    const url = new URL(`http://hook.test:${canary.port}/`)
    assert.is(await outcome(call({ url, policy: everywhere })), 'not_encrypted', said)
    assert.is(await outcome(call({ url, policy: thisComputer })), 'address_refused', said)
  }
  assert.is(canary.connections, before)
})

it.run()
