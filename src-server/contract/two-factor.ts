import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { nothing, timeOut } from './fields.ts'
import { givenPassword } from './people.ts'
import { givenCode, signedIn } from './session.ts'

/**
 * Two-factor: a code of an authenticator app (TOTP) besides the password, and recovery codes for the day when it is gone.
 *
 * PUT and DELETE, not POST: with an Idempotency-Key, the answer to a POST would be kept, and what is shown here is shown once.
 */

/** What stands beside `two_factor_required` when signing in: how to go on. */
export const secondFactorAsked = z.object({
  /** For `POST /auth/two-factor`: stands for the password that was right, for five minutes and one sign-in. */
  challenge: z.string(),
  methods: z.array(z.enum(['totp', 'recovery_code'])),
  expires_at: timeOut,
})

export const signInWithCode = endpoint({
  id: 'session.two_factor',
  method: 'POST',
  path: '/auth/two-factor',
  summary: 'Finish signing in with the second factor',
  permission: 'public',
  environments: 'shared',
  body: z.strictObject({ challenge: z.string().check(z.minLength(1), z.maxLength(128)), code: givenCode }),
  reply: signedIn,
  status: 200,
  change: 'session.login',
  problems: ['two_factor_failed', 'sign_in_over', 'login_throttled', 'cross_origin'],
})

export const getTwoFactor = endpoint({
  id: 'two_factor.get',
  method: 'GET',
  path: '/me/two-factor',
  summary: 'Read whether two-factor is on',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reply: z.object({
    enabled: z.boolean(),
    enabled_at: z.nullable(timeOut),
    /** When a code of the app was taken last. */
    last_used_at: z.nullable(timeOut),
    /** Recovery codes that have not been used. */
    recovery_codes_left: z.int(),
  }),
  status: 200,
  change: null,
})

export const beginTwoFactor = endpoint({
  id: 'two_factor.make_secret',
  method: 'PUT',
  path: '/me/two-factor/secret',
  summary: 'Begin two-factor, or move it to another app: a secret, shown once, that waits for its first code',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reauthenticate: true,
  reply: z.object({
    /** Base32, for typing. */
    secret: z.string(),
    /** `otpauth://…`, for a QR code. */
    uri: z.string(),
    /** The first code must come before this time. */
    expires_at: timeOut,
  }),
  status: 200,
  change: 'two_factor.begin',
})

const recoveryCodes = z.object({
  /** Shown once; each works once. */
  recovery_codes: z.array(z.string()),
})

export const confirmTwoFactor = endpoint({
  id: 'two_factor.confirm',
  method: 'PUT',
  path: '/me/two-factor',
  summary: 'Turn two-factor on with the first code of the app; answers the recovery codes, once',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reauthenticate: true,
  body: z.strictObject({ code: givenCode }),
  reply: recoveryCodes,
  status: 200,
  change: 'two_factor.enable',
  problems: ['two_factor_failed', 'two_factor_not_begun', 'login_throttled'],
})

export const renewRecoveryCodes = endpoint({
  id: 'two_factor.renew_recovery_codes',
  method: 'PUT',
  path: '/me/two-factor/recovery-codes',
  summary: 'Make new recovery codes, with password and code; the old ones end',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  body: z.strictObject({ password: givenPassword, code: givenCode }),
  reply: recoveryCodes,
  status: 200,
  change: 'two_factor.recovery_codes',
  problems: ['login_failed', 'two_factor_failed', 'two_factor_off', 'login_throttled'],
})

export const disableTwoFactor = endpoint({
  id: 'two_factor.turn_off',
  method: 'DELETE',
  path: '/me/two-factor',
  summary: 'Turn two-factor off, with password and code',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  body: z.strictObject({ password: givenPassword, code: givenCode }),
  reply: nothing,
  status: 204,
  change: 'two_factor.disable',
  problems: ['login_failed', 'two_factor_failed', 'two_factor_off', 'login_throttled'],
})

export const twoFactorEndpoints = [
  signInWithCode,
  getTwoFactor,
  beginTwoFactor,
  confirmTwoFactor,
  renewRecoveryCodes,
  disableTwoFactor,
]
