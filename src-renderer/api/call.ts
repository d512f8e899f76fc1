import { addressOf } from '../../src-server/contract/client.ts'
import type { BodyInput, Endpoint, ParamsOf, QueryInput, ReplyOf } from '../../src-server/contract/endpoint.ts'
import { monotonic, sameOriginFetch } from '../platform.ts'
import { environment, pageId } from '../state/choices.ts'
import { noteAnswer, noteSilence } from '../state/connection.ts'
import { csrf } from '../state/csrf.ts'
import { t } from '../strings/strings.ts'
import { ApiProblem, problemOf } from './problem.ts'
import { createTransport, readJson, type Transport } from './transport.ts'

/**
 * One call of a contract endpoint: `call(createToken, { body })`. Everything typed from the contract, the address built as every
 * client builds it (contract/client.ts).
 *
 * Two refusals are handled here for every screen: `reauthentication_required` asks for the password and makes the same call once
 * more, and a lost session raises the overlay (state/session.ts sets both up, so that api/ knows no screen).
 */

export interface CallInput<E extends Endpoint> {
  params?: ParamsOf<E>
  query?: QueryInput<E>
  body?: BodyInput<E>
  /** Version of what was read, for a change: `"7"`. */
  ifMatch?: string | undefined
  /** The key of a link, in `X-Magic-Token`: for the routes that take nothing else. */
  magic?: string | undefined
  signal?: AbortSignal | undefined
  /** Sends neither environment nor page. */
  bare?: boolean
  /** Leaves a lost session to the caller: signing in and finding out whether one is. */
  quiet?: boolean
}

export interface Reactions {
  /** Asks for the password; true when it was given and taken. */
  reauthenticate: () => Promise<boolean>
  /** The session is locked. */
  locked: () => void
  /** The session is gone. */
  signedOut: (problem: ApiProblem) => void
}

let reactions: Reactions = { reauthenticate: async () => false, locked: () => {}, signedOut: () => {} }

export function reactWith(next: Reactions): void {
  reactions = next
}

/** Asks for the password, for what main calls in this window's place; true when it was given and taken. */
export function confirmPassword(): Promise<boolean> {
  return reactions.reauthenticate()
}

export const transport: Transport = createTransport({
  fetch: sameOriginFetch,
  monotonic,
  csrf,
  environment,
  page: pageId,
  answered: noteAnswer,
  unanswered: noteSilence,
})

/** Milliseconds between the tries of a request that came with the earlier cookie of its session. */
const renewalPausesMs = [50, 100, 200, 400, 800]

/**
 * Sends it. Where the session has just got another cookie (another tab gave the password), the browser has that one in a moment: the request
 * did nothing, and is sent again.
 */
async function once(endpoint: Endpoint, input: CallInput<Endpoint>): Promise<Response> {
  for (const pauseMs of renewalPausesMs) {
    try {
      return await send(endpoint, input)
    } catch (thrown) {
      if (problemOf(thrown).extensions.renewed !== true) throw thrown
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  return send(endpoint, input)
}

function send(endpoint: Endpoint, input: CallInput<Endpoint>): Promise<Response> {
  return transport({
    method: endpoint.method,
    path: addressOf(
      endpoint,
      { ...input.params },
      { ...(input.query as Readonly<Record<string, unknown>> | undefined) },
    ),
    body: input.body,
    headers: {
      ...(input.ifMatch === undefined ? {} : { 'If-Match': input.ifMatch }),
      ...(input.magic === undefined ? {} : { 'X-Magic-Token': input.magic }),
    },
    signal: input.signal,
    bare: input.bare,
  })
}

/** The raw answer: for downloads. @throws ApiProblem */
export async function callRaw<const E extends Endpoint>(endpoint: E, input: CallInput<E> = {}): Promise<Response> {
  try {
    return await once(endpoint, input as CallInput<Endpoint>)
  } catch (thrown) {
    const problem = problemOf(thrown)
    if (input.quiet === true || input.signal?.aborted === true) throw thrown
    if (problem.state === 'reauthenticate') {
      if (await reactions.reauthenticate()) return once(endpoint, input as CallInput<Endpoint>)
      throw new ApiProblem({ code: 'cancelled', status: problem.status, title: problem.title, detail: problem.detail })
    }
    if (problem.state === 'session_locked') reactions.locked()
    if (problem.state === 'signed_out') reactions.signedOut(problem)
    // Main asked the person, who said no: like any other dialog that was closed.
    if (problem.code === 'change_declined')
      throw new ApiProblem({ code: 'cancelled', status: problem.status, title: problem.title, detail: problem.detail })
    throw thrown
  }
}

/**
 * What an endpoint answers, parsed by its own schema: what answers may be another version, or another program.
 * @throws ApiProblem
 */
export async function call<const E extends Endpoint>(endpoint: E, input: CallInput<E> = {}): Promise<ReplyOf<E>> {
  const response = await callRaw(endpoint, input)
  const parsed = endpoint.reply.safeParse(await readJson(response))
  if (!parsed.success) {
    const problem = new ApiProblem({
      code: 'unreadable',
      status: response.status,
      title: t('problems.unknownAnswer'),
      detail: t('problems.unknownAnswerDetail'),
      requestId: response.headers.get('X-Request-ID') ?? undefined,
    })
    problem.cause = parsed.error
    throw problem
  }
  // The schema of this very endpoint has just read it; its type is lost where the endpoint is any endpoint.
  return parsed.data as ReplyOf<E>
}
