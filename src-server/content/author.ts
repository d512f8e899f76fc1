import type { Principal } from '../credentials/principal.ts'

/** Who wrote something, as content keeps it: the person where there is one, else the token. */
export interface Author {
  readonly id: string
  readonly name: string
}

export function authorOf(caller: Principal): Author {
  const id = caller.kind === 'session' || caller.kind === 'oauth' ? caller.userId : caller.id
  return { id, name: caller.name }
}
