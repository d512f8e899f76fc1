import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chainFlawSentences, chainFlaws } from '../../src-server/contract/audit.ts'
import { auditActions, auditEvent, isAuditAction, outcomeOf } from '../../src-server/contract/events.ts'
import { idKinds, idPrefixes } from '../../src-server/contract/ids.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { loggedChanges } from '../../src-server/journal/redact.ts'
import { parseTargetReference, targetReference } from '../../src-server/journal/target.ts'

test('events are named thing.verb, say what they are, and list no field that could hold a secret', () => {
  for (const action of auditActions) {
    assert.match(action, /^[a-z_]+\.[a-z_]+$/)
    const { says, fields } = auditEvent(action)
    assert.match(says, /^[A-Z].*[^.]$/)
    for (const field of fields)
      assert.not.match(field, /hash|secret|password|csrf|cookie|salt|^token$|^value$/, `${action}: ${field}`)
    assert.is(new Set(fields).size, fields.length)
  }
  assert.ok(isAuditAction('token.revoke'))
  for (const word of ['token.list', 'toString', '__proto__', '']) assert.not.ok(isAuditAction(word))
})

test('every endpoint that changes something names an event of the list', () => {
  for (const { id, change } of endpoints) if (change !== null) assert.ok(isAuditAction(change), `${id}: ${change}`)
})

test('an endpoint is never called like an event: a row of kind request is told from a change by its action too', () => {
  const clashes = endpoints.map((endpoint) => endpoint.id).filter(isAuditAction)
  assert.equal(
    clashes.filter((id) => !/^(session|password)\./.test(id)),
    [],
  )
})

test('outcomes by status', () => {
  assert.equal([200, 304, 399, 400, 401, 403, 404, 421, 423, 429, 500].map(outcomeOf), [
    'allowed',
    'allowed',
    'allowed',
    'failed',
    'denied',
    'denied',
    'failed',
    'denied',
    'denied',
    'denied',
    'failed',
  ])
})

test('nothing given is no change; what is not listed is left out, inherited members among it', () => {
  assert.is(loggedChanges('token.update', null, null), null)
  assert.is(loggedChanges('token.update', { name: 'a' }, null), '{"before":{"name":"a"}}')
  const inherited: Record<string, string> = Object.create({ name: 'inherited' })
  assert.is(loggedChanges('token.update', null, inherited), '{"after":{}}')
})

test('of an update only what differs is kept, and what says which thing it was', () => {
  const before = { name: 'a', scopes: ['x'], page_id: 'pag_1', notes: 'n' }
  assert.is(
    loggedChanges('token.update', before, { ...before, name: 'b', scopes: ['x'] }),
    '{"after":{"name":"b","page_id":"pag_1"},"before":{"name":"a","page_id":"pag_1"}}',
  )
  assert.is(loggedChanges('token.update', { name: 'a' }, { name: 'a', notes: null }), '{"after":{},"before":{}}')
  assert.is(
    loggedChanges('token.update', { name: 'a' }, { notes: 'n' }),
    '{"after":{"notes":"n"},"before":{"name":"a"}}',
  )
})

test('a target is kept as one text, and read back as what it was', () => {
  const body = '01k9zv3c8r5t7w2x4y6z8a0001'
  for (const kind of idKinds) {
    const id = `${idPrefixes[kind]}_${body}`
    assert.is(targetReference({ type: 'whatever', id }), id)
    assert.is(parseTargetReference(id).id, id)
  }
  assert.equal(parseTargetReference(`tok_${body}`), { type: 'token', id: `tok_${body}` })
  for (const target of [
    { type: 'section', id: 'branding' },
    { type: 'role', id: 'app_admin' },
    { type: 'lock', id: 'a:b' },
    { type: 'role', id: '' },
  ]) {
    assert.equal(parseTargetReference(targetReference(target)), target)
  }
  assert.equal(parseTargetReference('nonsense'), { type: 'unknown', id: 'nonsense' })
})

test('the document names every flaw that a verification can find', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/audit-format.md'), 'utf8')
  for (const flaw of chainFlaws) {
    assert.ok(document.includes(`\`${flaw}\``), flaw)
    assert.match(chainFlawSentences[flaw], /^[a-z].*[^.]$/)
  }
})

test.run()
