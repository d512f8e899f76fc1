/** The first run: what each step needs, and where a refusal leads back to. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  problemsOfStep,
  setupBody,
  setupSteps,
  stepOfProblem,
  tidyHost,
} from '../../src-renderer/screens/setup/model.ts'
import { setUp } from '../../src-server/contract/setup.ts'

const setup = suite('renderer.setup')
const words = { workspace: 'w', page: 'p', email: 'e', password: 'pw', code: 'c' }
const empty = { workspace: '', page: '', host: '', email: '', password: '', code: '' }
const whole = {
  workspace: ' Acme ',
  page: 'Acme',
  host: 'https://Status.Acme.dev:443/x',
  email: ' mina@acme.dev',
  password: 'violet harbour tandem',
  code: ' abc ',
}

setup('each step names what is missing, and only its own', () => {
  assert.equal(
    setupSteps.map((step) => problemsOfStep(step, empty, words).map((problem) => problem.path)),
    [['/workspace_name'], ['/page_name'], ['/email', '/password', '/code']],
  )
  assert.equal(
    setupSteps.flatMap((step) => problemsOfStep(step, whole, words)),
    [],
  )
})

setup('the body is what the contract takes', () => {
  const body = setupBody(whole)
  assert.equal(body, {
    code: 'abc',
    workspace_name: 'Acme',
    page_name: 'Acme',
    host: 'status.acme.dev',
    email: 'mina@acme.dev',
    password: 'violet harbour tandem',
  })
  assert.ok(z.safeParse(setUp.body, body).success)
  assert.is(setupBody({ ...whole, host: '  ' }).host, undefined)
})

setup('a pasted address becomes a host', () => {
  assert.is(tidyHost('HTTP://status.example.com/'), 'status.example.com')
  assert.is(tidyHost('status.example.com.'), 'status.example.com')
})

setup('a refusal leads back to the first step that it is about', () => {
  assert.is(
    stepOfProblem([
      { path: '/password', message: '' },
      { path: '/host', message: '' },
    ]),
    'page',
  )
  assert.is(stepOfProblem([{ path: '/password', message: '' }]), 'owner')
  assert.is(stepOfProblem([{ path: '/elsewhere', message: '' }]), null)
})

setup.run()
