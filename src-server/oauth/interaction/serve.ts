import type { Exchange } from '../../http/exchange.ts'
import { sendErrorPage, sendRedirect } from '../answer.ts'
import { browserState, setCookies } from '../cookies.ts'
import { asVirtual, type EndpointParts, hostPageIdOf } from '../endpoints/parts.ts'
import type { Performed } from '../perform.ts'
import { answerConsent, showConsent } from './consent.ts'
import { ownForm } from './form.ts'
import { askingApp, findInteraction } from './open-interaction.ts'
import { giveCode, showSignIn, signIn } from './sign-in.ts'
import { goOn, type Visit } from './visit.ts'

/**
 * The pages between an app's request and its answer: sign in, then allow or deny. Server-rendered, without a script. Each belongs to the
 * browser in which it was begun. Held by test/oauth/interaction.test.ts and test/oauth/pages.chromium.test.ts.
 */

/** Shows the page of an interaction, and takes its form. */
export function createServeInteraction(parts: EndpointParts) {
  const { server, perform, db } = parts

  const visit = async (exchange: Exchange, uid: string, work: (visit: Visit) => Promise<Performed>): Promise<void> => {
    const provider = await server.provider()
    const virtual = asVirtual(parts, exchange, { isForPeople: true, uid })
    await perform(exchange, {
      endpoint: 'interaction',
      route: '/oauth/interaction/:id',
      hostPageId: hostPageIdOf(exchange),
      essential: false,
      work: async (unit) => {
        const interaction = await findInteraction(provider, virtual)
        const app = interaction === null ? null : askingApp(db, interaction)
        if (interaction === null || app === null) return over(exchange)
        const browser = browserState(exchange.headers.get('cookie'))
        return work({ parts, exchange, provider, unit, uid, browser, interaction, app })
      },
      tooLate: () => over(exchange),
    })
  }

  return {
    async serve(exchange: Exchange, uid: string): Promise<void> {
      const browser = browserState(exchange.headers.get('cookie'))
      if (!browser.open.includes(uid)) return sendErrorPage(exchange, 400, { error: 'expired' })
      if (exchange.req.method !== 'POST') return visit(exchange, uid, show)
      const fields = await ownForm(exchange, uid, browser.session)
      if (fields === null) {
        parts.countRefusal(exchange, 'malformed_request')
        return sendErrorPage(exchange, 403, { error: 'expired' })
      }
      await visit(exchange, uid, (open) => answer(open, fields))
    },
  }
}

function over(exchange: Exchange): Performed {
  return { status: 400, send: () => sendErrorPage(exchange, 400, { error: 'expired' }) }
}

async function show(visit: Visit): Promise<Performed> {
  return visit.interaction.prompt.name === 'login' ? showSignIn(visit, '', null) : showConsent(visit, null, null)
}

async function answer(visit: Visit, fields: URLSearchParams): Promise<Performed> {
  const act = fields.get('act')
  const isSignIn = visit.interaction.prompt.name === 'login'
  if (act === 'deny') return deny(visit)
  if (isSignIn && act === 'sign-in') return signIn(visit, fields)
  if (isSignIn && act === 'code') return giveCode(visit, fields)
  if (!isSignIn && act === 'switch') return switchAccount(visit)
  if (!isSignIn && act === 'allow') return answerConsent(visit, fields)
  return show(visit)
}

function deny(visit: Visit): Promise<Performed> {
  const { unit, interaction, app, parts } = visit
  const userId = interaction.session?.accountId
  if (interaction.prompt.name !== 'login' && userId !== undefined) {
    const who = parts.whoAllows(userId, app)
    unit.hold((tx) =>
      parts.server.append(tx, unit, {
        ...who,
        event: {
          kind: 'event',
          action: 'grant.deny',
          outcome: 'denied',
          target: { type: 'app', id: app.id, label: app.shown.name },
          pageId: unit.hostPageId,
          environment: null,
          after: { app_id: app.id, user_id: userId, scopes: [...app.scopes] },
        },
      }),
    )
  }
  return goOn(visit, { error: 'access_denied', error_description: 'the user denied the request' })
}

/** Signs out of the authorization server alone and begins the same request again. */
async function switchAccount({ provider, browser, interaction, exchange, uid }: Visit): Promise<Performed> {
  const session = browser.session === null ? undefined : await provider.Session.find(browser.session)
  await session?.destroy()
  await interaction.destroy()
  const params = Object.entries(interaction.params).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const query = new URLSearchParams(params)
  const cookies = setCookies(browser, new Map([['session', null]]), uid)
  return { status: 303, send: () => sendRedirect(exchange, `/oauth/authorize?${query}`, cookies) }
}
