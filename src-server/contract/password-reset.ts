import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { nothing } from './fields.ts'
import { newPassword } from './people.ts'

/**
 * A forgotten password: a mail with a link, for whoever has an account; the same answer for everyone. Only the PUT that sets the new password uses
 * the link up: mail scanners that follow it change nothing.
 */

export const askForPasswordReset = endpoint({
  id: 'password.ask_for_reset',
  method: 'POST',
  path: '/auth/password-reset',
  summary: 'Ask for a mail with a link that sets a new password; the same answer for unknown addresses',
  permission: 'public',
  environments: 'shared',
  body: z.strictObject({ email: z.string().check(z.maxLength(320)) }),
  reply: nothing,
  status: 204,
  change: 'password.reset_request',
  problems: ['login_throttled', 'cross_origin'],
})

export const resetPassword = endpoint({
  id: 'password.set_by_link',
  method: 'PUT',
  path: '/auth/password-reset',
  summary: 'Set a new password, with the token of the mailed link in X-Magic-Token; all sessions end',
  permission: 'authenticated',
  credentials: ['magic'],
  magic: { purposes: ['password_reset'], stage: 'link' },
  environments: 'own',
  body: z.strictObject({ password: newPassword }),
  reply: z.object({
    /** Whose password it is: what they sign in with. */
    email: z.string(),
  }),
  status: 200,
  change: 'password.reset',
  problems: ['magic_expired', 'magic_used', 'token_revoked', 'weak_password'],
})

export const passwordResetEndpoints = [askForPasswordReset, resetPassword]
