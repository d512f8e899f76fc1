import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Protocol, Session } from 'electron'
import type { ConsoleFiles } from '../src-server/contract/console-files.ts'
import { consoleFiles } from '../src-server/contract/console-files.ts'
import type { Forward } from './forward.ts'
import { problemResponse } from './problem-response.ts'

/**
 * `app://console/`: the console's files and its API, at one origin that no web page and no other program can be.
 *
 * Chosen: names are compared, exactly and undecoded, with the list that the build wrote; a hit is 200, anything else under
 * `assets/` is 404, and there are no redirects (one from inside the assets folder was seen to run as a script). Other paths below
 * `/console/` are the page itself, because the console has paths of its own. `/api/…` goes to forward.ts. Nothing else exists.
 * `script-src` names the assets folder and not `'self'`, so that no answer under `/api` can ever be run.
 * Held by test/main/app-protocol.test.ts and, in a real window, test/e2e/electron-shell.test.ts.
 */

export const scheme = 'app'
export const origin = 'app://console'
/** The console's front page. */
export const startUrl = `${origin}/console/`

export const pagePolicy = [
  "default-src 'none'",
  `script-src ${origin}/console/assets/`,
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types solid',
].join('; ')

export type Route = { kind: 'page' } | { kind: 'asset'; name: string } | { kind: 'api' } | { kind: 'missing' }

/** What a URL of the window means. Works on the text as it came: nothing is decoded, so nothing decodes to something else. */
export function routeOf(url: string): Route {
  if (!url.startsWith(`${origin}/`)) return { kind: 'missing' }
  const path = url.slice(origin.length).split(/[?#]/, 1)[0] ?? ''
  if (path.startsWith('/api/')) return { kind: 'api' }
  if (path.startsWith('/console/assets/')) return { kind: 'asset', name: path.slice('/console/'.length) }
  return path.startsWith('/console/') ? { kind: 'page' } : { kind: 'missing' }
}

export interface AppProtocolParts {
  readonly files: ConsoleFiles
  /** Reads a listed file of the built console. */
  readonly read: (name: string) => Promise<Uint8Array<ArrayBuffer>>
  readonly forward: Forward
}

/** Before the app is ready: `app:` is a standard, secure scheme that may fetch and stream. It gets no cookies and no CORS. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }])
}

/** Answers one request of the window. */
export function createAppProtocol({ files, read, forward }: AppProtocolParts): (request: Request) => Promise<Response> {
  const types = new Map(files.files.map(({ name, type }) => [name, type]))
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

  async function file(name: string, headers: Record<string, string>): Promise<Response> {
    const type = types.get(name)
    if (type === undefined) return problemResponse('not_found', 'The console has no such file.')
    const bytes = kept.get(name) ?? read(name)
    kept.set(name, bytes)
    // A file that could not be read just now (an update is replacing it) is read again next time.
    bytes.catch(() => kept.delete(name))
    const all = {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      ...headers,
    }
    return new Response(await bytes, { headers: all })
  }

  return async function answer(request) {
    const route = routeOf(request.url)
    if (route.kind === 'api') return forward(request)
    if (request.method !== 'GET') return problemResponse('method_not_allowed', 'The console is only read.')
    if (route.kind === 'asset') return file(route.name, { 'cache-control': 'no-cache' })
    if (route.kind === 'page')
      return file('index.html', { 'cache-control': 'no-store', 'content-security-policy': pagePolicy })
    return problemResponse('not_found', 'There is nothing here.')
  }
}

/**
 * Reads the list of the built console and serves it, with the API, to the windows of one session.
 * Throws an Error with words for the person when the console is not built.
 */
export async function serveConsole(session: Session, outDir: string, forward: Forward): Promise<void> {
  const list = await readFile(join(outDir, 'console-files.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(
      `the console is not in ${outDir}. In a checkout "npm run build" puts it there; else install the app again.`,
      { cause },
    )
  })
  const read = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await readFile(join(outDir, 'console', name)))
  session.protocol.handle(scheme, createAppProtocol({ files: consoleFiles.parse(JSON.parse(list)), read, forward }))
}
