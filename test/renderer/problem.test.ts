/** Every refusal has a state on the screen. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ApiProblem, problemOf, readProblem, type UiState, uiStateOf } from '../../src-renderer/api/problem.ts'
import { problemCodes } from '../../src-server/contract/problems.ts'

const problems = suite('renderer.problem')

problems('every code of the contract has a state of its own choosing', () => {
  // A code without a row would fall back by its status; 418 has no fallback but "refused", so a missing row shows.
  const expected: Partial<Record<string, UiState>> = {
    session_expired: 'signed_out',
    unauthenticated: 'signed_out',
    token_revoked: 'signed_out',
    token_expired: 'signed_out',
    csrf_failed: 'signed_out',
    insufficient_scope: 'forbidden',
    role_denied: 'forbidden',
    terraform_locked: 'locked',
    scopes_immutable: 'immutable',
    active_token_limit: 'token_limit',
    rate_limited: 'wait',
    login_throttled: 'wait',
    precondition_failed: 'conflict',
    storage_full: 'read_only',
    audit_unavailable: 'read_only',
    validation_failed: 'fields',
    credential_in_body: 'fields',
    reauthentication_required: 'reauthenticate',
    session_locked: 'session_locked',
    internal: 'failed',
    unavailable: 'unreachable',
    not_found: 'missing',
  }
  for (const code of problemCodes) {
    const state = uiStateOf(code, 418)
    assert.ok(state, code)
    const wanted = expected[code]
    if (wanted !== undefined) assert.is(state, wanted, code)
  }
})

problems('a code that this console does not know falls back by its status', () => {
  const cases: readonly (readonly [number, UiState])[] = [
    [401, 'signed_out'],
    [403, 'forbidden'],
    [404, 'missing'],
    [409, 'refused'],
    [412, 'conflict'],
    [422, 'fields'],
    [423, 'locked'],
    [429, 'wait'],
    [500, 'failed'],
    [502, 'unreachable'],
    [503, 'unreachable'],
  ]
  for (const [status, state] of cases) assert.is(uiStateOf('from_the_future', status), state, String(status))
  assert.is(uiStateOf('constructor', 409), 'refused', 'a word of Object.prototype is no code')
})

problems('a problem document is read whole', async () => {
  const problem = await readProblem(
    new Response(
      JSON.stringify({
        type: 'about:blank',
        title: 'Locked',
        status: 423,
        detail: 'Managed in Terraform.',
        code: 'terraform_locked',
        request_id: 'req_1',
        feature: 'branding',
        errors: [{ path: '/x', message: 'y' }, 7],
      }),
      {
        status: 423,
        headers: { 'Retry-After': '12' },
      },
    ),
  )
  assert.is(problem.state, 'locked')
  assert.is(problem.requestId, 'req_1')
  assert.is(problem.retryAfter, 12)
  assert.equal(problem.extensions, { feature: 'branding' })
  assert.equal(problem.errors, [{ path: '/x', message: 'y' }])
})

problems('an answer of something between us and the server is a problem, too', async () => {
  const page = await readProblem(new Response('<html>Bad gateway</html>', { status: 502 }))
  assert.is(page.status, 502)
  assert.is(page.code, 'unreadable')
  const list = await readProblem(
    new Response('[1]', { status: 500, headers: { 'X-Error': 'internal', 'X-Request-ID': 'req_2' } }),
  )
  assert.is(list.code, 'internal')
  assert.is(list.requestId, 'req_2')
})

problems('whatever is thrown becomes a problem once', () => {
  const own = new ApiProblem({ code: 'conflict', status: 409, title: 't', detail: 'd' })
  assert.is(problemOf(own), own)
  assert.is(problemOf(new TypeError('x is not a function')).state, 'failed')
})

problems.run()
