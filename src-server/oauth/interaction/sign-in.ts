import { Problem } from '../../contract/problems.ts'
import type { PersonRow } from '../../credentials/people.ts'
import type { SignInMethod } from '../../credentials/second-factor.ts'
import { comparePassword, compareSecond, firstStep, secondStep } from '../../credentials/sign-in.ts'
import { cookieNamed, knownBrowserCookie } from '../../http/session-cookie.ts'
import { inSeconds } from '../adapter/rows.ts'
import { sendPage } from '../answer.ts'
import { secondFactorPage, signInPage } from '../pages/sign-in.ts'
import type { Performed } from '../perform.ts'
import type { LoggedEvent } from '../unit-of-work.ts'
import { formToken } from './form.ts'
import { goOn, hostOf, type Visit } from './visit.ts'

/**
 * Signing in on the way to an app: compared, throttled and logged as on the console's page (credentials/sign-in.ts), in one step or two.
 * What comes of a try is counted in a batch of its own, before anything else: a request that breaks off later has still tried it.
 */

interface Refusal {
  readonly status: number
  readonly text: string
}

/** The sign-in page, perhaps once more. */
export function showSignIn(visit: Visit, email: string, refusal: Refusal | null): Performed {
  const hint = visit.interaction.params.login_hint
  return shown(visit, refusal, (common) =>
    signInPage({ ...common, email: email === '' && typeof hint === 'string' ? hint.slice(0, emailMax) : email }),
  )
}

/** The second step: the code of an authenticator app, or one of the recovery codes. */
function showSecondStep(visit: Visit, challenge: string, refusal: Refusal | null): Performed {
  return shown(visit, refusal, (common) => secondFactorPage({ ...common, challenge }))
}

const emailMax = 320

function shown(
  { app, exchange, parts, uid, browser }: Visit,
  refusal: Refusal | null,
  page: (common: Omit<Parameters<typeof signInPage>[0], 'email'>) => string,
): Performed {
  const text = page({
    app: app.shown,
    workspace: parts.workspaceName(),
    host: hostOf(exchange),
    action: exchange.path,
    formToken: formToken(uid, browser.session),
    problem: refusal?.text ?? null,
  })
  const status = refusal?.status ?? 200
  return { status, send: () => sendPage(exchange, status, text, { redirectUri: app.redirectUri }) }
}

/** Takes the e-mail address and the password. */
export async function signIn(visit: Visit, fields: URLSearchParams): Promise<Performed> {
  const { parts, unit } = visit
  const email = (fields.get('email') ?? '').slice(0, emailMax)
  const again = (refusal: Refusal): Performed => showSignIn(visit, email, refusal)
  return patiently(visit, again, async () => {
    const password = (fields.get('password') ?? '').slice(0, 1024)
    const confirmation = await comparePassword(parts, { email, password, ...from(visit) })
    const step = await parts.writer.submit((tx) => {
      const decided = firstStep(tx, confirmation, unit.now)
      const event = decided.kind === 'in' ? null : eventOf(decided.person, decided.kind === 'wrong' ? 'wrong' : 'half')
      if (event !== null) parts.server.append(tx, unit, event)
      if (decided.kind === 'in') parts.server.append(tx, unit, signedInEvent(decided.person, 'password'))
      return decided
    }, true)
    if (step.kind === 'in') return signedIn(visit, step.person.id, ['pwd'])
    if (step.kind === 'second_factor') return showSecondStep(visit, step.challenge, null)
    return again({ status: 401, text: 'The e-mail address or the password is not right.' })
  })
}

/** Takes the code. */
export async function giveCode(visit: Visit, fields: URLSearchParams): Promise<Performed> {
  const { parts, unit } = visit
  const challenge = fields.get('challenge') ?? ''
  const again = (refusal: Refusal): Performed => showSecondStep(visit, challenge, refusal)
  return patiently(visit, again, async () => {
    const code = (fields.get('code') ?? '').slice(0, 64)
    const compared = await compareSecond(parts, { challenge, code, ...from(visit) })
    const step = await parts.writer.submit((tx) => {
      const decided = secondStep(tx, parts.sealer, compared, unit.now)
      const event = decided.kind === 'wrong' ? eventOf(decided.person, 'wrong code') : null
      if (event !== null) parts.server.append(tx, unit, event)
      if (decided.kind === 'in') parts.server.append(tx, unit, signedInEvent(decided.person, decided.method))
      return decided
    }, true)
    if (step.kind === 'in') return signedIn(visit, step.person.id, ['pwd', 'otp'])
    if (step.kind === 'over')
      return showSignIn(visit, '', {
        status: 401,
        text: 'This took longer than five minutes. Give your password again.',
      })
    return again({ status: 401, text: 'This code is not right, or was used already.' })
  })
}

function from({ exchange, unit }: Visit) {
  return {
    address: exchange.address,
    browser: cookieNamed(exchange.headers.get('cookie'), knownBrowserCookie),
    now: unit.now,
  }
}

/** Too many tries are said on the page, with how long to wait. */
async function patiently(
  visit: Visit,
  again: (refusal: Refusal) => Performed,
  work: () => Promise<Performed>,
): Promise<Performed> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'login_throttled') throw error
    const seconds = error.headers['Retry-After'] ?? '60'
    visit.exchange.answerHeaders.push('Retry-After', seconds)
    const wait = seconds === '1' ? 'a second' : `${seconds} seconds`
    return again({ status: 429, text: `There were too many attempts. Wait ${wait}, then try again.` })
  }
}

/** A try for an account that there is, is a row of its own. */
function eventOf(person: PersonRow | null, what: 'wrong' | 'half' | 'wrong code'): LoggedEvent | null {
  if (person === null) return null
  const action = {
    wrong: 'session.login_failed',
    half: 'session.second_factor',
    'wrong code': 'session.second_factor_failed',
  } as const
  return {
    actor: { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' },
    onBehalfOf: null,
    event: {
      kind: 'event',
      action: action[what],
      outcome: what === 'half' ? 'allowed' : 'denied',
      target: { type: 'user', id: person.id, label: person.name },
    },
  }
}

function signedInEvent({ id, name }: PersonRow, method: SignInMethod): LoggedEvent {
  return {
    actor: { kind: 'user', id, prefix: null, label: name },
    onBehalfOf: null,
    event: {
      kind: 'event',
      action: 'session.login',
      target: { type: 'user', id, label: name },
      after: { kind: 'authorization', method },
    },
  }
}

/** Goes on as this person. Who was signed in here before as somebody else is so no longer. */
async function signedIn(visit: Visit, accountId: string, amr: string[]): Promise<Performed> {
  const { provider, browser, interaction, unit } = visit
  const before = browser.session === null ? undefined : await provider.Session.find(browser.session)
  if (before?.accountId !== undefined && before.accountId !== accountId) {
    await before.destroy()
    interaction.session = undefined
  }
  const login = { accountId, remember: false, amr, ts: inSeconds(unit.now) }
  return goOn(visit, { ...interaction.lastSubmission, login })
}
