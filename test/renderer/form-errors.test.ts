/** Wrong fields find their field by JSON Pointer, whoever found them wrong. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  messageFor,
  orphans,
  pointerOf,
  problemsOf,
  problemsOfRefusal,
  sentenceOf,
} from '../../src-renderer/ui/form-errors.ts'
import { tokenCreateBody } from '../../src-server/contract/tokens.ts'

const errors = suite('renderer.form-errors')

errors('a path becomes a pointer, escaped as RFC 6901 says', () => {
  assert.is(pointerOf([]), '')
  assert.is(pointerOf(['allowed_ips', 0]), '/allowed_ips/0')
  assert.is(pointerOf(['a/b', 'c~d']), '/a~1b/c~0d')
})

errors('the contract’s fragments become sentences', () => {
  assert.is(sentenceOf('must be 1 to 120 characters long'), 'Must be 1 to 120 characters long.')
  assert.is(sentenceOf('Choose a reason to continue.'), 'Choose a reason to continue.')
})

errors('a refusal with a sentence of its own is said in it, a plain one field by field', () => {
  const detail = 'This password is too easy to guess. Choose a longer or less common one.'
  assert.equal(
    problemsOfRefusal({
      code: 'weak_password',
      detail,
      errors: [{ path: '/password', message: 'is too easy to guess' }],
    }),
    [{ path: '/password', message: detail }],
  )
  assert.equal(
    problemsOfRefusal({
      code: 'validation_failed',
      detail: 'Some fields are wrong.',
      errors: [{ path: '/host', message: 'must be a host name' }],
    }),
    [{ path: '/host', message: 'Must be a host name.' }],
  )
})

errors('the contract’s own schema of a new token names the field', () => {
  const result = z.safeParse(tokenCreateBody, { name: ' ', permission: 'read', role_key: 'viewer', scopes: ['nope'] })
  assert.not.ok(result.success)
  if (result.success) return
  const problems = problemsOf(result.error.issues)
  assert.is(messageFor(problems, '/name'), 'Must not be blank.')
  assert.ok(messageFor(problems, '/scopes'), 'what is wrong inside a list belongs to the list')
  assert.is(messageFor(problems, '/role_key'), undefined)
})

errors('a problem of its own comes before one inside', () => {
  const problems = [
    { path: '/allowed_ips/2', message: 'inside' },
    { path: '/allowed_ips', message: 'own' },
  ]
  assert.is(messageFor(problems, '/allowed_ips'), 'own')
  assert.is(messageFor(problems, '/allowed'), undefined)
})

errors('nothing is swallowed: what no field shows is listed', () => {
  const problems = [
    { path: '/name', message: 'a' },
    { path: '/allowed_ips/0', message: 'b' },
    { path: '/nobody', message: 'c' },
    { path: '/name_of_it', message: 'd' },
  ]
  assert.equal(
    orphans(problems, ['/name', '/allowed_ips']).map((problem) => problem.path),
    ['/nobody', '/name_of_it'],
  )
})

errors.run()
