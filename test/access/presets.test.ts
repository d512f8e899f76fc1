/** Each preset's effective access, written out by hand: what a token made with it can really do. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveAccess } from '../../src-server/access/effective.ts'
import { beyondLevel, LEVEL_SETS, scopesOfLevel } from '../../src-server/access/levels.ts'
import { EMPTY, listOf, setOf } from '../../src-server/access/permission-set.ts'
import { builtInRoleSet } from '../../src-server/access/roles.ts'
import { FIRST_PRESET, PRESETS, type Preset, type PresetKey } from '../../src-server/contract/presets.ts'

const sevenReads = [
  'checks:read',
  'incidents:read',
  'maintenances:read',
  'components:read',
  'status_pages:read',
  'webhooks:read',
  'subscribers:read',
]

const everythingAnAdminCan = [
  ...sevenReads,
  'checks:write',
  'incidents:write',
  'maintenances:write',
  'components:write',
  'status_pages:write',
  'webhooks:write',
  'subscribers:write',
  'teams:read',
  'tokens:read',
  'tokens:write',
  'roles:read',
  'roles:write',
  'oauth_apps:read',
  'oauth_apps:write',
  'settings:read',
  'settings:write',
  'audit:read',
]

const expected: Readonly<Record<PresetKey, readonly string[]>> = {
  'read-only': [
    'checks:read',
    'incidents:read',
    'maintenances:read',
    'components:read',
    'status_pages:read',
    'webhooks:read',
  ],
  'full-access': everythingAnAdminCan,
  'workflow-automation': [...sevenReads, 'incidents:write', 'checks:write'],
  'maintenance-job': [...sevenReads, 'maintenances:write'],
  governance: everythingAnAdminCan,
  'monitoring-dashboard': [
    'checks:read',
    'incidents:read',
    'status_pages:read',
    'maintenances:read',
    'components:read',
  ],
  'check-provisioning': ['checks:read', 'checks:write', 'webhooks:read', 'webhooks:write'],
  pager: ['incidents:read', 'incidents:write', 'webhooks:read', 'webhooks:write', 'checks:read'],
  'partner-analytics': ['checks:read', 'incidents:read'],
}

for (const preset of PRESETS satisfies readonly Preset[]) {
  test(`${preset.name} can do exactly this`, () => {
    const { effective } = accessOf(preset)
    assert.equal(listOf(effective).toSorted(), expected[preset.key].toSorted())
  })
}

test('no preset asks for a scope beyond its level', () => {
  for (const preset of PRESETS) assert.is(beyondLevel(preset.permission, setOf(scopesOf(preset))), EMPTY, preset.name)
})

test('the four compositions of StatusPulse have exactly its scopes', () => {
  const composed = PRESETS.filter((preset) => 'scopes' in preset)
  assert.equal(
    composed.map((preset) => [preset.name, scopesOf(preset).join(' ')]),
    [
      ['Monitoring dashboard', 'checks:read incidents:read status_pages:read'],
      ['Check provisioning by Terraform', 'checks:write webhooks:write'],
      ['Pager', 'incidents:write webhooks:write checks:read'],
      ['Partner analytics', 'checks:read incidents:read'],
    ],
  )
})

test('read-only is chosen at first and stands beside full access; governance alone is for Terraform', () => {
  assert.is(FIRST_PRESET, PRESETS[0].key)
  assert.equal(
    PRESETS.filter(({ group }) => group === 'first').map(({ name }) => name),
    ['Read-only', 'Full access'],
  )
  assert.equal(
    PRESETS.filter((preset) => 'terraform_managed' in preset).map(({ name }) => name),
    ['Governance and provisioning'],
  )
  assert.is(new Set(PRESETS.map(({ key }) => key)).size, 9)
})

function scopesOf(preset: Preset): readonly string[] {
  return preset.scopes ?? scopesOfLevel(preset.permission)
}

function accessOf(preset: Preset) {
  return effectiveAccess({
    level: LEVEL_SETS[preset.permission],
    scopes: setOf(scopesOf(preset)),
    role: builtInRoleSet(preset.role_key),
  })
}

test.run()
