import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EMPTY, listOf } from '../../src-server/access/permission-set.ts'
import { nameFromEmail } from '../../src-server/features/setup/rules.ts'
import { createSetupCode } from '../../src-server/features/setup/setup-code.ts'
import { setUpWorkspace } from '../../src-server/features/setup/store.ts'
import { createLockDirectory } from '../../src-server/workspace/locks.ts'
import { countOwners, rolesOf } from '../../src-server/workspace/members.ts'
import { createRoleDirectory } from '../../src-server/workspace/roles.ts'
import { createWorkspaceState, ensureWorkspace, readWorkspace } from '../../src-server/workspace/workspace.ts'
import { freshDatabase, handClock, setUpDatabase } from './fresh-database.ts'

const it = suite('workspace')

it('is made once, with a console name that is a DNS label and keeps across restarts', () => {
  const fresh = freshDatabase()
  const before = readWorkspace(fresh.db)
  assert.match(before.consoleId, /^[a-p]{20}$/)
  assert.is(before.cursorKey.length, 32)
  assert.equal([before.name, before.setUpAt], [null, null])
  const db = fresh.reopen()
  ensureWorkspace(db, { newId: fresh.newId, now: fresh.clock.now })
  assert.equal(readWorkspace(db), before)
  fresh.close()
})

it('starts with the policy of the contract: 365 days, no never-expiring tokens, 1,200 and 120 a minute', () => {
  const fresh = freshDatabase()
  const { policy, advancedRbac, apiAccess, auditRetentionDays } = readWorkspace(fresh.db)
  assert.equal(policy, {
    maxLifetimeDays: 365,
    defaultLifetimeDays: 365,
    allowNeverExpires: false,
    selfRotation: false,
    maxActivePerScopeSet: null,
    rateLimitLive: 1200,
    rateLimitTest: 120,
  })
  assert.equal([advancedRbac, apiAccess, auditRetentionDays], [false, true, null])
  fresh.close()
})

it('is set up once: the second time changes nothing', () => {
  const database = setUpDatabase()
  const { db, clock, newId, ownerId } = database
  const again = setUpWorkspace(db, {
    workspaceName: 'Thief',
    pageName: 'Thief',
    host: null,
    email: 'thief@example.org',
    ownerName: 'Thief',
    passwordHash: 'x',
    now: clock.now,
    newId,
  })
  assert.is(again, null)
  assert.is(readWorkspace(db).name, 'Acme')
  assert.equal(db.all('SELECT user_id, page_id, role_key FROM memberships'), [
    { user_id: ownerId, page_id: null, role_key: 'owner' },
  ])
  database.close()
})

it('keeps what it read until it is told to read again', () => {
  const { db, close } = setUpDatabase()
  const state = createWorkspaceState(db)
  db.run('UPDATE workspace SET api_access = 0')
  assert.is(state.current.apiAccess, true)
  state.reload()
  assert.is(state.current.apiAccess, false)
  close()
})

it('A5: while advanced RBAC is off a custom role keeps its name and permissions, and cannot be assigned', () => {
  const { db, close } = setUpDatabase()
  db.run(
    `INSERT INTO roles (key, id, name, description, permissions, created_at, updated_at)
     VALUES ('deployer', 'rol_1', 'Deployer', '', '["incidents:write","from:the_future"]', 0, 0)`,
  )
  let on = true
  const roles = createRoleDirectory(db, () => on)
  assert.equal(listOf(roles.roleOf('deployer').permissions), ['incidents:read', 'incidents:write'])
  assert.is(roles.roleOf('deployer').assignable, true)
  on = false
  const frozen = roles.roleOf('deployer')
  assert.equal([frozen.name, frozen.assignable, frozen.builtIn], ['Deployer', false, false])
  assert.equal(listOf(frozen.permissions), ['incidents:read', 'incidents:write'])
  assert.is(roles.roleOf('viewer').assignable, true)
  close()
})

it('denies by default: an unknown role and a damaged one permit nothing', () => {
  const { db, ownerId, close } = setUpDatabase()
  db.run(
    `INSERT INTO roles (key, id, name, description, permissions, created_at, updated_at)
     VALUES ('broken', 'rol_2', 'Broken', '', '{not json', 0, 0)`,
  )
  const roles = createRoleDirectory(db, () => true)
  assert.equal([roles.roleOf('nobody').permissions, roles.has('nobody')], [EMPTY, false])
  assert.is(roles.roleOf('broken').permissions, EMPTY)
  db.run("UPDATE memberships SET role_key = 'nobody'")
  assert.is(rolesOf(db, ownerId, roles.roleOf).everyPage?.permissions, EMPTY)
  close()
})

it('counts as owners only people who can sign in and have every page, those to come among them', () => {
  const { db, ownerId, pageId, close } = setUpDatabase('a hash')
  assert.is(countOwners(db), 1)
  db.run('UPDATE users SET disabled_at = 1')
  assert.is(countOwners(db), 0)
  db.run('UPDATE users SET disabled_at = NULL')
  db.run('UPDATE memberships SET page_id = ?', pageId)
  assert.is(countOwners(db), 0)
  assert.equal([...rolesOf(db, ownerId, createRoleDirectory(db, () => false).roleOf).byPage.keys()], [pageId])
  close()
})

it('finds a lock on its page only, and the lock of roles everywhere', () => {
  const { db, close } = setUpDatabase()
  const locks = createLockDirectory(db)
  assert.is(locks.find('pag_1', 'branding'), null)
  const lock = `INSERT INTO terraform_locks (page_id, feature, reason, managed_by_name, locked_by, locked_by_name, locked_at)`
  db.run(`${lock} VALUES ('pag_1', 'branding', 'in git', 'terraform', 'usr_1', 'Olive', 0)`)
  db.run(`${lock} VALUES ('', 'roles', 'in git too', NULL, 'usr_1', 'Olive', 0)`)
  db.run(`${lock} VALUES ('pag_1', 'from_the_future', 'x', NULL, 'usr_1', 'Olive', 0)`)
  locks.reload()
  assert.equal(locks.find('pag_1', 'branding'), {
    feature: 'branding',
    reason: 'in git',
    lockedBy: 'Olive',
    managedBy: 'terraform',
  })
  assert.is(locks.find('pag_2', 'branding'), null)
  assert.is(locks.find('pag_2', 'roles')?.reason, 'in git too')
  assert.equal(
    locks.on('pag_1').map(({ feature }) => feature),
    ['branding', 'roles'],
  )
  close()
})

it('the setup code is right once, for an hour, and only the latest one', () => {
  const clock = handClock()
  const code = createSetupCode({ clock })
  assert.is(code.isRight(''), false)
  const first = code.make()
  assert.is(Buffer.from(first, 'base64url').length, 16)
  assert.is(code.isRight(first), true)
  const second = code.make()
  assert.equal([code.isRight(first), code.isRight(second)], [false, true])
  code.take('a code from the desktop app')
  assert.equal([code.isRight(second), code.isRight('a code from the desktop app')], [false, true])
  clock.now += 60 * 60_000
  assert.is(code.isRight('a code from the desktop app'), false)
  code.take('another')
  code.spend()
  assert.is(code.isRight('another'), false)
})

it('calls an owner without a name by what stands before the @', () => {
  assert.is(nameFromEmail('olive@example.org'), 'olive')
  assert.is(nameFromEmail('a@b@example.org'), 'a@b')
  assert.is(nameFromEmail('@example.org'), '@example.org')
  assert.is([...nameFromEmail(`${'x'.repeat(200)}@example.org`)].length, 120)
})

it.run()
