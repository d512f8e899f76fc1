import { formatAddress, parseAddress } from '../access/address.ts'

/**
 * Who calls, where a proxy that we were told to believe stands between: the caller's address and the scheme that it used.
 *
 * Chosen: `X-Forwarded-For` is read from the right, hop by hop, for as long as the hop that wrote it is believed: what stands further left
 * is a claim of somebody we do not know. `X-Forwarded-Proto` is the word of the nearest proxy.
 * Left out: `Forwarded` (RFC 7239), `X-Real-IP`, `X-Forwarded-Host`, `X-Forwarded-Port` and client-certificate headers are read from
 * nobody: one header for each question, so that no second one can disagree. The Host header stays what the caller sent.
 * Pure. Held by test/http/forwarded.test.ts, and behind a real nginx by test/deploy.
 */

/** Whether an address is one of the proxies that we were told to believe. */
export type Trusts = (address: string) => boolean

/**
 * The caller's address: the nearest one that is no proxy of ours, or the furthest where all of them are.
 * @param header `X-Forwarded-For`, several of them joined by commas, in the order they came.
 * @param peer who is connected to us, itself believed.
 */
export function forwardedAddress(header: string | undefined, peer: string, trusts: Trusts): string {
  let nearest = peer
  for (const written of header === undefined ? [] : header.split(',').reverse()) {
    const address = parseAddress(withoutPort(written.trim()))
    // `unknown`, or nonsense: the hop that wrote it knew no better, so its own address is the last that is certain.
    if (address === null) return nearest
    nearest = formatAddress(address)
    if (!trusts(nearest)) return nearest
  }
  return nearest
}

/** The scheme that the caller used; `fallback` where the proxy does not say. */
export function forwardedScheme(header: string | undefined, fallback: 'http' | 'https'): 'http' | 'https' {
  const said = header?.split(',').at(-1)?.trim().toLowerCase()
  return said === undefined || said === '' ? fallback : said === 'https' ? 'https' : 'http'
}

/** `::ffff:127.0.0.1`, as a socket of both families reports it, → `127.0.0.1`. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

/** Some proxies write the port too: `192.0.2.7:4711`, `[2001:db8::1]:4711`, `[2001:db8::1]`. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)
  if (bracketed !== null) return bracketed[1] ?? ''
  return /^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(':')) : text
}
