/** The create dialog: presets, live access, warnings, the body that the contract takes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  type CreateValues,
  createBody,
  endsAt,
  expiryChoices,
  firstExpiry,
  presetOf,
  presetValues,
  problemsOf,
  proposalOf,
  rowsOf,
  scopesWithin,
  startValues,
  warningsOf,
} from '../../src-renderer/screens/tokens/create-model.ts'
import { scopesOfLevel } from '../../src-server/access/levels.ts'
import { matrixSummary } from '../../src-server/access/matrix.ts'
import { BUILT_IN_ROLES } from '../../src-server/contract/permissions.ts'
import { FIRST_PRESET, PRESETS } from '../../src-server/contract/presets.ts'
import { tokenCreateBody } from '../../src-server/contract/tokens.ts'

const create = suite('renderer.create-model')
const now = Date.parse('2026-11-21T09:30:00Z')
const policy = { max_lifetime_days: 365, default_lifetime_days: 365, allow_never_expires: false }
const words = { missing: 'missing', tooLate: 'late', past: 'past', name: 'name' }
const start = (over: Partial<CreateValues> = {}): CreateValues => ({
  ...startValues(policy, 'live', 'usr_01m7ym3mwvdyxmsda7qddsamt7'),
  name: 'deploy',
  ...over,
})
const role = (key: string) => BUILT_IN_ROLES.find((one) => one.key === key)

create('it begins read-only, for 90 days, and says so', () => {
  const values = start()
  assert.is(presetOf(values)?.key, FIRST_PRESET)
  assert.is(values.expiry, '90')
  assert.equal(matrixSummary(rowsOf(values, role('viewer'), [])), { view: 6, change: 0 })
})

create('each preset is recognised once it is filled in', () => {
  for (const preset of PRESETS) assert.is(presetOf(start(presetValues(preset)))?.key, preset.key)
  assert.is(presetOf(start({ role: 'auditor' })), null)
})

create('whatever is chosen, the contract takes the body', () => {
  const variants: Partial<CreateValues>[] = [
    {},
    ...PRESETS.map((preset) => presetValues(preset)),
    { expiry: 'never' },
    { expiry: 'date', lastDay: '2027-01-31' },
    {
      expiry: '7',
      reach: 'all',
      environment: 'test',
      addresses: ['203.0.113.0/24'],
      description: ' x ',
      notes: 'y',
      owner: '',
    },
    { scopes: [] },
  ]
  for (const variant of variants) {
    const body = createBody(start(variant), now, 'UTC')
    const result = z.safeParse(tokenCreateBody, body)
    assert.ok(result.success, JSON.stringify({ variant, issues: result.error?.issues }))
  }
})

create('an end is one of both fields, never both', () => {
  assert.equal(createBody(start({ expiry: '30' }), now, 'UTC').expires_in_days, 30)
  const dated = createBody(start({ expiry: 'date', lastDay: '2027-01-31' }), now, 'Europe/Berlin')
  assert.is(dated.expires_at, '2027-01-31T22:59:59.000Z')
  assert.is(dated.expires_in_days, undefined)
  assert.is(createBody(start({ expiry: 'never' }), now, 'UTC').expires_at, null)
  assert.is(createBody(start(), now, 'UTC').page_id, undefined)
  assert.is(createBody(start({ reach: 'all' }), now, 'UTC').page_id, null)
})

create('the policy decides what can be chosen', () => {
  assert.equal(expiryChoices(policy), ['7', '30', '90', '365', 'date'])
  assert.equal(expiryChoices({ ...policy, max_lifetime_days: 60, allow_never_expires: true }), [
    '7',
    '30',
    'date',
    'never',
  ])
  assert.is(firstExpiry({ ...policy, max_lifetime_days: 30 }), '30')
  assert.is(firstExpiry({ ...policy, default_lifetime_days: 7 }), '7')
  assert.is(firstExpiry({ ...policy, max_lifetime_days: 3 }), 'date')
})

create('a day that is missing, past or beyond the policy is refused with its reason', () => {
  const of = (lastDay: string): string | undefined =>
    problemsOf(start({ expiry: 'date', lastDay }), policy, now, 'UTC', words)[0]?.message
  assert.is(of(''), 'missing')
  assert.is(of('2026-11-20'), 'past')
  assert.is(of('2028-01-01'), 'late')
  assert.is(of('2027-11-20'), undefined)
  assert.is(endsAt(start({ expiry: 'date', lastDay: '' }), now, 'UTC'), undefined)
})

create('an address list is checked by the server’s own reading', () => {
  const messages = problemsOf(
    start({ addresses: ['10.0.0.7/8', 'localhost', '2001:db8::/32'] }),
    policy,
    now,
    'UTC',
    words,
  ).map(({ message }) => message)
  assert.is(messages.length, 2)
  assert.match(messages[0] ?? '', /^10\.0\.0\.7\/8 has bits set beyond its prefix/)
  assert.equal(problemsOf(start({ name: ' ' }), policy, now, 'UTC', words), [{ path: '/name', message: 'name' }])
})

create('lowering the level drops what lies beyond it; all of it is no limit', () => {
  assert.equal(scopesWithin('read', ['incidents:read', 'incidents:write']), ['incidents:read'])
  assert.is(scopesWithin('write', scopesOfLevel('write')), null)
  assert.is(scopesWithin('admin', null), null)
  assert.equal(scopesWithin('admin', []), [])
})

create('each no names what says it, a lock included', () => {
  const rows = rowsOf({ level: 'admin', scopes: null, terraform: false }, role('admin'), ['webhooks', 'branding'])
  const of = (key: string) => rows.find((row) => row.area.key === key)
  assert.equal(of('webhooks')?.change, ['terraform'])
  assert.equal(of('settings')?.change, [], 'one locked section of five is not the whole of them')
  assert.equal(of('teams')?.change, ['role'])
  assert.equal(
    rowsOf({ level: 'admin', scopes: null, terraform: true }, role('admin'), ['webhooks']).find(
      (row) => row.area.key === 'webhooks',
    )?.change,
    [],
  )
  assert.equal(
    rowsOf({ level: 'read', scopes: ['incidents:read'], terraform: false }, role('viewer'), []).find(
      (row) => row.area.key === 'checks',
    )?.view,
    ['scopes'],
  )
  assert.equal(
    rowsOf({ level: 'admin', scopes: null, terraform: false }, undefined, [])
      .flatMap((row) => row.view)
      .includes('role'),
    true,
  )
})

create('warnings are said, and only where they are true', () => {
  const kinds = (values: CreateValues, roleKey: string, others: Parameters<typeof warningsOf>[2] = []): string[] =>
    warningsOf(values, rowsOf(values, role(roleKey), []), others).map(({ kind }) => kind)
  assert.equal(kinds(start(), 'viewer'), [])
  assert.equal(kinds(start({ level: 'admin', role: 'admin' }), 'admin'), ['admin_anywhere'])
  assert.equal(kinds(start({ level: 'admin', role: 'admin', addresses: ['203.0.113.7'] }), 'admin'), [])
  assert.equal(kinds(start({ level: 'write', role: 'viewer' }), 'viewer'), ['changes_nothing'])
  assert.equal(kinds(start({ scopes: [] }), 'viewer'), ['no_scope'])
  const other = {
    name: 'Deploy',
    permission: 'read' as const,
    role_key: 'viewer',
    status: 'active' as const,
    environment: 'live' as const,
  }
  assert.equal(kinds(start(), 'viewer', [other]), ['similar'])
  assert.equal(kinds(start(), 'viewer', [{ ...other, status: 'revoked' }]), [])
  assert.equal(kinds(start(), 'viewer', [{ ...other, environment: 'test' }]), [])
})

create('an address is a proposal: known words fill the form, others are left out', () => {
  assert.equal(proposalOf({ new: '1' }), {})
  assert.equal(proposalOf({ preset: 'pager', name: 'n'.repeat(200) }).name?.length, 120)
  assert.is(proposalOf({ preset: 'pager' }).role, 'integrator')
  assert.equal(proposalOf({ preset: 'superuser', level: 'admin' }), {})
})

create.run()
