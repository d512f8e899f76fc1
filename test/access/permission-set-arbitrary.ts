import fc from 'fast-check'
import { type PermissionSet, setOf } from '../../src-server/access/permission-set.ts'
import { PERMISSIONS, type Permission } from '../../src-server/contract/permissions.ts'

/** Any of the 26 permissions. */
export const permission: fc.Arbitrary<Permission> = fc.constantFrom(...PERMISSIONS)

/** Any of the 2^26 sets, as they may be typed: not closed. */
export const permissionSet: fc.Arbitrary<PermissionSet> = fc.subarray([...PERMISSIONS]).map(setOf)

/** Words that look like permissions and are none, among them names that every JavaScript object has. */
export const unknownWord: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom('*', 'admin', 'checks', 'checks:*', 'CHECKS:READ', ' checks:read', 'checks:read ', 'checks:delete'),
    fc.constantFrom(
      '',
      ':',
      ':read',
      'billing:write',
      'audit:write',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
    ),
    fc.string(),
  )
  .filter((word) => !PERMISSIONS.some((known) => known === word))
