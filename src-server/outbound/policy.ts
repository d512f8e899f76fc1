import { isIP } from 'node:net'
import { parseAddress } from '../access/address.ts'
import { type AddressKind, kindOf } from './address-kind.ts'
import { OutboundFailure } from './failure.ts'

/** Where a call may go. */
export interface OutboundPolicy {
  readonly kinds: ReadonlySet<AddressKind>
  /** Plain http, to loopback only and only for a connection that its owner made to this computer. */
  readonly plainOnLoopback: boolean
}

/** For addresses that anyone may have chosen: webhooks, logos, discovery. */
export const publicOnly: OutboundPolicy = { kinds: new Set(['public']), plainOnLoopback: false }

/** For one that a person with the right to do so chose for this one connection: the private networks too. */
export const privateToo: OutboundPolicy = { kinds: new Set(['public', 'private']), plainOnLoopback: false }

/** For a connection to a server on this very computer, said to be one. */
export const thisComputer: OutboundPolicy = { kinds: new Set(['loopback']), plainOnLoopback: true }

/** Where a call goes, read from a URL. */
export interface Destination {
  readonly hostname: string
  readonly port: number
  readonly encrypted: boolean
}

/**
 * Reads where a URL leads.
 * @throws OutboundFailure for what is no http(s) URL, holds a user or password, or is unencrypted where that is not allowed at all.
 */
export function destinationOf(url: URL, policy: OutboundPolicy): Destination {
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    throw new OutboundFailure('bad_address')
  const encrypted = url.protocol === 'https:'
  if (!encrypted && !policy.plainOnLoopback) throw new OutboundFailure('not_encrypted')
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { hostname, port: url.port === '' ? (encrypted ? 443 : 80) : Number(url.port), encrypted }
}

/** What a name means today: every address, A and AAAA. Rejects, or answers none, for a name that there is not. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

/**
 * The addresses to connect to, each of them checked. One that may not be reached refuses the name altogether: who mixes inside and
 * outside under one name has something in mind.
 * @throws OutboundFailure
 */
export async function checkedAddresses(
  { hostname, encrypted }: Destination,
  policy: OutboundPolicy,
  resolve: Resolve,
): Promise<readonly string[]> {
  const found = isIP(hostname) === 0 ? await resolved(hostname, resolve) : [hostname]
  for (const text of found) {
    const address = parseAddress(text)
    const kind = address === null ? 'reserved' : kindOf(address)
    if (!policy.kinds.has(kind))
      throw new OutboundFailure('address_refused', { note: `${hostname} is ${text} (${kind})` })
    if (!encrypted && kind !== 'loopback')
      throw new OutboundFailure('not_encrypted', { note: `${hostname} is ${text}` })
  }
  return found
}

async function resolved(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  let found: readonly string[]
  try {
    found = await resolve(hostname)
  } catch (error) {
    throw new OutboundFailure('name_not_found', { note: error instanceof Error ? error.message : String(error) })
  }
  if (found.length === 0) throw new OutboundFailure('name_not_found')
  return found
}
