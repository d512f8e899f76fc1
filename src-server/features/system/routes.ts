import { createHash } from 'node:crypto'
import type { Endpoint } from '../../contract/endpoint.ts'
import { apiDocs, consoleIdentity, healthz, openapi, readyz } from '../../contract/system.ts'
import type { InstallKey } from '../../credentials/install-key.ts'
import { publicRead, type ReadyAnswer, type Route, read } from '../../http/handler.ts'
import { openApiDocument } from '../../http/openapi.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { renderApiDocs } from './api-docs.ts'

export interface SystemServices {
  readonly version: string
  readonly workspace: WorkspaceState
  readonly endpoints: readonly Endpoint[]
  readonly installKey: InstallKey
  /** The port that the server listens to. */
  port(): number
  /** Whether log and disk take changes now. */
  isReady(): boolean
}

/** `/healthz`, `/readyz`, the contract and the page to read it, and the proof of who answers. */
export function systemRoutes(services: SystemServices): Route[] {
  const { version, workspace, endpoints, installKey, port, isReady } = services
  const made = new Map<string, ReadyAnswer>()
  /** Made on first use: the contract does not change while we run. */
  const once = (
    key: string,
    make: () => { contentType: string; text: string; headers?: Record<string, string> },
  ): ReadyAnswer => {
    let answer = made.get(key)
    if (answer === undefined) {
      const { contentType, text, headers } = make()
      const bytes = Buffer.from(text)
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
      answer = {
        status: 200,
        contentType,
        bytes,
        etag,
        freshUntil: Number.MAX_SAFE_INTEGER,
        ...(headers === undefined ? {} : { headers }),
      }
      made.set(key, answer)
    }
    return answer
  }
  return [
    read(healthz, () => ({ body: { status: 'ok' as const } })),
    read(readyz, () => {
      const ready = isReady()
      return {
        status: ready ? 200 : 503,
        ...(ready ? {} : { headers: { 'Retry-After': '5' } }),
        body: {
          status: ready ? ('ready' as const) : ('unavailable' as const),
          version,
          needs_setup: workspace.current.setUpAt === null,
        },
      }
    }),
    read(consoleIdentity, ({ query }) => ({
      body: {
        nonce: query.nonce,
        port: port(),
        public_key: installKey.publicKey,
        signature: installKey.prove(query.nonce, port()),
      },
    })),
    publicRead(openapi, () =>
      once('openapi', () => ({
        contentType: 'application/json; charset=utf-8',
        text: JSON.stringify(openApiDocument(endpoints, version)),
      })),
    ),
    publicRead(apiDocs, () => once('docs', () => renderApiDocs(endpoints, version))),
  ]
}
