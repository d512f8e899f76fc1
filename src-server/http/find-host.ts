import { domainToASCII } from 'node:url'
import { Problem } from '../contract/problems.ts'
import type { Page, PageDirectory } from '../workspace/pages.ts'
import type { Exchange, Step } from './exchange.ts'
import { forwardedAddress, forwardedScheme, plainAddress } from './forwarded.ts'

/**
 * Which page a request speaks about, and whether it may speak to us at all: the guard against DNS rebinding.
 *
 * Chosen: an exact list of names, looked at before anything else and taken from the raw headers (Koa's `ctx.host` believes
 * `127.0.0.1:80@evil.test`). Loopback names need our exact port. Left out: wildcards, trailing dots, other spellings of 127.0.0.1.
 * Held by test/http/hosts.test.ts (T14) and its teeth run, which opens the list and must see the attack succeed.
 */

export interface HostNames {
  /** Our port; asked for when it is known (`--port 0`). */
  port(): number
  /** The console's own name is `<consoleId>.localhost`. */
  consoleId(): string
  readonly publicUrl: URL | null
  /** Whether the peer is a proxy that we were told to believe. */
  trustsPeer(address: string): boolean
}

/** The names under which a request may call us, for one port. */
export function createFindHost(names: HostNames, pages: PageDirectory): Step {
  const publicPort = names.publicUrl === null || names.publicUrl.port === '' ? null : `:${names.publicUrl.port}`
  const kindOf = (host: string): { kind: Exchange['hostKind']; page: Page | null } | null => {
    const port = names.port()
    const suffix = port === 80 ? '' : `:${port}`
    if (host === `127.0.0.1${suffix}` || host === `[::1]${suffix}` || host === `localhost${suffix}`)
      return { kind: 'loopback', page: null }
    if (host === `${names.consoleId()}.localhost${suffix}`) return { kind: 'console', page: null }
    if (names.publicUrl !== null && host === names.publicUrl.host)
      return { kind: 'public', page: pages.byHost(names.publicUrl.hostname) }
    const colon = host.lastIndexOf(':')
    if (colon !== -1 && host.slice(colon) !== `:${port}` && host.slice(colon) !== publicPort) return null
    const page = pages.byHost(colon === -1 ? host : host.slice(0, colon))
    return page === null ? null : { kind: 'page', page }
  }

  // The same few names come again and again; what they mean changes with the pages only.
  const known = new Map<string, { kind: Exchange['hostKind']; page: Page | null }>()
  let knownFor = pages.all
  const foundFor = (host: string): { kind: Exchange['hostKind']; page: Page | null } | null => {
    if (knownFor !== pages.all) {
      known.clear()
      knownFor = pages.all
    }
    let found: ReturnType<typeof kindOf> = known.get(host) ?? null
    if (found === null) {
      found = kindOf(host)
      if (found !== null && known.size < 256) known.set(host, found)
    }
    return found
  }

  return function findHost(exchange) {
    const { headers, req } = exchange
    const host = headers.get('host')?.toLowerCase()
    if (host === undefined || headers.repeated.includes('host')) throw unknownHost()
    let target = req.url ?? '/'
    if (target.charCodeAt(0) !== 47 /* / */) {
      if (req.method === 'OPTIONS' && target === '*') target = '/'
      else {
        const absolute = /^https?:\/\/([^/?#]+)(\/[^#]*)?$/i.exec(target)
        if (absolute === null || absolute[1]?.toLowerCase() !== host) throw unknownHost()
        target = absolute[2] ?? '/'
      }
    }
    if (target.startsWith('//')) throw unknownHost()
    const found = foundFor(host)
    if (found === null) throw unknownHost()
    exchange.hostKind = found.kind
    exchange.hostPage = found.page
    const question = target.indexOf('?')
    exchange.path = question === -1 ? target : target.slice(0, question)
    exchange.search = question === -1 ? '' : target.slice(question + 1)

    const peer = plainAddress(req.socket.remoteAddress ?? '')
    if (names.trustsPeer(peer)) {
      exchange.address = forwardedAddress(headers.get('x-forwarded-for'), peer, names.trustsPeer)
      // A proxy that does not say how it was called was called as the public URL says.
      const usual = found.kind === 'public' && names.publicUrl?.protocol === 'https:' ? 'https' : 'http'
      exchange.origin = `${forwardedScheme(headers.get('x-forwarded-proto'), usual)}://${host}`
    } else {
      exchange.address = peer
      exchange.origin = `${'encrypted' in req.socket ? 'https' : 'http'}://${host}`
    }
  }
}

function unknownHost(): Problem {
  return new Problem('unknown_host', { headers: { Connection: 'close' } })
}

/**
 * A page's host as it is stored and compared: lower-case, punycode, no port, no trailing dot.
 * Answers null for what is no host name, for addresses and for loopback names.
 */
export function normalHost(text: string): string | null {
  const trimmed = text.trim()
  // Node reads it as the beginning of a URL: of `a.test/x`, `a.test:80` and `a.test?x` it would take a.test and say nothing.
  if (/[^A-Za-z0-9._\u0080-\u{10ffff}-]/u.test(trimmed)) return null
  const ascii = domainToASCII(trimmed).toLowerCase()
  if (ascii === '' || ascii.length > 253 || !/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(ascii)) return null
  if (/^[0-9.]+$/.test(ascii) || ascii === 'localhost' || ascii.endsWith('.localhost')) return null
  return ascii
}
