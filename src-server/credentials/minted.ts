import type { Writable } from '../db/database.ts'
import type { Principal } from './principal.ts'

/**
 * Notes what a token made or changed besides other tokens (roles, invites, members, …), for its lineage and its blast radius.
 * Other callers leave no note: the log names them.
 */
export function noteMinted(
  tx: Writable,
  caller: Principal,
  made: { readonly type: string; readonly id: string; readonly name: string },
  now: number,
): void {
  if (caller.kind === 'api_token') noteMintedBy(tx, caller.id, made, now)
}

/** The same for a token that is known by its id: an account that came of its invite. */
export function noteMintedBy(
  tx: Writable,
  tokenId: string,
  made: { readonly type: string; readonly id: string; readonly name: string },
  now: number,
): void {
  tx.run(
    'INSERT INTO minted (by_token, type, id, name, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    tokenId,
    made.type,
    made.id,
    made.name,
    now,
  )
}
