import { OAUTH_SCOPES } from '../../contract/permissions.ts'
import type { Exchange } from '../../http/exchange.ts'
import { protocolScopes } from '../adapter/clients.ts'
import { sendOpen, sendProtocol } from '../answer.ts'
import { readForm } from '../forms.ts'
import type { Performed } from '../perform.ts'
import { scopesIn } from '../provider.ts'
import { runProvider, type VirtualAnswer } from '../virtual-exchange.ts'
import { asVirtual, type EndpointParts } from './parts.ts'

/** The endpoints for programs: what oidc-provider answers, with `scp`, our headers and no CORS but where everyone may read. */
export function createServeProtocol(parts: EndpointParts) {
  const { server, perform } = parts

  /** @param shape what we add to or take from the body of a good answer. */
  const serve =
    (
      endpoint: string,
      {
        essential = false,
        isOpen = false,
        shape = same,
      }: { essential?: boolean; isOpen?: boolean; shape?: Shape } = {},
    ) =>
    async (exchange: Exchange): Promise<void> => {
      const body = exchange.req.method === 'POST' ? await readForm(exchange) : undefined
      const provider = await server.provider()
      const virtual = asVirtual(parts, exchange, body === undefined ? {} : { body })
      await perform(exchange, {
        endpoint,
        route: exchange.path,
        hostPageId: null,
        essential,
        work: async () => {
          const answer = await runProvider(provider, virtual)
          if (answer === null) throw new Error(`oidc-provider has no ${endpoint}`)
          return performed(exchange, answer, isOpen, shape)
        },
        tooLate: () => ({
          status: 400,
          send: () =>
            sendProtocol(exchange, 400, { error: 'invalid_grant', error_description: 'grant request is invalid' }),
        }),
      })
    }

  const performed = (exchange: Exchange, answer: VirtualAnswer, isOpen: boolean, shape: Shape): Performed => ({
    status: answer.status,
    send: () => {
      if (isOpen && answer.status < 400) return sendOpen(exchange, answer.status, shape(answer.body))
      const headers = answer.challenge === undefined ? [] : ['WWW-Authenticate', answer.challenge]
      if (answer.status < 400) return sendProtocol(exchange, answer.status, shape(answer.body), headers)
      const error = errorIn(answer.body)
      if (guessed.has(error)) parts.limits.failedAuthentication(exchange.address)
      parts.countRefusal(exchange, guessed.has(error) ? 'invalid_token' : 'malformed_request')
      sendProtocol(exchange, answer.status, answer.body, headers)
    },
  })

  return {
    discovery: serve('discovery', { isOpen: true, shape: discoveryShape }),
    jwks: serve('jwks', { isOpen: true }),
    token: serve('token'),
    revoke: serve('revocation', { essential: true }),
    introspect: serve('introspection', { shape: withScp }),
    userinfo: serve('userinfo'),
  }
}

type Shape = (body: unknown) => unknown
const same: Shape = (body) => body

/** Errors that somebody who guesses gets: counted by address. */
const guessed: ReadonlySet<string> = new Set(['invalid_client', 'invalid_grant', 'invalid_token'])

function errorIn(body: unknown): string {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
    ? body.error
    : ''
}

/**
 * An answer comes back in the query and in no other way (RFC 9700 §4.3, §4.17); the scopes are those that an app can be registered for.
 */
const discoveryShape: Shape = (body) =>
  typeof body === 'object' && body !== null
    ? { ...body, response_modes_supported: ['query'], scopes_supported: [...protocolScopes, ...OAUTH_SCOPES] }
    : body

/** Introspection says the scopes as `scp` too, also of a refresh token. */
const withScp: Shape = (body) => {
  if (typeof body !== 'object' || body === null || !('active' in body) || body.active !== true) return body
  return { ...body, scp: scopesIn('scope' in body && typeof body.scope === 'string' ? body.scope : undefined) }
}
