import { type Denial, deny } from '../denial.ts'
import { type Access, type AccessSet, lackingSets } from '../effective.ts'
import type { CallerKind, Facts } from '../facts.ts'
import { EMPTY, intersect, listOf, type PermissionSet, sizeOf, without } from '../permission-set.ts'
import { permits } from '../requirement.ts'

/**
 * Do level, scopes and role all hold what the route needs?
 *
 * What the credential *declares* is asked first: if level ∩ scopes lack it, the answer is `insufficient_scope` (RFC 6750 §3.1)
 * whatever the role says, because a credential that never asked for something should ask first. If only the role stands in the
 * way, it is `role_denied`. Either way every set that lacks it is named, so that nobody mends one and meets the other.
 */
export function judgePermission({ credential, endpoint }: Facts): Denial | null {
  const { access, kind } = credential
  if (!permits(access.effective, endpoint.required)) return refusal(access, kind, endpoint.required)
  if (endpoint.ownerOnly && !credential.isOwner) {
    return deny('permission', 'role_denied', {
      lacking: ['role'],
      detail: 'Only an owner of every page can do this. Ask one of them.',
    })
  }
  return null
}

function refusal(access: Access, kind: CallerKind, required: readonly PermissionSet[]): Denial {
  const declared = intersect(access.level, access.scopes)
  const declaredFor = required.find((alternative) => permits(declared, [alternative]))
  const needed = declaredFor ?? required[0] ?? EMPTY
  const lacking = lackingSets(access, needed)
  return deny('permission', declaredFor === undefined ? 'insufficient_scope' : 'role_denied', {
    missing: listOf(without(needed, access.effective)),
    lacking,
    detail: `This needs ${and(listOf(needed))}. ${sentence(access, kind, needed, lacking)}`,
  })
}

/** `The token's level and role lack it.`, or set by set where a route needs several permissions. */
function sentence(access: Access, kind: CallerKind, needed: PermissionSet, lacking: readonly AccessSet[]): string {
  const clauses =
    sizeOf(needed) === 1
      ? [`${holderOf(lacking, kind)} ${isPlural(lacking) ? 'lack' : 'lacks'} it`]
      : lacking.map((set) => {
          const gap = and(listOf(without(needed, access[set])))
          return `${holderOf([set], kind)} ${isPlural([set]) ? 'lack' : 'lacks'} ${gap}`
        })
  const words = clauses.join('; ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function holderOf(sets: readonly AccessSet[], kind: CallerKind): string {
  if (kind === 'session') return 'your role'
  if (kind === 'oauth') return and(sets.map((set) => (set === 'role' ? "the user's role" : "the app's scopes")))
  return `the token's ${and(sets)}`
}

function isPlural(sets: readonly AccessSet[]): boolean {
  return sets.length > 1 || sets[0] === 'scopes'
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
