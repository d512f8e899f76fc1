import { type GrantRow, grantRevoked } from '../credentials/oauth-grants.ts'
import type { Readable } from '../db/database.ts'
import type { Actor } from '../journal/entry.ts'
import type { LoggedEvent } from './unit-of-work.ts'

/** The authorization server in the words of the log: the actor is the user, on behalf of whom the app acts. */

/** A person as an actor. */
export function userActor(db: Readable, userId: string): Actor {
  const user = db.get<{ name: string }>('SELECT name FROM users WHERE id = ?', userId)
  return { kind: 'user', id: userId, prefix: null, label: user?.name ?? 'Someone who has left' }
}

/** An app as an actor. */
export function appActor(id: string, name: string): Actor {
  return { kind: 'oauth_app', id, prefix: null, label: name }
}

function about(db: Readable, grant: GrantRow): Pick<LoggedEvent, 'actor' | 'onBehalfOf'> {
  return { actor: userActor(db, grant.user_id), onBehalfOf: appActor(grant.app_id, grant.app_name) }
}

function target(grant: GrantRow) {
  return { target: { type: 'grant', id: grant.id, label: grant.app_name }, pageId: grant.page_id, environment: null }
}

/** A code or refresh token came again: the grant has ended for it. */
export function reuseEvent(db: Readable, grant: GrantRow, what: 'code' | 'refresh'): LoggedEvent {
  const reason = what === 'code' ? 'authorization code used again' : 'refresh token used again'
  return {
    ...about(db, grant),
    event: {
      kind: 'event',
      action: 'grant.reuse',
      outcome: 'denied',
      ...target(grant),
      after: { app_id: grant.app_id, user_id: grant.user_id, reason },
    },
  }
}

/** A grant has ended by the app itself. */
export function revokedEvent(db: Readable, grant: GrantRow, reason: string): LoggedEvent {
  return { ...about(db, grant), event: { kind: 'event', ...grantRevoked(grant, reason) } }
}

/** One access token was given back; the grant goes on. */
export function tokenRevokedEvent(db: Readable, grant: GrantRow): LoggedEvent {
  return {
    ...about(db, grant),
    event: { kind: 'event', action: 'grant.revoke_token', ...target(grant), after: { app_id: grant.app_id } },
  }
}

/** Tokens were issued: for a code, or for a refresh token. */
export function issuedEvent(
  db: Readable,
  grant: GrantRow,
  issued: { readonly by: 'code' | 'refresh'; readonly scopes: readonly string[]; readonly rotations: number | null },
): LoggedEvent {
  return {
    ...about(db, grant),
    event: {
      kind: 'event',
      action: issued.by === 'code' ? 'grant.exchange' : 'grant.refresh',
      ...target(grant),
      after: {
        app_id: grant.app_id,
        scopes: issued.scopes,
        ...(issued.rotations === null ? {} : { rotations: issued.rotations }),
      },
    },
  }
}
