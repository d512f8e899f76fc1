import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import * as z from 'zod/mini'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { getContext } from '../../src-server/contract/me.ts'
import { discoverProvider, SignInFailure } from '../../src-server/contract/native-sign-in.ts'
import { getSetup } from '../../src-server/contract/setup.ts'
import { readyz } from '../../src-server/contract/system.ts'
import { certificateOf, type SeenCertificate } from '../../src-server/outbound/certificate.ts'
import { OutboundFailure } from '../../src-server/outbound/failure.ts'
import type { ConnectionTrouble } from '../bridge/connection-verbs.ts'
import { fetchThrough } from './door-fetch.ts'
import { type RemoteDoor, readWhole } from './remote-door.ts'

/**
 * Looks at what answers at an address: is it Beatkeeper, which version, how fast, with which certificate, and (asked for) who is signed in.
 * What a stranger says is cut short and stripped before anyone sees it. Held by test/main/connections.test.ts.
 */

export interface Finding {
  readonly version: string
  readonly latencyMs: number
  readonly certificate: SeenCertificate | null
}

/** It answered, and it cannot be used as it is. */
export class Unfit extends Error {
  readonly why: ConnectionTrouble
  constructor(why: ConnectionTrouble) {
    super(why)
    this.why = why
  }
}

/** Words of a stranger, on one line. */
const line = (most: number) =>
  z.pipe(
    z.string(),
    z.transform((text: string) =>
      text
        .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
        .trim()
        .slice(0, most),
    ),
  )

const readyAnswer = z.object({
  status: z.enum(['ready', 'unavailable']),
  version: z.string().check(z.regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[0-9A-Za-z.-]{1,40})?$/)),
  needs_setup: z.boolean(),
})
const setupAnswer = z.object({ workspace_name: z.nullable(line(120)) })
const whoAnswer = z.object({
  name: line(120),
  user: z.optional(z.object({ name: line(120), email: line(320) })),
})

/**
 * Asks for the version, which needs no credential.
 * @throws OutboundFailure, Unfit
 */
export async function lookAt(door: RemoteDoor, nowMs: () => number): Promise<Finding> {
  const before = nowMs()
  const answer = await door.send({ path: fullPath(readyz), method: 'GET', headers: json, body: null })
  const latencyMs = Math.max(1, Math.round(nowMs() - before))
  const certificate = answer.socket instanceof TLSSocket ? certificateOf(answer.socket) : null
  const said = await parsed(answer, readyAnswer)
  if (said === null) throw new Unfit('not_beatkeeper')
  if (said.needs_setup) throw new Unfit('not_set_up')
  if (said.status !== 'ready') throw new Unfit('not_ready')
  return { version: said.version, latencyMs, certificate }
}

/** What the workspace is called, if it says so. */
export async function workspaceName(door: RemoteDoor): Promise<string | null> {
  const answer = await door.send({ path: fullPath(getSetup), method: 'GET', headers: json, body: null })
  return (await parsed(answer, setupAnswer))?.workspace_name ?? null
}

/** Whether it offers signing in through the browser, at this very address. */
export async function offersBrowserSignIn(door: RemoteDoor): Promise<boolean> {
  return discoverProvider(door.origin, { fetch: fetchThrough(door) }).then(
    () => true,
    () => false,
  )
}

export type Who =
  | { readonly signedIn: true; readonly user: string }
  | { readonly signedIn: false; readonly status: number; readonly code: string | null }

/** Who the credential is; the server's log notes the question. @throws OutboundFailure, Unfit */
export async function whoAmI(door: RemoteDoor, credential: Readonly<Record<string, string>>): Promise<Who> {
  const headers = { ...json, ...credential }
  const answer = await door.send({ path: fullPath(getContext), method: 'GET', headers, body: null })
  const status = answer.statusCode ?? 0
  const code = answer.headers['x-error']
  if (status === 401 || status === 403) {
    answer.resume()
    return { signedIn: false, status, code: typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? code : null }
  }
  const said = status === 200 ? await parsed(answer, whoAnswer) : null
  if (said === null) throw new Unfit(status === 503 ? 'not_ready' : 'not_beatkeeper')
  return { signedIn: true, user: said.user?.name ?? said.name }
}

const json = { accept: 'application/json' }

/** `null` for what is not that. */
async function parsed<S extends z.ZodMiniType>(answer: IncomingMessage, schema: S): Promise<z.output<S> | null> {
  const type = answer.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json' && type !== 'application/problem+json') {
    answer.destroy()
    return null
  }
  const text = (await readWhole(answer)).toString('utf8')
  try {
    const read = schema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** What to tell the person about anything that these throw; what is none of theirs is thrown on. */
export function troubleFrom(error: unknown): { why: ConnectionTrouble; certificate: SeenCertificate | null } {
  if (error instanceof OutboundFailure) return { why: error.code, certificate: error.certificate }
  if (error instanceof Unfit) return { why: error.why, certificate: null }
  if (error instanceof SignInFailure) {
    if (error.cause instanceof OutboundFailure) return troubleFrom(error.cause)
    return { why: signInTroubles[error.code] ?? 'refused', certificate: null }
  }
  throw error
}

const signInTroubles: Readonly<Partial<Record<SignInFailure['code'], ConnectionTrouble>>> = {
  no_answer: 'unreachable',
  not_a_server: 'no_browser_sign_in',
  another_issuer: 'another_address',
}
