/** The list of tokens: the address bar, the question to the server, the badges. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  appliesTo,
  curlOf,
  hasEnded,
  isFiltered,
  listQuery,
  marksOf,
  reasonText,
  shownTokens,
  someNames,
  sortOf,
  sortParam,
  type TokensParams,
  usedWithin,
} from '../../src-renderer/screens/tokens/model.ts'
import { listTokens, type Token, type TokenStatus } from '../../src-server/contract/tokens.ts'

const list = suite('renderer.tokens-model')
const now = Date.parse('2026-11-21T09:30:00Z')

function token(over: Partial<Token> = {}): Token {
  return {
    id: 'tok_1',
    name: 'one',
    description: '',
    notes: '',
    purpose: 'automation',
    owner: null,
    owner_gone: false,
    permission: 'read',
    scopes: [],
    role_key: 'viewer',
    role_name: 'Viewer',
    role_assignable: true,
    environment: 'live',
    page_id: null,
    terraform_managed: false,
    token_prefix: 'bk_live_aaaa',
    status: 'active',
    created_at: '2026-10-01T00:00:00.000Z',
    created_by: null,
    expires_at: null,
    expires_in_days: null,
    last_used_at: null,
    last_used_ip: null,
    use_count: 0,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
    rotated_from: null,
    rotated_to: null,
    rotation: null,
    allowed_ips: null,
    exposed_at: null,
    ...over,
  }
}

list('whatever stands in the address bar, the server is asked something that it understands', () => {
  const addresses: TokensParams[] = [
    {},
    {
      status: 'active',
      q: ' deploy ',
      permission: 'admin',
      role: 'viewer',
      terraform: 'true',
      purpose: 'automation',
      environment: 'test',
      sort: '-expires_at',
    },
    {
      status: 'nonsense',
      permission: 'root',
      terraform: 'maybe',
      owner: 'me',
      line: '1',
      sort: 'drop table',
      purpose: '',
      environment: 'prod',
      q: '',
    },
    { status: ['revoked', 'active'], q: 'x'.repeat(900) },
    { status: 'soon', sort: 'name' },
  ]
  for (const params of addresses) {
    const result = z.safeParse(listTokens.query, listQuery(params))
    assert.ok(result.success, JSON.stringify(params))
  }
})

list('what ends soon is asked for by its end, and the rest is left out', () => {
  assert.is(listQuery({ status: 'soon' }).status, 'active')
  assert.is(listQuery({ status: 'soon', sort: 'name' }).sort, 'expires_at')
  const tokens = [
    token({ id: 'a', expires_in_days: 3 }),
    token({ id: 'b', expires_in_days: 14 }),
    token({ id: 'c', expires_in_days: 15 }),
    token({ id: 'd' }),
  ]
  assert.equal(
    shownTokens(tokens, { status: 'soon' }).map(({ id }) => id),
    ['a', 'b'],
  )
  assert.is(shownTokens(tokens, {}).length, 4)
})

list('the order goes to the address bar and back', () => {
  for (const sort of [
    { column: 'name', descending: false },
    { column: 'last_used_at', descending: true },
  ])
    assert.equal(sortOf({ sort: sortParam(sort) }), sort)
  assert.equal(sortOf({}), { column: 'created_at', descending: true })
})

list('only what narrows the list counts as a filter', () => {
  assert.not.ok(isFiltered({ sort: 'name', new: '1' }))
  assert.ok(isFiltered({ q: 'a' }))
  assert.not.ok(isFiltered({ permission: 'root' }), 'a word that is ignored narrows nothing')
})

list('a badge says one of the four states, a second one what is to be known', () => {
  const rotation = { old_ends_at: null, hard_stop_at: '2026-11-28T00:00:00.000Z' }
  assert.equal(marksOf(token()), ['active'])
  assert.equal(marksOf(token({ expires_in_days: 14 })), ['active', 'expiring'])
  assert.equal(marksOf(token({ expires_in_days: 15 })), ['active'])
  assert.equal(marksOf(token({ rotation, expires_in_days: 2 })), ['active', 'rotating'])
  assert.equal(marksOf(token({ status: 'disabled', expires_in_days: 2 })), ['disabled'])
  assert.equal(marksOf(token({ status: 'expired', expires_in_days: -3 })), ['expired'])
  assert.equal(marksOf(token({ exposed_at: '2026-11-01T00:00:00.000Z' })), ['active', 'exposed'])
  assert.equal(marksOf(token({ status: 'revoked', exposed_at: '2026-11-01T00:00:00.000Z' })), ['revoked'])
  assert.equal(
    (['active', 'disabled', 'revoked', 'expired'] as const).map((status) => hasEnded({ status })),
    [false, false, true, true],
  )
})

list('an action on many leaves alone what it cannot change', () => {
  const all = (['active', 'disabled', 'revoked', 'expired'] as const).map((status: TokenStatus) =>
    token({ id: status, status }),
  )
  const ids = (action: Parameters<typeof appliesTo>[0]): string[] => appliesTo(action, all).map(({ id }) => id)
  assert.equal(ids('revoke'), ['active', 'disabled', 'expired'])
  assert.equal(ids('disable'), ['active'])
  assert.equal(ids('enable'), ['disabled'])
  assert.equal(ids('set_expiry'), ['active', 'disabled'])
  assert.is(ids('delete').length, 4)
})

list('recent use, names and reasons', () => {
  assert.ok(usedWithin(token({ last_used_at: '2026-11-15T09:30:00.000Z' }), 7, now))
  assert.not.ok(usedWithin(token({ last_used_at: '2026-11-13T09:30:00.000Z' }), 7, now))
  assert.not.ok(usedWithin(token(), 7, now))
  assert.is(someNames(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more')
  assert.is(reasonText('Suspected leak', ' INC-2 '), 'Suspected leak: INC-2')
  assert.is(reasonText('Suspected leak', 'x'.repeat(900)).length, 500)
})

list('the curl command reads the secret from a variable and never holds one', () => {
  assert.match(curlOf('http://127.0.0.1:4600'), /Bearer \$STATUS_TOKEN"$/)
  assert.not.match(curlOf('http://127.0.0.1:4600'), /bk_/)
})

list.run()
