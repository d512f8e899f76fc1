import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type Provider from 'oidc-provider'

/**
 * A request as oidc-provider sees it, and its answer, neither of which is on the wire.
 *
 * Chosen: it builds addresses from the Host header and the scheme (measured: `Host: evil.test` gives a token endpoint there), so both are
 * the issuer's, always, whatever the caller wrote and whatever proxy stands in front. Of the caller's headers it gets the four that it
 * needs, and no Origin: its CORS would answer it. Its answer is read, not sent: the unit of work commits first, and reply.ts writes every
 * answer of ours. Left out: mounting it as an application of its own. Held by test/oauth/host.test.ts.
 */
export interface VirtualRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly issuer: URL
  readonly body: Buffer | null
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  readonly accept: string
  /** `name=value` pairs, by the names of provider.ts. */
  readonly cookies: Readonly<Record<string, string>>
}

export interface VirtualAnswer {
  readonly status: number
  readonly body: unknown
  readonly contentType: string | undefined
  readonly location: string | undefined
  readonly challenge: string | undefined
  /** What it would set, by the names of provider.ts; null: forget it. */
  readonly cookies: ReadonlyMap<string, string | null>
}

/** Node's own request and response, on a socket that leads nowhere. */
export function virtualPair(request: VirtualRequest): { req: IncomingMessage; res: ServerResponse } {
  const socket = new Socket()
  if (request.issuer.protocol === 'https:') Object.defineProperty(socket, 'encrypted', { value: true })
  const req = new IncomingMessage(socket)
  req.method = request.method
  req.url = request.url
  req.httpVersion = '1.1'
  const headers: NodeJS.Dict<string> = { host: request.issuer.host, accept: request.accept }
  if (request.authorization !== undefined) headers.authorization = request.authorization
  if (request.body !== null) {
    headers['content-length'] = String(request.body.length)
    if (request.contentType !== undefined) headers['content-type'] = request.contentType
    req.push(request.body)
  }
  req.push(null)
  const cookies = Object.entries(request.cookies).map(([name, value]) => `${name}=${value}`)
  if (cookies.length > 0) headers.cookie = cookies.join('; ')
  req.headers = headers
  return { req, res: new ServerResponse(req) }
}

/** Runs a request through the provider. Null: it has no such route. */
export async function runProvider(provider: Provider, request: VirtualRequest): Promise<VirtualAnswer | null> {
  const { req, res } = virtualPair(request)
  const context = provider.createContext(req, res)
  context.respond = false
  const [middleware] = provider.middleware
  if (middleware === undefined) throw new Error('oidc-provider has no middleware')
  let isUnknown = false
  await middleware(context, async () => {
    isUnknown = true
  })
  if (isUnknown) return null
  const { response, body } = context
  return {
    status: context.status,
    body,
    contentType: headerOf(res, 'content-type'),
    location: headerOf(res, 'location'),
    challenge: headerOf(res, 'www-authenticate'),
    cookies: cookiesSet(response.get('Set-Cookie')),
  }
}

function headerOf(res: ServerResponse, name: string): string | undefined {
  const value = res.getHeader(name)
  return value === undefined ? undefined : String(value)
}

/** What an answer sets, read by the rules of the package that wrote it: expired long ago means forget. */
export function cookiesSet(header: string | readonly string[] | undefined): ReadonlyMap<string, string | null> {
  const lines = header === undefined || header === '' ? [] : typeof header === 'string' ? [header] : header
  return new Map(
    lines.map((line) => {
      const [pair = ''] = line.split(';', 1)
      const equals = pair.indexOf('=')
      const value = pair.slice(equals + 1)
      return [pair.slice(0, equals), value === '' || /expires=Thu, 01 Jan 1970/i.test(line) ? null : value]
    }),
  )
}
