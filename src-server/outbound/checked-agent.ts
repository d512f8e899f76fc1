import { Agent, type ClientRequestArgs } from 'node:http'
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { formatAddress, parseAddress } from '../access/address.ts'
import { certificateOf, type Fingerprint } from './certificate.ts'
import { OutboundFailure } from './failure.ts'
import { checkedAddresses, type Destination, type OutboundPolicy, type Resolve } from './policy.ts'

/**
 * The one way out: an agent for `node:http` whose every connection goes to an address that was checked, and that hands over no connection
 * before the certificate at its other end was.
 *
 * Chosen: the name is resolved here, once for each connection; every address is judged; the socket is given those addresses and no name
 * to resolve again. So a name that changes its meaning between the look and the connection (DNS rebinding) changes nothing. The
 * certificate is checked against the name as always, or, where the owner of a connection has compared a fingerprint, against that and
 * nothing else. Nothing in the environment is heard: no proxy, no NODE_TLS_REJECT_UNAUTHORIZED.
 * Left out: a switch to go on without a check. There is none.
 * Held by test/outbound (T17, with teeth).
 */

export interface WayOut {
  readonly policy: OutboundPolicy
  /** The one certificate to take, compared by a person; `null` = what this computer trusts. */
  readonly pinned: Fingerprint | null
  readonly resolve: Resolve
  /** How long a name and a handshake may take together; 10 s. */
  readonly openingMs?: number
}

/** An agent for one purpose: with the same policy and pin, connections are kept and used again. */
export function checkedAgent(destination: Destination, way: WayOut, { keepAlive = false } = {}): Agent {
  return new CheckedAgent(destination, way, keepAlive)
}

class CheckedAgent extends Agent {
  readonly #destination: Destination
  readonly #way: WayOut
  readonly #ending = new AbortController()
  /** Which of Node's two kinds of request may use it; read by `node:http`. */
  readonly protocol: string
  readonly defaultPort: number

  constructor(destination: Destination, way: WayOut, keepAlive: boolean) {
    super({ keepAlive, maxSockets: 32 })
    this.#destination = destination
    this.#way = way
    this.protocol = destination.encrypted ? 'https:' : 'http:'
    this.defaultPort = destination.encrypted ? 443 : 80
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The request's own signal does not come this far: Node keeps it to itself.
    openChecked(this.#destination, this.#way, this.#ending.signal).then(
      (socket) => callback?.(null, socket),
      // Node's declaration has a stream in both cases, and its code none beside an error.
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error),
    )
  }

  /** Ends connections that are still being opened, too. */
  override destroy(): void {
    this.#ending.abort(new OutboundFailure('unreachable', { note: 'ended by the caller' }))
    super.destroy()
  }
}

/**
 * Opens one connection, within ten seconds.
 * @throws OutboundFailure, or what the signal was aborted with.
 */
export async function openChecked(destination: Destination, way: WayOut, ending?: AbortSignal): Promise<Socket> {
  const deadline = AbortSignal.timeout(way.openingMs ?? 10_000)
  const signal = ending === undefined ? deadline : AbortSignal.any([ending, deadline])
  const addresses = await checkedAddresses(destination, way.policy, way.resolve)
  if (signal.aborted) throw reasonOf(signal)
  const { hostname, port, encrypted } = destination
  const towards = { host: hostname, port, lookup: onlyThese(addresses), autoSelectFamily: true }
  if (!encrypted) return opened(connectPlain(towards), 'connect', addresses, signal)
  const socket = connectTls({
    ...towards,
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    // The handshake is let through to its end so that what was shown can be told to a person; nothing is sent before judge() has agreed.
    rejectUnauthorized: false,
  })
  await opened(socket, 'secureConnect', addresses, signal)
  judge(socket, way.pinned)
  return socket
}

function reasonOf({ reason }: AbortSignal): unknown {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? new OutboundFailure('timeout') : reason
}

/** Closes the connection unless its certificate is good. @throws OutboundFailure */
function judge(socket: TLSSocket, pinned: Fingerprint | null): void {
  const certificate = certificateOf(socket)
  if (pinned === null ? socket.authorized : certificate?.fingerprint === pinned) return
  socket.destroy()
  throw new OutboundFailure(pinned === null ? 'certificate_untrusted' : 'certificate_changed', {
    certificate,
    note: certificate?.problem ?? '',
  })
}

/** A lookup that knows the answer already. */
function onlyThese(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, { all }, answer) => {
    if (all === true) answer(null, known)
    else answer(null, known[0]?.address ?? '', known[0]?.family)
  }
}

/** Waits until the socket stands, and looks where it stands. @throws OutboundFailure */
function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const fail = (failure: unknown): void => {
      signal.removeEventListener('abort', aborted)
      socket.destroy()
      reject(failure)
    }
    const aborted = (): void => fail(reasonOf(signal))
    const failed = (error: Error): void => fail(new OutboundFailure('unreachable', { note: error.message }))
    socket.once('error', failed)
    signal.addEventListener('abort', aborted)
    socket.once(event, () => {
      socket.off('error', failed)
      signal.removeEventListener('abort', aborted)
      // It cannot stand elsewhere; if a version of Node should ever resolve the name again, this is where it ends.
      if (!addresses.map(spelled).includes(spelled(socket.remoteAddress ?? '')))
        return fail(new OutboundFailure('address_refused', { note: `connected to ${socket.remoteAddress}` }))
      resolve(socket)
    })
  })
}

/** An address as everybody spells it. */
function spelled(text: string): string {
  const address = parseAddress(text)
  return address === null ? text : formatAddress(address)
}
