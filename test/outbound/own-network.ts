/**
 * Runs in a network of its own, where this computer has public and private addresses and its own name server: names are resolved by
 * the system and connections really made. Prints what it found as one line of JSON. Started by networks.netns.test.ts.
 */
import { lookup } from 'node:dns/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { createOutbound } from '../../src-server/outbound/call.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import { publicOnly } from '../../src-server/outbound/policy.ts'
import { selfSigned } from '../support/certificates.ts'
import { startTlsServer } from './canary.ts'
import { startNameServer } from './name-server.ts'
import { inside, outside } from './own-network-addresses.ts'

const certificate = selfSigned({ commonName: 'public.test', names: ['public.test'] })
let answer = 'fine'
let redirectTo: string | null = null
const innocents = await Promise.all(
  outside.map((address) =>
    startTlsServer(
      certificate,
      (_req, res) => (redirectTo === null ? res.end(answer) : res.writeHead(302, { Location: redirectTo }).end()),
      address,
      443,
    ),
  ),
)
let heard = 0
for (const address of inside)
  await new Promise<void>((resolve, reject) => {
    const canary = createServer((socket) => {
      heard += 1
      socket.destroy()
    })
    canary.once('error', reject)
    canary.listen(443, address, resolve)
    canary.unref()
  })

/** How often each name was looked up, as A: the first look of a rebinding name is public, every later one inside. */
const looks = new Map<string, number>()
const names = await startNameServer('127.0.0.1', (name) => {
  const [kind = '', place = ''] = name.split('.')[0]?.split('-') ?? []
  const address = inside[Number(place)] ?? '127.0.0.1'
  if (kind === 'public') return [...outside]
  if (kind === 'inside') return [address]
  if (kind === 'both') return [outside[0] ?? '', address]
  if (kind !== 'rebind') return []
  // A and AAAA are asked for at once and are one look.
  const look = (looks.get(name) ?? 0) + 1
  looks.set(name, look)
  return look <= 2 ? [outside[0] ?? ''] : [address]
})

const call = createOutbound({ timeoutMs: 5000 })
async function ended(host: string): Promise<string> {
  try {
    const got = await call({ url: new URL(`https://${host}/`), policy: publicOnly, pinned: certificate.fingerprint })
    return got.body.toString()
  } catch (error) {
    return error instanceof OutboundFailure ? error.code : String(error)
  }
}

const found = {
  public: await ended('public.test'),
  refused: 0,
  rebound: 0,
  reboundLater: 0,
  redirected: 0,
  others: [] as string[],
}
const expect = (field: 'refused' | 'rebound' | 'reboundLater' | 'redirected', wanted: string, got: string): void => {
  if (got === wanted) found[field] += 1
  else found.others.push(`${field}: ${got}`)
}
for (const [place, address] of inside.entries()) {
  expect('refused', 'address_refused', await ended(address.includes(':') ? `[${address}]` : address))
  expect('refused', 'address_refused', await ended(`inside-${place}.test`))
  expect('refused', 'address_refused', await ended(`both-${place}.test`))
  expect('rebound', 'fine', await ended(`rebind-${place}.test`))
  expect('reboundLater', 'address_refused', await ended(`rebind-${place}.test`))
  redirectTo = `https://inside-${place}.test/`
  expect('redirected', 'redirected', await ended('public.test'))
  redirectTo = null
}
const heardByUs = heard

// Teeth: a client that looks, finds the address good, and lets its socket look once more.
answer = 'teeth'
let led = 0
for (const place of inside.keys()) {
  const at = `rebind-${place}.teeth.test`
  const [{ address = '' } = {}] = await lookup(at, { all: true })
  if (!outside.includes(address)) continue
  const before = heard
  await new Promise<void>((resolve) => {
    const asking = request({ host: at, rejectUnauthorized: false, agent: false }, (got) => resolve(void got.resume()))
    asking.on('error', () => resolve())
    asking.setTimeout(2000, () => asking.destroy())
    asking.end()
  })
  if (heard > before) led += 1
}

process.stdout.write(`${JSON.stringify({ ...found, heardByUs, led, addresses: inside.length })}\n`)
for (const innocent of innocents) innocent.stop()
names.stop()
