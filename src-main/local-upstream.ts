import type { IncomingMessage } from 'node:http'
import { Agent, request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { fullPath } from '../src-server/contract/endpoint.ts'
import { confirmWithPasskey } from '../src-server/contract/passkeys.ts'
import { reauthenticate } from '../src-server/contract/session.ts'
import type { Upstream, UpstreamCall } from './forward.ts'
import { UpstreamRefusal } from './forward.ts'
import type { WindowCredential } from './window-credential.ts'

/** Answers after which the session of the window is over. */
const sessionEnds = new Set(['session_expired', 'unauthenticated', 'invalid_token'])

/** Where the password, or a passkey in its place, is given again. */
const provings: ReadonlySet<string> = new Set([reauthenticate, confirmWithPasskey].map(fullPath))

export interface LocalUpstreamParts {
  /** The server's address, or `null` if it is not up. */
  readonly address: () => Promise<string | null>
  readonly credential: WindowCredential
}

/** The local server, over loopback, with the header session that main traded for the cookie of a sign-in. All answers stream. */
export function localUpstream({ address, credential }: LocalUpstreamParts): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  return {
    async send(call) {
      const base = await address()
      if (base === null)
        throw new UpstreamRefusal(
          'unavailable',
          'The local server is not running. This window says why, and tries again.',
        )
      try {
        return await head(agent, new URL(call.path, base), call)
      } catch {
        throw new UpstreamRefusal('unavailable', 'The local server did not answer. Try again in a moment.')
      }
    },
    whole: () => null,
    async credential(): Promise<Readonly<Record<string, string>>> {
      const authorization = credential.header()
      return authorization === null ? {} : { authorization }
    },
    signedIn: ({ cookie }) => credential.exchange(cookie),
    heard({ path, status, code, sent }) {
      if (provings.has(path) && status < 300) void credential.renew()
      const ended = status === 401 && code !== null && sessionEnds.has(code)
      const signedOut = path === '/api/v1/auth/logout' && status < 300
      // A slow refusal of an earlier session must not end the one that has begun since.
      if ((ended || signedOut) && credential.header() === (sent.authorization ?? null)) credential.forget()
    },
  }
}

/** One request; resolves with the head of the answer, whose body still streams. */
function head(agent: Agent, url: URL, call: UpstreamCall): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { agent, method: call.method, headers: call.headers, signal: call.signal },
      resolve,
    )
    outgoing.on('error', reject)
    if (call.body === null) outgoing.end()
    // The DOM's and Node's ReadableStream are one class here, with two type declarations.
    else
      Readable.fromWeb(call.body as Parameters<typeof Readable.fromWeb>[0])
        .on('error', reject)
        .pipe(outgoing)
  })
}
