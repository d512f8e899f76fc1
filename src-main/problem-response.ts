import { randomUUID } from 'node:crypto'
import {
  type DesktopProblemCode,
  describeDesktopProblem,
  isDesktopProblem,
} from '../src-server/contract/desktop-problems.ts'
import type { ProblemCode } from '../src-server/contract/problems.ts'
import { describeProblem } from '../src-server/contract/problems.ts'

/** A refusal that main gives itself, in the shape of all others (RFC 9457), so that the console has one way to show them. */
export function problemResponse(
  code: ProblemCode | DesktopProblemCode,
  detail: string,
  extensions: Readonly<Record<string, string>> = {},
): Response {
  const { status, title } = isDesktopProblem(code) ? describeDesktopProblem(code) : describeProblem(code)
  const id = randomUUID()
  const body = { type: `urn:beatkeeper:problem:${code}`, title, status, detail, code, request_id: id, ...extensions }
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-error': code,
    'x-request-id': id,
  }
  if (status === 503) headers['retry-after'] = '1'
  return new Response(JSON.stringify(body), { status, headers })
}
