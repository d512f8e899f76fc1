import { problemWithRange } from '../../../src-server/access/address.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'
import type { FieldProblem } from '../../ui/form-errors.ts'
import { endOfDay } from '../../ui/time.ts'

/** Editing a token without a DOM: only what differs is sent. Pure; test/renderer/token-dialogs.test.ts. */

export interface EditValues {
  name: string
  description: string
  notes: string
  owner: string
  purpose: 'automation' | 'interactive'
  addresses: string[]
  /** Empty: the expiry stays. */
  lastDay: string
}

export function editValues(token: Token | undefined, _zone: string): EditValues {
  return {
    name: token?.name ?? '',
    description: token?.description ?? '',
    notes: token?.notes ?? '',
    owner: token?.owner?.id ?? '',
    purpose: token?.purpose ?? 'automation',
    addresses: [...(token?.allowed_ips ?? [])],
    lastDay: '',
  }
}

/** What `PATCH /admin/tokens/:id` gets: the fields that differ. */
export function editBody(values: EditValues, token: Token | undefined, zone: string) {
  const before = editValues(token, zone)
  const end = values.lastDay === '' ? null : endOfDay(values.lastDay, zone)
  const sameAddresses =
    values.addresses.length === before.addresses.length &&
    values.addresses.every((address, index) => address === before.addresses[index])
  return {
    ...(values.name.trim() === before.name ? {} : { name: values.name.trim() }),
    ...(values.description === before.description ? {} : { description: values.description }),
    ...(values.notes === before.notes ? {} : { notes: values.notes }),
    ...(values.owner === before.owner ? {} : { owner_id: values.owner === '' ? null : values.owner }),
    ...(values.purpose === before.purpose ? {} : { purpose: values.purpose }),
    ...(sameAddresses ? {} : { allowed_ips: values.addresses.length === 0 ? null : values.addresses }),
    ...(end === null ? {} : { expires_at: new Date(end).toISOString() }),
  }
}

export function editProblems(
  values: EditValues,
  token: Token | undefined,
  now: number,
  zone: string,
  words: { later: string; past: string; name: string },
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (values.name.trim() === '') problems.push({ path: '/name', message: words.name })
  if (values.lastDay !== '') {
    const end = endOfDay(values.lastDay, zone)
    if (end === null || end <= now) problems.push({ path: '/expires_at', message: words.past })
    else if (token?.expires_at != null && end >= Date.parse(token.expires_at))
      problems.push({ path: '/expires_at', message: words.later })
  }
  for (const address of values.addresses) {
    const wrong = problemWithRange(address)
    if (wrong !== null) problems.push({ path: '/allowed_ips', message: `${address} ${wrong}.` })
  }
  return problems
}
