import { type Denial, deny } from '../denial.ts'
import { type Access, type AccessSet, lackingSets } from '../effective.ts'
import type { CallerKind, Facts } from '../facts.ts'
import { EMPTY, intersect, listOf, type PermissionSet, without } from '../permission-set.ts'
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

/** `The token's level and its role lack it.`, or set by set where they lack different things. */
function sentence(access: Access, kind: CallerKind, needed: PermissionSet, lacking: readonly AccessSet[]): string {
  const gaps = lacking.map((set) => ({ name: nameOf(set, kind), gap: without(needed, access[set]) }))
  const [first] = gaps
  if (first === undefined) return 'Nothing holds it.'
  const words = gaps.every(({ gap }) => gap === first.gap)
    ? `${and(gaps.map(({ name }) => name))} ${gaps.length === 1 ? 'lacks' : 'lack'} ${what(first.gap, needed)}`
    : gaps.map(({ name, gap }) => `${name} lacks ${what(gap, needed)}`).join('; ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function what(gap: PermissionSet, needed: PermissionSet): string {
  return gap === needed && listOf(gap).length === 1 ? 'it' : and(listOf(gap))
}

function nameOf(set: AccessSet, kind: CallerKind): string {
  if (set === 'level') return "the token's level"
  if (set === 'scopes') return kind === 'oauth' ? 'what the user granted this app' : 'its list of scopes'
  return kind === 'api_token' ? 'its role' : kind === 'oauth' ? "the user's role" : 'your role'
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
