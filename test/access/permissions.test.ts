/** The catalogue against api.md, by hand. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beyondLevel, LEVEL_SETS, scopesOfLevel } from '../../src-server/access/levels.ts'
import { ALL, closed, EMPTY, includes, listOf, setOf, sizeOf } from '../../src-server/access/permission-set.ts'
import { builtInRole, builtInRoleSet, isBuiltInRoleKey } from '../../src-server/access/roles.ts'
import {
  BUILT_IN_ROLES,
  CONTENT,
  isPermission,
  LEVELS,
  OAUTH_SCOPES,
  PERMISSION_SENTENCES,
  PERMISSIONS,
  RESOURCES,
  resourceOf,
} from '../../src-server/contract/permissions.ts'

test('the order of the 26 permissions is final: it is the order of their bits', () => {
  assert.equal(
    PERMISSIONS.join(' '),
    [
      'checks:read checks:write incidents:read incidents:write maintenances:read maintenances:write',
      'components:read components:write status_pages:read status_pages:write webhooks:read webhooks:write',
      'subscribers:read subscribers:write teams:read teams:write tokens:read tokens:write roles:read roles:write',
      'oauth_apps:read oauth_apps:write settings:read settings:write billing:read audit:read',
    ].join(' '),
  )
  assert.is(new Set(PERMISSIONS).size, 26)
  for (const [place, name] of PERMISSIONS.entries()) assert.is(setOf([name]), 2 ** place)
})

test('every permission belongs to one of the 14 areas, and has a sentence of its own', () => {
  assert.is(RESOURCES.length, 14)
  const named = RESOURCES.flatMap(({ read, write }) => (write === null ? [read] : [read, write]))
  assert.equal(named.toSorted(), [...PERMISSIONS].toSorted())
  for (const { key, read, write } of RESOURCES) {
    assert.is(resourceOf(read), key)
    if (write !== null) assert.is(resourceOf(write), key)
  }
  assert.is(new Set(Object.values(PERMISSION_SENTENCES)).size, 26)
  assert.equal(Object.keys(PERMISSION_SENTENCES), [...PERMISSIONS])
})

test('a word is a permission only if it is written exactly so', () => {
  for (const name of PERMISSIONS) assert.ok(isPermission(name))
  for (const word of ['', 'checks', 'checks:*', 'Checks:read', 'billing:write', '__proto__', 'toString'])
    assert.not(isPermission(word))
})

test('read is every :read, write also the writes of content, admin is all; each level holds the one before', () => {
  assert.equal(
    listOf(LEVEL_SETS.read),
    PERMISSIONS.filter((name) => name.endsWith(':read')),
  )
  assert.equal(
    listOf(LEVEL_SETS.write).filter((name) => name.endsWith(':write')),
    CONTENT.map((area) => `${area}:write`),
  )
  assert.is(LEVEL_SETS.admin, ALL)
  assert.ok(includes(LEVEL_SETS.write, LEVEL_SETS.read))
  for (const level of LEVELS) assert.is(closed(LEVEL_SETS[level]), LEVEL_SETS[level])
})

test('scopes left out are all that the level implies, and a scope beyond it is found', () => {
  assert.is(scopesOfLevel('read').length, 14)
  assert.is(scopesOfLevel('write').length, 21)
  assert.is(scopesOfLevel('admin').length, 26)
  assert.equal(listOf(beyondLevel('read', setOf(['incidents:write', 'incidents:read']))), ['incidents:write'])
  assert.equal(listOf(beyondLevel('write', setOf(['status_pages:write', 'tokens:write']))), ['tokens:write'])
  assert.is(beyondLevel('admin', ALL), EMPTY)
})

test('the eight built-in roles hold what api.md says, and are closed', () => {
  const contentReads =
    'checks:read incidents:read maintenances:read components:read status_pages:read webhooks:read subscribers:read'
  const expected: Readonly<Record<string, string>> = {
    owner: PERMISSIONS.join(' '),
    admin: PERMISSIONS.filter((name) => name !== 'teams:write' && name !== 'billing:read').join(' '),
    editor: [
      'checks:read checks:write incidents:read incidents:write maintenances:read maintenances:write components:read components:write',
      'status_pages:read status_pages:write webhooks:read webhooks:write subscribers:read subscribers:write',
    ].join(' '),
    responder: `${contentReads} incidents:write checks:write`,
    planner: `${contentReads} maintenances:write`,
    integrator: `${contentReads} checks:write incidents:write webhooks:write`,
    viewer: 'checks:read incidents:read maintenances:read components:read status_pages:read webhooks:read',
    auditor: `${contentReads} teams:read tokens:read roles:read oauth_apps:read settings:read billing:read audit:read`,
  }
  assert.equal(
    BUILT_IN_ROLES.map(({ key }) => key),
    Object.keys(expected),
  )
  for (const { key, permissions } of BUILT_IN_ROLES) {
    const set = setOf((expected[key] ?? '').split(' '))
    assert.is(setOf(permissions), set, key)
    assert.is(builtInRoleSet(key), set, `${key} is closed`)
    assert.is(sizeOf(set), permissions.length, `${key} names each permission once`)
  }
})

test('a key that names no built-in role permits nothing', () => {
  for (const key of ['', 'Owner', 'root', '__proto__', 'constructor']) {
    assert.is(builtInRole(key), null)
    assert.is(builtInRoleSet(key), EMPTY)
    assert.not(isBuiltInRoleKey(key))
  }
})

test('OAuth apps can ask for the eleven scopes of StatusPulse', () => {
  assert.equal(
    OAUTH_SCOPES.join(' '),
    'checks:read checks:write incidents:read incidents:write webhooks:read webhooks:write status_pages:read status_pages:write billing:read teams:read teams:write',
  )
})

test.run()
