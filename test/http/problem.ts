import * as assert from 'uvu/assert'
import type { Answer } from '../support/ask.ts'

/**
 * Holds an answer to the shape that every refusal has (RFC 9457, api.md "Conventions"): status, code in body and X-Error, a sentence, the
 * request's id in body and header, the protective headers. `headers`: exact values; `null`: must not be there.
 */
export function isProblem(
  answer: Answer,
  status: number,
  code: string,
  headers: Readonly<Record<string, string | RegExp | null>> = {},
): void {
  const { json, headers: got } = answer
  assert.is(`${answer.status} ${json.code}`, `${status} ${code}`, answer.text.slice(0, 400))
  assert.is(json.status, status)
  assert.is(got['x-error'], code)
  assert.is(got['content-type'], 'application/problem+json; charset=utf-8')
  assert.match(got['x-request-id'] ?? '', /^[A-Za-z0-9._-]{1,128}$/)
  assert.is(json.request_id, got['x-request-id'])
  for (const field of ['type', 'title', 'detail']) assert.ok(String(json[field] ?? '').length > 2, `${field} is empty`)
  assert.is(got['x-content-type-options'], 'nosniff')
  assert.is(got['referrer-policy'], 'no-referrer')
  assert.is(got['cache-control'], 'no-store')
  for (const [name, value] of Object.entries(headers)) {
    const found = got[name.toLowerCase()]
    if (value === null) assert.is(found, undefined, `${name} should not be there: ${found}`)
    else if (value instanceof RegExp) assert.match(found ?? '', value)
    else assert.is(found, value, `${name} of ${code}`)
  }
}

/** The answer as a shape to compare whole: what differs from request to request is left out. */
export function sameBytes({ status, headers, text }: Answer): string {
  const { date: _, ...rest } = headers
  return JSON.stringify([status, Object.entries(rest).sort(), text])
}
