import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  queryKeys,
  readQuery,
  withOutcome,
  withWord,
  wordsOf,
} from '../../src-renderer/screens/audit/query-language.ts'
import { suggestionsFor } from '../../src-renderer/screens/audit/suggestions.ts'
import { listAuditLog } from '../../src-server/contract/audit.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
const at = { now, zone: 'UTC' }
const known = {
  actors: ['terraform-prod', 'Mina Okafor'],
  apps: ['PagerDuty', 'Partner analytics'],
  tokens: ['terraform-prod'],
  routes: ['/admin/incidents'],
  actions: ['tokens.list'],
}

test('every word lands in the parameter that the API has for it', () => {
  const read = readQuery(
    'actor:usr_01abc token:tok_01abc app:PagerDuty action:token.* scope:incidents:write route:/admin/incidents request:req_01 is:denied is:change from:7d to:2026-11-20',
    at,
  )
  assert.equal(read.problems, [])
  assert.equal(read.filters, {
    actor_id: 'usr_01abc',
    token_id: 'tok_01abc',
    oauth_app: 'PagerDuty',
    action: 'token.*',
    scope: 'incidents:write',
    route: '/admin/incidents',
    request_id: 'req_01',
    outcome: 'denied',
    kind: 'change',
    from: '2026-11-14T09:30:00.000Z',
    to: '2026-11-20T23:59:59.000Z',
  })
})

test('a name is searched for where an id is looked up', () => {
  assert.equal(readQuery('actor:"Mina Okafor"', at).filters, { q: 'Mina Okafor' })
  assert.equal(readQuery('token:pagerduty-sync', at).filters, { token_name: 'pagerduty-sync' })
  assert.equal(readQuery('#99997', at).filters, { seq: '99997' })
  assert.equal(readQuery('two words "and three"', at).filters, { q: 'two words and three' })
})

test('nothing that was typed is left out in silence', () => {
  const kinds = (text: string): string[] => readQuery(text, at).problems.map((problem) => problem.kind)
  assert.equal(kinds('who:me'), ['unknown'])
  assert.equal(kinds('is:maybe'), ['is'])
  assert.equal(kinds('is:denied is:allowed'), ['twice'])
  assert.equal(kinds('scope:everything'), ['scope'])
  assert.equal(kinds('from:yesterday'), ['time'])
  assert.equal(kinds('to:2026-13-40'), ['time'])
  assert.equal(kinds('action:Token.Revoke'), ['action'])
  assert.equal(kinds('actor:mina revoke'), ['words'])
  assert.equal(kinds('route:incidents'), ['route'])
  assert.equal(kinds('x'.repeat(201)), ['long'])
})

test('a half-typed key is no problem yet', () => {
  for (const key of queryKeys) assert.equal(readQuery(`${key}:`, at), { filters: {}, problems: [] })
})

test('days are days of the chosen zone', () => {
  const { filters } = readQuery('from:2026-07-01 to:2026-07-01', { now, zone: 'Europe/Berlin' })
  assert.equal(filters, { from: '2026-06-30T22:00:00.000Z', to: '2026-07-01T21:59:59.000Z' })
})

test('whatever is typed, what goes to the server is a query of the contract', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.tuple(fc.constantFrom(...queryKeys), fc.string({ maxLength: 12 })).map(([key, value]) => `${key}:${value}`),
    fc.constantFrom('is:denied', 'is:request', '#12', '"', 'from:3h', 'action:*', 'scope:audit:read'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const { filters, problems } = readQuery(pieces.join(' '), at)
      const result = z.safeParse(listAuditLog.query, filters)
      assert.ok(result.success || problems.length > 0 || hasBadText(filters), JSON.stringify(filters))
    }),
    { numRuns: 500 },
  )
})

/** Control characters in free text are for the server to refuse: it says which field. */
function hasBadText(filters: object): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(Object.values(filters).join(''))
}

test('a facet changes its own word and leaves the others as they were typed', () => {
  assert.is(withOutcome('actor:"Mina Okafor" is:denied words', 'allowed'), 'actor:"Mina Okafor" words is:allowed')
  assert.is(withOutcome('is:error is:change', null), 'is:change')
  assert.is(withWord('action:a.b x', 'action', 'token.*'), 'x action:token.*')
  assert.is(withWord('', 'actor', 'Mina Okafor'), 'actor:"Mina Okafor"')
})

test('words know where they stand', () => {
  assert.equal(
    wordsOf('is:denied "a b" c').map(({ start, end }) => [start, end]),
    [
      [0, 9],
      [10, 15],
      [16, 17],
    ],
  )
})

test('a half-typed query is completed by keys, then by what the key knows', () => {
  assert.equal(
    suggestionsFor('a', 1, known).map((one) => one.label),
    ['actor:', 'app:', 'action:'],
  )
  assert.equal(
    suggestionsFor('is:de', 5, known).map((one) => one.text),
    ['is:denied '],
  )
  const [mina] = suggestionsFor('x actor:mi y', 10, known)
  assert.is(mina?.text, 'x actor:"Mina Okafor" y')
  assert.is(mina?.caret, 'x actor:"Mina Okafor" '.length)
  assert.ok(suggestionsFor('action:token', 12, known).some((one) => one.label === 'action:token.revoke'))
  assert.equal(
    suggestionsFor('app:part', 8, known).map((one) => one.text),
    ['app:"Partner analytics" '],
  )
  assert.is(suggestionsFor('#12', 3, known).length, 0)
})

test.run()
