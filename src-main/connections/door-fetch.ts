import { Readable } from 'node:stream'
import type { RemoteDoor } from './remote-door.ts'

/**
 * `fetch` by way of a door, for code that is written against fetch (signing in from a program): one origin, nothing followed, no
 * credential of anybody's. What goes wrong is thrown as the door throws it.
 */
export function fetchThrough(door: RemoteDoor): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (url.origin !== door.origin) throw new TypeError('another address than this connection has')
    const body = request.body === null ? null : await request.text()
    const answer = await door.send({
      path: url.pathname + url.search,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body,
      signal: request.signal,
    })
    const status = answer.statusCode ?? 502
    return new Response(status === 204 || status === 304 ? null : (Readable.toWeb(answer) as ReadableStream), {
      status,
      headers: { 'content-type': answer.headers['content-type'] ?? '' },
    })
  }
}
