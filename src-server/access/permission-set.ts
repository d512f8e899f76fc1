/**
 * A set of permissions as one small integer: bit *n* stands for `PERMISSIONS[n]`.
 *
 * Chosen over `Set<string>` because the server intersects three of these for every principal and tests one bit for
 * every request, and because equal sets are then `===`. 26 bits fit in the 31 that V8 keeps unboxed, with room for
 * five more permissions before this representation has to be thought about again (a check below says so at start).
 * Bits never leave the process: whatever is stored or sent is names. The number is branded, so that no count, id or
 * stray bitmask can be taken for a set.
 *
 * Held to an oracle on string sets, which shares no code with this, by `test/access/decide-oracle.test.ts` (T1) and by the
 * laws in `test/access/permission-set.test.ts` (T5).
 */
import { IMPLICATIONS, PERMISSIONS, type Permission } from '../contract/permissions.ts'

declare const permissionSet: unique symbol

/** Some of the 26 permissions. Immutable, and compared with `===`. */
export type PermissionSet = number & { readonly [permissionSet]: true }

/** The one place where a number becomes a set: callers below combine bits of known permissions only. */
function fromBits(bits: number): PermissionSet {
  return bits as PermissionSet
}

if (PERMISSIONS.length > 31) throw new Error('A permission set has 31 bits: choose another representation')

const bits: ReadonlyMap<string, PermissionSet> = new Map(PERMISSIONS.map((name, place) => [name, fromBits(1 << place)]))

/** No permission at all. */
export const EMPTY: PermissionSet = fromBits(0)

/** Every permission there is. */
export const ALL: PermissionSet = union(...bits.values())

/**
 * The set of these permissions, exactly as listed (not closed).
 * @throws {RangeError} for a word that is no permission: this is the door for what was typed by us or already parsed.
 */
export function setOf(names: Iterable<string>): PermissionSet {
  let set = 0
  for (const name of names) {
    const bit = bits.get(name)
    if (bit === undefined) throw new RangeError(`Not a permission: ${JSON.stringify(name)}`)
    set |= bit
  }
  return fromBits(set)
}

/**
 * The closed set of names that come from a database or a bundle, perhaps one written by another version.
 * A word we do not know stands for nothing: unknown means denied, never guessed and never an error at request time.
 */
export function closedSetOfStored(names: Iterable<string>): PermissionSet {
  let set = 0
  for (const name of names) set |= bits.get(name) ?? 0
  return closed(fromBits(set))
}

/** The permissions of a set by name, in the order of the catalogue. */
export function listOf(set: PermissionSet): Permission[] {
  return PERMISSIONS.filter((_, place) => (set & (1 << place)) !== 0)
}

/** How many permissions a set has. */
export function sizeOf(set: PermissionSet): number {
  return listOf(set).length
}

/** Whether a set has this permission. A word that is no permission is in no set. */
export function holds(set: PermissionSet, permission: Permission): boolean {
  return (set & (bits.get(permission) ?? 0)) !== 0
}

/** Whether everything in `inner` is in `outer` too (outer ⊇ inner). */
export function includes(outer: PermissionSet, inner: PermissionSet): boolean {
  return (inner & ~outer) === 0
}

/** What is in any of the sets. */
export function union(...sets: readonly PermissionSet[]): PermissionSet {
  return fromBits(sets.reduce((sum, set) => sum | set, 0))
}

/** What is in both sets. */
export function intersect(one: PermissionSet, other: PermissionSet): PermissionSet {
  return fromBits(one & other)
}

/** What is in `set` and not in `taken`. */
export function without(set: PermissionSet, taken: PermissionSet): PermissionSet {
  return fromBits(set & ~taken)
}

/**
 * The set with everything that its permissions imply: `x:write` brings `x:read`, the status page brings its
 * maintenances and components (api.md, "Each set is closed first"). Levels, scopes and roles are closed **before** they
 * are intersected; the other order would take `maintenances:write` from a role that has `status_pages:write`.
 */
export function closed(set: PermissionSet): PermissionSet {
  let result = 0
  for (let rest: number = set; rest !== 0; rest &= rest - 1) result |= reach[31 - Math.clz32(rest & -rest)] ?? 0
  return fromBits(result)
}

/** For each bit, all that it leads to, itself included. Worked out once, so that closing is one look-up for each bit. */
const reach: readonly PermissionSet[] = PERMISSIONS.map((permission) => {
  const reached = new Set<Permission>([permission])
  for (const holding of reached) {
    for (const [from, to] of IMPLICATIONS) if (from === holding) reached.add(to)
  }
  return setOf(reached)
})
