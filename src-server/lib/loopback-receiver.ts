import { createServer, type Server, type ServerResponse } from 'node:http'

/**
 * Listens on 127.0.0.1 for the one answer that a browser brings to a redirect URI (RFC 8252 7.3), and shows the person a last page.
 *
 * Chosen: a port of the system's choosing, one exact path, one exact Host; an answer that `take` refuses is shown as a failure and the
 * waiting goes on, because any page may send a browser here. The answer's own address holds a code: the browser is led away from it
 * (303), so that it is in no history. Left out: `localhost`, which may be resolved to another computer (RFC 8252 8.3).
 * Held by test/lib/loopback-receiver.test.ts.
 */
export interface LoopbackReceiver {
  /** `http://127.0.0.1:PORT/callback` */
  readonly redirectUri: string
  /** Stops listening; waits until the last page has been seen, or a second has passed. */
  close(): Promise<void>
}

/** What the last page says. Plain text; it is escaped. */
export interface LastPage {
  readonly title: string
  readonly words: string
}

/** How an answer is judged: `over` ends the waiting, `foreign` is shown and waited on. */
export type Verdict = LastPage & { readonly kind: 'over' | 'foreign' }

const path = '/callback'
const farewell = '/done'

/** @throws an error of Node's, where the port is taken */
export async function receiveOnLoopback(
  take: (answer: URLSearchParams) => Verdict,
  port = 0,
): Promise<LoopbackReceiver> {
  let last: LastPage | null = null
  let seen = (): void => undefined
  const wasSeen = new Promise<void>((resolve) => {
    seen = resolve
  })
  const server = createServer({ requestTimeout: 5000, keepAlive: false }, (request, response) => {
    const here = `127.0.0.1:${portOf(server)}`
    const url = URL.canParse(request.url ?? '', `http://${here}`) ? new URL(request.url ?? '', `http://${here}`) : null
    if (request.method !== 'GET' || request.headers.host !== here || url === null || url.host !== here)
      return show(response, 404, notHere)
    if (url.pathname === farewell && last !== null) {
      response.once('close', seen)
      return show(response, 200, last)
    }
    if (url.pathname !== path || last !== null) return show(response, 404, notHere)
    const verdict = take(url.searchParams)
    if (verdict.kind === 'foreign') return show(response, 400, verdict)
    last = { title: verdict.title, words: verdict.words }
    response.writeHead(303, { ...headers, Location: farewell }).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
  })
  return {
    redirectUri: `http://127.0.0.1:${portOf(server)}${path}`,
    async close() {
      if (last !== null) await Promise.race([wasSeen, new Promise((resolve) => setTimeout(resolve, 1000).unref())])
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}

const notHere: LastPage = { title: 'Nothing here', words: 'A sign-in waits at another address of this port.' }

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
} as const

function show(response: ServerResponse, status: number, { title, words }: LastPage): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(words)}</p></html>`,
  )
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
