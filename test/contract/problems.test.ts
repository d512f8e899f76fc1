/** The catalogue of refusals: codes that read as words, statuses that HTTP knows, sentences that say what to do. */
import { STATUS_CODES } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeProblem, invalidField, Problem, problemCodes } from '../../src-server/contract/problems.ts'

const it = suite('problems')

it('each has a status, a title and a sentence that ends', () => {
  for (const code of problemCodes) {
    const { status, title, detail } = describeProblem(code)
    assert.match(code, /^[a-z]+(_[a-z]+)*$/)
    assert.ok(status >= 400 && status < 600 && STATUS_CODES[status] !== undefined, code)
    assert.ok(title.length > 2 && title.length < 60 && !title.endsWith('.'), code)
    assert.match(detail, /^[A-Z].*[.]$/, code)
    assert.not.match(detail, /please|oops|sorry|!/i, code)
  }
})

it('stands in the order of its statuses, and api.md’s are all there', () => {
  const statuses = problemCodes.map((code) => describeProblem(code).status)
  assert.equal(
    statuses,
    [...statuses].sort((a, b) => a - b),
  )
  const known = `421 unknown_host, 400 credential_in_query, 400 multiple_credentials, 400 malformed_request, 401 unauthenticated, 401 invalid_token,
    403 token_expired, 403 token_revoked, 403 token_disabled, 401 session_expired, 403 magic_expired, 403 magic_used, 403 api_access_disabled,
    403 ip_not_allowed, 429 rate_limited, 429 login_throttled, 403 cross_origin, 403 csrf_failed, 403 session_required, 403 reauthentication_required,
    403 page_mismatch, 403 environment_mismatch, 403 insufficient_scope, 403 role_denied, 403 privilege_escalation, 423 terraform_locked,
    400 invalid_json, 415 unsupported_media_type, 413 payload_too_large, 422 validation_failed, 404 not_found, 503 audit_unavailable, 503 storage_full,
    503 unavailable, 422 invalid_cursor, 409 idempotency_key_reused, 409 idempotency_in_flight, 412 precondition_failed, 422 credential_in_body,
    409 host_taken, 409 last_owner, 409 scopes_immutable, 409 not_rotatable, 409 cannot_delete_self, 409 active_token_limit, 409 role_in_use,
    422 role_not_assignable, 409 already_set_up`
  for (const row of known.split(',')) {
    const [status, code] = row.trim().split(' ')
    assert.is(String(describeProblem(problemCodes.find((each) => each === code) ?? 'internal').status), status, code)
  }
})

it('a problem keeps its private note out of what is said', () => {
  const problem = new Problem('not_found', { note: 'row 7 of tokens' })
  assert.match(problem.message, /row 7/)
  assert.not.match(problem.detail, /row 7/)
  assert.equal(invalidField('/name', 'is required').errors, [{ path: '/name', message: 'is required' }])
})

it.run()
