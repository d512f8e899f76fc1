import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  appName,
  curlOf,
  fieldChanges,
  knownNames,
  newsIn,
  queryOf,
  requestPath,
  rowText,
  shortHash,
} from '../../src-renderer/screens/audit/model.ts'
import type { AuditRow } from '../../src-server/contract/audit.ts'

const row: AuditRow = {
  seq: 12,
  id: 'aud_1',
  at: '2026-11-21T09:30:00.000Z',
  kind: 'request',
  action: 'tokens.revoke',
  outcome: 'allowed',
  actor: { kind: 'user', id: 'usr_1', name: 'Mina Okafor' },
  target: { type: 'token', id: 'tok_1', name: 'pager' },
  page_id: null,
  environment: null,
  method: 'POST',
  route: '/api/v1/admin/tokens/:id/revoke',
  status: 200,
  scopes_used: ['tokens:write'],
  count: 1,
  request_id: 'req_1',
  ip: '127.0.0.1',
  user_agent: null,
  prev_hash: null,
  hash: 'ab'.repeat(32),
}

test('a row becomes the command that would make the same request, without a secret', () => {
  const command = curlOf(row, 'http://127.0.0.1:4600') ?? ''
  assert.match(command, '-X POST "http://127.0.0.1:4600/api/v1/admin/tokens/tok_1/revoke"')
  assert.match(command, '$STATUS_TOKEN')
  assert.is(curlOf({ ...row, route: null }, 'http://127.0.0.1'), null)
})

test('a route with several parameters stays a template', () => {
  const route = '/api/v1/admin/incidents/:id/annotations/:annotation_id'
  assert.is(requestPath({ ...row, route }), route)
})

test('before and after name the fields that differ, and no other', () => {
  assert.equal(
    fieldChanges({
      before: { name: 'a', scopes: ['x'], same: 1 },
      after: { name: 'b', scopes: [], same: 1, added: null },
    }),
    [
      { field: 'name', before: 'a', after: 'b' },
      { field: 'scopes', before: '["x"]', after: '[]' },
    ],
  )
  assert.equal(fieldChanges({ after: { name: 'b' } }), [{ field: 'name', before: null, after: 'b' }])
  assert.equal(fieldChanges(undefined), [])
})

test('one’s own looks at the log are no news', () => {
  const look = { ...row, seq: 15, action: 'audit.list' }
  assert.is(newsIn([look, { ...row, seq: 14 }, row], 12, 'usr_1'), 1)
  assert.is(newsIn([look], 12, 'usr_2'), 1)
})

test('the address says the query: its text wins over the range', () => {
  assert.is(queryOf({ q: 'is:denied', from: '7d' }), 'is:denied from:7d')
  assert.is(queryOf({ q: 'from:1h', from: '7d', to: '1d' }), 'from:1h to:1d')
  assert.is(queryOf({}), '')
})

test('who acted through an app is named with it, and the app is completed by name', () => {
  const through = { ...row, actor: { ...row.actor, on_behalf_of: { id: 'app_1', name: 'PagerDuty' } } }
  assert.is(appName(row), null)
  assert.is(appName(through), 'PagerDuty')
  assert.is(appName({ ...row, actor: { ...row.actor, on_behalf_of: { id: 'app_1', name: null } } }), 'app_1')
  assert.match(rowText(through), '\tMina Okafor / PagerDuty\t')
  const itself: AuditRow = { ...row, actor: { kind: 'oauth_app', id: 'app_2', name: 'Analytics' } }
  assert.equal(knownNames([through, itself, row], ['Registered', 'PagerDuty']).apps, [
    'PagerDuty',
    'Analytics',
    'Registered',
  ])
})

test('a copied row is one line of tab-separated text', () => {
  assert.is(rowText(row).split('\t').length, 8)
})

test('a hash is cut in the middle', () => {
  assert.is(shortHash(row.hash), 'abababab…ababab')
})

test.run()
