import { rfc3339Of } from '../../contract/fields.ts'
import { sendPage } from '../answer.ts'
import { findGrantFor, insertGrant, updateGrant } from '../grant-store.ts'
import { grantLifeMs } from '../lifetimes.ts'
import { consentPage } from '../pages/consent.ts'
import type { Performed } from '../perform.ts'
import { type Choices, choicesOf, chosenPage } from './choices.ts'
import { formToken } from './form.ts'
import { goOn, hostOf, type Visit } from './visit.ts'

/** Allowing an app: what it asks for, narrowed by hand, on one page or on all. */

interface User {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** The consent page, perhaps once more with what was ticked. */
export async function showConsent(
  visit: Visit,
  fields: URLSearchParams | null,
  problem: string | null,
): Promise<Performed> {
  const { app, exchange, parts, uid, browser } = visit
  const user = userOf(visit)
  const choices = choicesFor(visit, user.id)
  const asked = fields?.get('page') ?? exchange.hostPage?.id ?? parts.pages.defaultPage?.id
  const chosen = choices.pages.find((page) => page.id === asked) ?? choices.pages[0]
  const page = consentPage({
    app: app.shown,
    workspace: parts.workspaceName(),
    host: hostOf(exchange),
    action: exchange.path,
    formToken: formToken(uid, browser.session),
    user,
    scopes: app.scopes.map((name) => ({
      name,
      ticked: fields === null || fields.getAll('scope').includes(name),
      lackedBy: choices.lackedBy(name),
    })),
    asksIdentity: app.words.includes('openid'),
    pages: choices.pages.map(({ id, name }) => ({ id, name, chosen: id === chosen?.id })),
    everyPage: !choices.hasEveryPage ? 'not theirs' : fields?.get('every_page') === 'on' ? 'ticked' : 'not ticked',
    problem,
  })
  const status = problem === null ? 200 : 422
  return { status, send: () => sendPage(exchange, status, page, { redirectUri: app.redirectUri }) }
}

/** Takes the form: what was ticked is granted, what was not is refused and not asked for again. */
export async function answerConsent(visit: Visit, fields: URLSearchParams): Promise<Performed> {
  const { app, parts, unit, interaction } = visit
  const user = userOf(visit)
  const choices = choicesFor(visit, user.id)
  const ticked = new Set(fields.getAll('scope'))
  const allowed = app.scopes.filter((scope) => ticked.has(scope))
  const protocol = app.words.filter((word) => word === 'openid' || word === 'offline_access')
  if (allowed.length === 0 && !protocol.includes('openid'))
    return showConsent(visit, fields, 'Tick at least one, or deny.')
  const pageId = chosenPage(fields, choices)
  if (pageId === undefined) return showConsent(visit, fields, 'Choose a page that is yours.')
  const refused = app.scopes.filter((scope) => !ticked.has(scope))
  const grantId = keepGrant(visit, user, { pageId, granted: [...protocol, ...allowed], refused })
  unit.caller = { appId: app.id, userId: user.id, pageId }
  const who = parts.whoAllows(user.id, app)
  const isNew = grantId.before === null
  unit.hold((tx) =>
    parts.server.append(tx, unit, {
      ...who,
      event: {
        kind: 'event',
        action: isNew ? 'grant.create' : 'grant.update',
        target: { type: 'grant', id: grantId.id, label: app.shown.name },
        pageId,
        environment: null,
        ...(grantId.before === null ? {} : { before: { app_id: app.id, scopes: [...grantId.before] } }),
        after: {
          app_id: app.id,
          user_id: user.id,
          page_id: pageId,
          scopes: [...grantId.scopes],
          expires_at: rfc3339Of(unit.now + grantLifeMs),
        },
      },
    }),
  )
  return goOn(visit, { ...interaction.lastSubmission, consent: { grantId: grantId.id } })
}

interface Answered {
  readonly pageId: string | null
  readonly granted: readonly string[]
  readonly refused: readonly string[]
}

/**
 * An app that can keep a secret has one grant for a page: what it was given before and did not ask for now stays. One that cannot has
 * a grant for each time that it was allowed, so that one of a user's computers can be disconnected without the others.
 */
function keepGrant({ app, parts, unit }: Visit, user: User, { pageId, granted, refused }: Answered) {
  const key = { appId: app.id, userId: user.id }
  const before = app.isConfidential ? findGrantFor(parts.db, { ...key, pageId, now: unit.now }) : null
  const kept = (words: readonly string[]): string[] => words.filter((word) => !app.words.includes(word))
  const scopes = [...new Set([...kept(before?.scopes ?? []), ...granted])]
  const rejected = [...new Set([...kept(before?.rejected ?? []), ...refused])]
  const id = before?.id ?? parts.newId('grant')
  unit.hold((tx) => {
    if (before === null) return insertGrant(tx, { id, ...key, pageId, scopes, rejected, now: unit.now })
    updateGrant(tx, { id, scopes, rejected, now: unit.now })
    // What was ticked off is gone from tokens that are out already.
    parts.generation.advance()
  })
  return { id, scopes, before: before?.scopes ?? null }
}

function choicesFor({ parts, unit }: Visit, userId: string): Choices {
  return choicesOf(parts.db, userId, { pages: parts.pages, roles: parts.roles, hostPageId: unit.hostPageId })
}

/** Who is asked: signed in, or oidc-provider would not have come to this prompt. */
function userOf({ interaction, parts }: Visit): User {
  const id = interaction.session?.accountId ?? ''
  const user = parts.db.get<User>('SELECT id, name, email FROM users WHERE id = ?', id)
  if (user === undefined) throw new Error('consent is asked of somebody who is not there')
  return user
}
