import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { listOf, nothing, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { givenPassword, newPassword, user } from './people.ts'

/** Signing in with a password, and the sessions of whoever did. */

/** A code of an authenticator app, or a recovery code: as typed, with or without spaces and dashes. */
export const givenCode = z.string().check(z.minLength(1), z.maxLength(64))

/** What signing in answers, once. */
export const signedIn = z.object({
  user,
  /** The second secret: cookie requests that change something carry it in X-CSRF. Never shown again. */
  csrf: z.string(),
  /** The latest end of the session. */
  expires_at: timeOut,
})

export const login = endpoint({
  id: 'session.login',
  method: 'POST',
  path: '/auth/login',
  summary:
    'Sign in with e-mail address and password; with two-factor on, the answer is two_factor_required and a challenge',
  permission: 'public',
  environments: 'shared',
  body: z.strictObject({ email: z.string().check(z.maxLength(320)), password: givenPassword }),
  reply: signedIn,
  status: 200,
  change: 'session.login',
  problems: ['login_failed', 'two_factor_required', 'login_throttled', 'cross_origin'],
})

export const logout = endpoint({
  id: 'session.logout',
  method: 'POST',
  path: '/auth/logout',
  summary: 'Sign out',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  reply: nothing,
  status: 204,
  change: 'session.logout',
})

export const getSession = endpoint({
  id: 'session.get',
  method: 'GET',
  path: '/auth/session',
  summary: 'Ask who is signed in',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  reply: z.object({
    id: z.string(),
    /** `browser` by a cookie, `desktop` by the app's own header. */
    transport: z.enum(['browser', 'desktop']),
    user,
    /** Repeated only to a request that carries it already: a cookie alone never leads to the second secret. */
    csrf: z.nullable(z.string()),
    /** When it ends if nothing happens from now on. */
    expires_at: timeOut,
    /** Until when the password counts as just given; in the past where it does not. */
    reauthenticated_until: timeOut,
    /** Until the password is given again it opens nothing but signing out and unlocking. */
    locked: z.boolean(),
    /** Giving the password again takes a code besides. */
    two_factor: z.boolean(),
    /** One of the person's passkeys can be used through this address instead. */
    passkey: z.boolean(),
  }),
  status: 200,
  change: null,
})

/** What proving again answers. */
export const reauthenticated = z.object({ reauthenticated_until: timeOut })

export const reauthenticate = endpoint({
  id: 'session.reauthenticate',
  method: 'POST',
  path: '/auth/reauthenticate',
  summary:
    'Give the password again, with a code where two-factor is on: opens five minutes for what is sensitive, and unlocks. A browser gets a new session cookie, and the earlier one ends',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  body: z.strictObject({
    password: givenPassword,
    /** Where two-factor is on: a code of the authenticator app, or a recovery code. */
    code: z.optional(givenCode),
  }),
  reply: reauthenticated,
  status: 200,
  change: 'session.reauthenticate',
  problems: ['login_failed', 'two_factor_required', 'two_factor_failed', 'login_throttled'],
})

export const lock = endpoint({
  id: 'session.lock',
  method: 'POST',
  path: '/auth/lock',
  summary: 'Lock your session: until you give the password again it opens nothing. What has begun goes on',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  reply: nothing,
  status: 204,
  change: 'session.lock',
})

export const sessionItem = z.object({
  id: z.string(),
  /** The session that asks. */
  current: z.boolean(),
  transport: z.enum(['browser', 'desktop']),
  created_at: timeOut,
  last_seen_at: timeOut,
  expires_at: timeOut,
  ip: z.nullable(z.string()),
  user_agent: z.nullable(z.string()),
})

export const listMySessions = endpoint({
  id: 'session.list',
  method: 'GET',
  path: '/me/sessions',
  summary: 'List your own sessions',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reply: listOf(sessionItem),
  status: 200,
  change: null,
})

export const endMySession = endpoint({
  id: 'session.end',
  method: 'DELETE',
  path: '/me/sessions/:id',
  summary: 'End one of your own sessions',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  params: z.strictObject({ id: id('session') }),
  reply: nothing,
  status: 204,
  change: 'session.end',
})

export const endMyOtherSessions = endpoint({
  id: 'session.end_others',
  method: 'DELETE',
  path: '/me/sessions',
  summary: 'End all your sessions but this one',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reply: nothing,
  status: 204,
  change: 'session.end_others',
})

/** PUT, not POST: no Idempotency-Key, so no digest of a body with a password is ever kept. */
export const changeMyPassword = endpoint({
  id: 'session.change_password',
  method: 'PUT',
  path: '/me/password',
  summary: 'Change your password; your other sessions end',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  body: z.strictObject({
    current_password: givenPassword,
    /** Where two-factor is on. */
    code: z.optional(givenCode),
    password: newPassword,
  }),
  reply: nothing,
  status: 204,
  change: 'password.change',
  problems: ['login_failed', 'two_factor_required', 'two_factor_failed', 'login_throttled', 'weak_password'],
})

export const sessionEndpoints = [
  login,
  logout,
  getSession,
  reauthenticate,
  lock,
  listMySessions,
  endMySession,
  endMyOtherSessions,
  changeMyPassword,
]
