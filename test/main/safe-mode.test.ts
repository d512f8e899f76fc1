import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createAskPerson, type Question } from '../../src-main/ask-person.ts'
import { type SafeMode, safeModes } from '../../src-main/bridge/connection-verbs.ts'
import { isLooser, verdictOf } from '../../src-main/connections/safe-mode.ts'
import { createSafeModeGate } from '../../src-main/connections/safe-mode-gate.ts'
import { changesState, fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'

const safe = suite('safe mode')

/** A request for each endpoint, its parameters filled in. */
const requests = endpoints.map((endpoint) => ({
  endpoint,
  request: { method: endpoint.method, path: fullPath(endpoint).replaceAll(/:[a-z_]+/g, 'x1') },
}))

safe('every endpoint that changes something is held back by every mode but normal; none that only reads is', () => {
  let held = 0
  let passed = 0
  for (const { endpoint, request } of requests)
    for (const mode of safeModes) {
      const verdict = verdictOf(mode, request, endpoints)
      const isOwnSession = request.path.startsWith('/api/v1/auth/')
      const expected = mode === 'normal' || isOwnSession || !changesState(endpoint) ? 'pass' : kindOf(mode)
      // What reads by GET passes even where the contract logs it.
      assert.is(verdict.kind, request.method === 'GET' ? 'pass' : expected, `${mode} ${request.method} ${request.path}`)
      if (verdict.kind === 'pass') passed += 1
      else held += 1
    }
  assert.ok(held > 100 && passed > 100)
  process.stdout.write(
    `T18 safe mode over ${requests.length} endpoints x ${safeModes.length} modes: ${held} held back\n`,
  )
})

function kindOf(mode: SafeMode): string {
  return mode === 'read_only' ? 'refuse' : mode
}

safe('what no endpoint knows counts as a change', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'])
    assert.is(verdictOf('read_only', { method, path: '/api/v9/what' }, endpoints).kind, 'refuse', method)
  assert.is(verdictOf('read_only', { method: 'GET', path: '/api/v9/what' }, endpoints).kind, 'pass')
  // A change is not made to look like a sign-in by where it stands.
  for (const path of ['/api/v1/auth/../admin/tokens', '/api/v1/authx/login', '/API/v1/auth/login'])
    assert.is.not(
      verdictOf('read_only', { method: 'POST', path: new URL(path, 'app://console').pathname }, endpoints).kind,
      'pass',
      path,
    )
})

safe('what is asked is said in the contract’s words', () => {
  const verdict = verdictOf('ask', { method: 'POST', path: '/api/v1/admin/tokens' }, endpoints)
  assert.ok(verdict.kind === 'ask' && verdict.what.length > 5 && !verdict.what.includes('/'))
})

safe('less careful is known', () => {
  assert.ok(isLooser('normal', 'ask') && isLooser('ask', 'read_only') && isLooser('password', 'read_only'))
  assert.not(isLooser('read_only', 'normal') || isLooser('ask', 'ask'))
})

/** A gate, how its person answers, and its clock. */
function gateIn(mode: SafeMode, { hasPassword = true, yes = false } = {}) {
  const asked: string[] = []
  const state = { nowMs: 0 }
  const gate = createSafeModeGate({
    endpoints,
    mode: () => mode,
    hasPassword: () => hasPassword,
    name: () => 'Acme production',
    async ask(what) {
      asked.push(what)
      return yes
    },
    nowMs: () => state.nowMs,
  })
  return { gate, asked, state }
}

const create = { method: 'POST', path: '/api/v1/admin/tokens' }
const revoke = { method: 'POST', path: '/api/v1/admin/tokens/tok_1/revoke' }
const given = { path: '/api/v1/auth/reauthenticate', status: 200, code: null, sent: {} }

safe('read only: refused, with what to do', async () => {
  const { gate } = gateIn('read_only')
  const answer = await gate.before(create)
  assert.is(answer?.status, 403)
  assert.is(answer?.headers.get('x-error'), 'safe_mode')
  assert.match((await answer?.text()) ?? '', 'Acme production is read only')
  assert.is(await gate.before({ method: 'GET', path: create.path }), null)
})

safe('ask: the person says yes or no, each time', async () => {
  const no = gateIn('ask')
  assert.is((await no.gate.before(create))?.headers.get('x-error'), 'change_declined')
  const yes = gateIn('ask', { yes: true })
  assert.is(await yes.gate.before(create), null)
  assert.is(await yes.gate.before(create), null)
  assert.is(yes.asked.length, 2)
})

safe('password: the one change that was held back passes, once, after the server has taken the password', async () => {
  const { gate, asked } = gateIn('password')
  assert.is((await gate.before(create))?.headers.get('x-error'), 'reauthentication_required')
  gate.after({ ...given, status: 401 })
  assert.is((await gate.before(create))?.status, 403, 'a wrong password opens nothing')
  gate.after(given)
  assert.is(await gate.before(create), null)
  assert.is((await gate.before(create))?.status, 403, 'once')
  assert.equal(asked, [])
})

safe('password: it opens no other change, nothing a minute later, and nothing in advance', async () => {
  const { gate, state } = gateIn('password')
  gate.after(given)
  assert.is((await gate.before(create))?.status, 403, 'given before anything was held back')
  gate.after(given)
  assert.is((await gate.before(revoke))?.status, 403, 'given for another change')
  gate.after(given)
  state.nowMs = 60_001
  assert.is((await gate.before(revoke))?.status, 403, 'too late')
})

safe('password where there is none asks in the window of the system instead', async () => {
  const { gate, asked } = gateIn('password', { hasPassword: false, yes: true })
  assert.is(await gate.before(create), null)
  assert.is(asked.length, 1)
})

safe('questions come one at a time, the safe answer is first, and closing the dialog is no', async () => {
  const shown: Question[] = []
  const answers: ((button: number) => void)[] = []
  const ask = createAskPerson(
    (question) =>
      new Promise((resolve) => {
        shown.push(question)
        answers.push(resolve)
      }),
  )
  const first = ask.mayChange('Create a token', { name: 'Acme', environment: 'Production' })
  const second = ask.mayLoosen('Acme', 'normal')
  await new Promise((resolve) => setImmediate(resolve))
  assert.is(shown.length, 1)
  assert.match(shown[0]?.detail ?? '', /Acme \(Production\)/)
  assert.match(shown[0]?.buttons[0] ?? '', /^Don’t/)
  answers[0]?.(0)
  assert.is(await first, false)
  await new Promise((resolve) => setImmediate(resolve))
  answers[1]?.(1)
  assert.is(await second, true)
  for (const { message, detail } of shown) assert.not.match(message + detail, /Are you sure|!/)
})

safe.run()
