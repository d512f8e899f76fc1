import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  everyPage,
  inOrder,
  inviteStatuses,
  invitesQuery,
  isLastOwner,
  mayReset,
  memberStatuses,
  membershipChanges,
  membersQuery,
  rolesByPage,
  sortOf,
  viewOf,
} from '../../src-renderer/screens/members/model.ts'
import { listInvites, listMembers } from '../../src-server/contract/members.ts'

test('every filter and order asks for what the contract takes; what it does not know is left out', () => {
  for (const status of memberStatuses)
    for (const sort of ['name', '-name', '-last_seen_at', 'created_at', 'password_hash', ''])
      assert.ok(
        z.safeParse(listMembers.query, membersQuery({ status, sort, q: ' mina ' })).success,
        `${status} ${sort}`,
      )
  for (const status of [...inviteStatuses, 'nonsense'])
    assert.ok(z.safeParse(listInvites.query, invitesQuery({ status })).success, status)
  assert.equal(membersQuery({ status: 'gone', q: '  ' }), { sort: 'name' })
  assert.equal(sortOf({ sort: '-last_seen_at' }), { column: 'last_seen_at', descending: true })
  assert.is(viewOf({ view: 'invites' }), 'invites')
  assert.is(viewOf({ view: 'nonsense' }), 'people')
})

test('what gives a role comes before what takes one, so that an owner is never missed in between', () => {
  const before = rolesByPage([
    { page_id: null, role_key: 'owner' },
    { page_id: 'pag_a', role_key: 'viewer' },
  ])
  assert.equal(before, { [everyPage]: 'owner', pag_a: 'viewer' })
  assert.equal(membershipChanges(before, { [everyPage]: '', pag_a: 'viewer', pag_b: 'admin' }), [
    { page_id: 'pag_b', role_key: 'admin' },
    { page_id: null, role_key: null },
  ])
})

test('a role left as it was is no call', () => {
  assert.equal(membershipChanges({ pag_a: 'viewer' }, { pag_a: 'viewer', pag_b: '' }), [])
})

test('every page is named first, then pages by name', () => {
  const held = [
    { page_id: 'pag_b', page_name: 'Beta' },
    { page_id: 'pag_a', page_name: 'Alpha' },
    { page_id: null, page_name: null },
  ]
  assert.equal(
    inOrder(held).map((one) => one.page_id),
    [null, 'pag_a', 'pag_b'],
  )
})

test('the last owner is the only active one with every page', () => {
  const role = (role_key: string, page_id: string | null) => ({
    page_id,
    role_key,
    page_name: null,
    role_name: role_key,
    role_assignable: true,
  })
  const mina = { id: 'usr_m', status: 'active' as const, memberships: [role('owner', null)] }
  const local = { id: 'usr_l', status: 'active' as const, memberships: [role('owner', 'pag_a')] }
  const away = { id: 'usr_a', status: 'disabled' as const, memberships: [role('owner', null)] }
  const second = { id: 'usr_s', status: 'active' as const, memberships: [role('owner', null)] }
  assert.ok(isLastOwner(mina, [mina, local, away]))
  assert.not(isLastOwner(mina, [mina, second]))
  assert.not(isLastOwner(local, [mina, local]))
  assert.not(isLastOwner(mina, undefined), 'nobody is called the last one before the list is there')
})

test('two-factor is reset by an owner of every page only, of others only, and where there is any', () => {
  const owner = { id: 'usr_1', roleKey: 'owner', everyPage: true }
  const other = { id: 'usr_2', two_factor: true, passkeys: 0 }
  assert.ok(mayReset(other, owner))
  assert.ok(mayReset({ ...other, two_factor: false, passkeys: 1 }, owner))
  assert.not(mayReset({ ...other, two_factor: false }, owner))
  assert.not(mayReset({ ...other, id: 'usr_1' }, owner))
  assert.not(mayReset(other, { ...owner, everyPage: false }))
  assert.not(mayReset(other, { ...owner, roleKey: 'admin' }))
})

test.run()
