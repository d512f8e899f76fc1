import type { Exchange } from '../../http/exchange.ts'
import { sendErrorPage, sendPage, sendRedirect } from '../answer.ts'
import { browserState, setCookies } from '../cookies.ts'
import type { Performed } from '../perform.ts'
import { runProvider, type VirtualAnswer } from '../virtual-exchange.ts'
import { asVirtual, type EndpointParts, hostPageIdOf } from './parts.ts'

/** The authorization endpoint, and where it goes on once somebody has signed in and answered. */
export function createServeAuthorize(parts: EndpointParts) {
  const { server, perform } = parts

  const run = async (exchange: Exchange, uid: string | null): Promise<void> => {
    const provider = await server.provider()
    const virtual = asVirtual(parts, exchange, { isForPeople: true, ...(uid === null ? {} : { uid }) })
    await perform(exchange, {
      endpoint: uid === null ? 'authorize' : 'resume',
      route: uid === null ? '/oauth/authorize' : '/oauth/authorize/:id',
      hostPageId: hostPageIdOf(exchange),
      essential: false,
      work: async () => {
        const answer = await runProvider(provider, virtual)
        if (answer === null) throw new Error('oidc-provider has no authorization endpoint')
        return performed(exchange, answer, uid)
      },
      tooLate: () => ({ status: 400, send: () => sendErrorPage(exchange, 400, { error: 'expired' }) }),
    })
  }

  const performed = (exchange: Exchange, answer: VirtualAnswer, uid: string | null): Performed => {
    const cookies = setCookies(browserState(exchange.headers.get('cookie')), answer.cookies, uid)
    const { location } = answer
    if (location !== undefined)
      return { status: 303, send: () => sendRedirect(exchange, ownPath(location, server.issuer), cookies) }
    const { status, body } = answer
    return {
      status,
      send: () => {
        parts.countRefusal(exchange, 'malformed_request')
        sendPage(exchange, status, typeof body === 'string' ? body : '', { cookies })
      },
    }
  }

  return {
    async begin(exchange: Exchange): Promise<void> {
      // Everything but the query puts the answer where scripts, histories or other windows see it (RFC 9700 §4.3, §4.17).
      const mode = new URLSearchParams(exchange.search).getAll('response_mode')
      if (mode.some((each) => each !== 'query')) {
        parts.countRefusal(exchange, 'malformed_request')
        const error_description = 'response_mode must be query'
        return sendErrorPage(exchange, 400, { error: 'invalid_request', error_description })
      }
      await run(exchange, null)
    },

    async goOn(exchange: Exchange, uid: string): Promise<void> {
      if (browserState(exchange.headers.get('cookie')).open.includes(uid)) return run(exchange, uid)
      sendErrorPage(exchange, 400, { error: 'expired' })
    },
  }
}

/** An address of ours without our name: the browser stays on the host that it is on. */
export function ownPath(location: string, issuer: string): string {
  return location.startsWith(`${issuer}/`) ? location.slice(issuer.length) : location
}
