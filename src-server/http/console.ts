import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { consoleFiles } from '../contract/console-files.ts'
import { Problem } from '../contract/problems.ts'
import type { Step } from './exchange.ts'
import { sendDocument } from './reply.ts'
import { consoleOriginOf } from './session-cookie.ts'

/**
 * The built console for browsers, at `/console/`.
 *
 * Chosen: only names in the build's own list are answered, compared exactly and undecoded, read once into memory: there is no path to
 * traverse. On 127.0.0.1 the browser is sent to `<id>.localhost`, because cookies on an address are seen by every port. Unknown paths
 * that are not under assets/ answer the page, so that a link into the console works. `script-src` names the assets folder and not
 * `'self'`, so that no answer under `/api` can ever be run. Held by test/http/console.test.ts and, in a browser, test/e2e/policy.chromium.test.ts.
 */

const restOfPolicy = [
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

/** @param origin as the browser wrote it: one of our own names. */
function policyFor(origin: string): string {
  // The grammar of a policy has no IPv6 address.
  const scripts = origin.includes('[') ? "'self'" : `${origin}/console/assets/`
  return `default-src 'none'; script-src ${scripts}; ${restOfPolicy}`
}

interface ServedFile {
  readonly bytes: Buffer
  readonly type: string
}

function load(dir: string): ReadonlyMap<string, ServedFile> {
  const list = consoleFiles.parse(JSON.parse(readFileSync(`${dir}-files.json`, 'utf8')))
  return new Map(list.files.map(({ name, type }) => [name, { bytes: readFileSync(join(dir, name)), type }]))
}

export interface ConsoleOptions {
  /** The folder of the built console; `null` serves none. */
  dir: string | null
  consoleId(): string
}

/** The step that answers everything under `/console/`. @throws Error at start when the list of files is missing or names one that is. */
export function createServeConsole({ dir, consoleId }: ConsoleOptions): Step {
  const files = dir === null ? null : load(dir)
  return function serveConsole(exchange) {
    const { path, hostKind } = exchange
    if (hostKind === 'page' || (path !== '/console' && !path.startsWith('/console/'))) return
    const { method } = exchange.req
    if (method !== 'GET' && method !== 'HEAD')
      throw new Problem('method_not_allowed', { headers: { Allow: 'GET, HEAD' } })
    if (files === null)
      throw new Problem('not_found', {
        detail: 'This server was started without the console. Build it with npm run build, then start again.',
      })
    const query = exchange.search === '' ? '' : `?${exchange.search}`
    if (hostKind === 'loopback') {
      const target = path === '/console' ? '/console/' : path
      const address = `${consoleOriginOf(exchange, consoleId())}${target}${query}`
      return sendDocument(exchange, 307, ['Location', address, 'Cache-Control', 'no-store'], null)
    }
    if (path === '/console')
      return sendDocument(exchange, 308, ['Location', `/console/${query}`, 'Cache-Control', 'no-store'], null)
    const name = path.slice('/console/'.length)
    const file = files.get(name)
    if (file !== undefined && name !== 'index.html') {
      const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return sendDocument(exchange, 200, ['Content-Type', file.type, 'Cache-Control', cache], file.bytes)
    }
    if (name.startsWith('assets/')) throw new Problem('not_found')
    const page = files.get('index.html')
    if (page === undefined) throw new Problem('not_found')
    sendDocument(
      exchange,
      200,
      [
        'Content-Type',
        page.type,
        'Cache-Control',
        'no-store',
        'Content-Security-Policy',
        policyFor(exchange.origin),
        'Cross-Origin-Opener-Policy',
        'same-origin',
        'X-Frame-Options',
        'DENY',
      ],
      page.bytes,
    )
  }
}
