import { isIP } from 'node:net'

/**
 * The address of a remote as a person types it: `status.acme.dev`, `https://10.0.0.12:4600/`, `http://localhost:4600`.
 *
 * https everywhere; http only to this very computer, by a name that can mean nothing else. Whatever else a URL can hold (user, path,
 * query) is refused rather than dropped, but for what a browser's address bar shows of our own console.
 * What the name leads to is looked at with each connection (src-server/outbound). Pure; test/main/connection-address.test.ts.
 */

export interface RemoteAddress {
  /** Scheme, host and port, as it is kept and compared. */
  readonly origin: string
  /** It is this computer: by its loopback addresses or the name that stands for them. */
  readonly thisComputer: boolean
}

export type AddressTrouble = { readonly trouble: 'bad_address' | 'not_encrypted' }

/** Pages of a console that somebody may copy the address of. */
const ownPages = /^\/(?:console(?:\/[^?#]*)?)?$/

export function readAddress(typed: string): RemoteAddress | AddressTrouble {
  const text = typed.trim()
  // What a URL parser would drop or turn round without a word.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) return { trouble: 'bad_address' }
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(withScheme)) return { trouble: 'bad_address' }
  const url = new URL(withScheme)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { trouble: 'bad_address' }
  if (url.username !== '' || url.password !== '' || withScheme.includes('@')) return { trouble: 'bad_address' }
  if (!ownPages.test(url.pathname) || url.search !== '' || url.hash !== '') return { trouble: 'bad_address' }
  if (url.hostname === '' || url.hostname.endsWith('.') || url.port === '0') return { trouble: 'bad_address' }
  const thisComputer = isThisComputer(url.hostname)
  if (url.protocol === 'http:' && !thisComputer) return { trouble: 'not_encrypted' }
  return { origin: url.origin, thisComputer }
}

/** Loopback by its address, or by a name that browsers and this app never look up (RFC 6761 §6.3). */
export function isThisComputer(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) === 4) return bare.startsWith('127.')
  if (isIP(bare) === 6) return bare === '::1'
  return bare === 'localhost' || bare.endsWith('.localhost')
}
