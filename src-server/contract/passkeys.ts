import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { listOf, name, nothing, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { reauthenticated, signedIn } from './session.ts'
import { creationOptions, givenCredential, newCredential, requestOptions } from './webauthn.ts'

/**
 * Passkeys (WebAuthn Level 3): made by a browser, kept by the device, both factors in one.
 *
 * They belong to the name that they were made at, and work at `<id>.localhost` and at the public address, since an IP address cannot hold
 * them.
 */

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  /** The host name that it was made for. */
  rp_id: z.string(),
  /** It can be used through the address of this request. */
  works_here: z.boolean(),
  /** It is copied to the person's other devices by whoever keeps it. */
  backed_up: z.boolean(),
  created_at: timeOut,
  last_used_at: z.nullable(timeOut),
  /** Its counter went back, so there may be a copy of it: it is refused from then on. */
  suspended_at: z.nullable(timeOut),
})
export type PasskeyResource = z.output<typeof passkey>

export const listPasskeys = endpoint({
  id: 'passkeys.list',
  method: 'GET',
  path: '/me/passkeys',
  summary: 'List your passkeys',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reply: z.extend(listOf(passkey), {
    /** The host name that passkeys made through this address would be for; null: none can be made here. */
    rp_id: z.nullable(z.string()),
  }),
  status: 200,
  change: null,
})

export const beginPasskey = endpoint({
  id: 'passkeys.creation_options',
  method: 'POST',
  path: '/me/passkeys/options',
  summary: 'Ask for what a browser needs to make a passkey',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reauthenticate: true,
  reply: creationOptions,
  status: 200,
  change: null,
  problems: ['passkeys_unavailable'],
})

export const createPasskey = endpoint({
  id: 'passkeys.add',
  method: 'POST',
  path: '/me/passkeys',
  summary: 'Add the passkey that the browser made',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  reauthenticate: true,
  body: z.strictObject({ name, credential: newCredential }),
  reply: passkey,
  status: 201,
  change: 'passkey.create',
  problems: ['passkeys_unavailable', 'passkey_failed', 'passkey_known', 'conflict'],
})

const ownPasskey = z.strictObject({ id: id('passkey') })

export const renamePasskey = endpoint({
  id: 'passkeys.rename',
  method: 'PATCH',
  path: '/me/passkeys/:id',
  summary: 'Rename a passkey',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  params: ownPasskey,
  body: z.strictObject({ name }),
  reply: passkey,
  status: 200,
  change: 'passkey.update',
})

export const deletePasskey = endpoint({
  id: 'passkeys.remove',
  method: 'DELETE',
  path: '/me/passkeys/:id',
  summary: 'Remove a passkey: it signs in no longer',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  params: ownPasskey,
  reply: nothing,
  status: 204,
  change: 'passkey.delete',
})

export const beginPasskeySignIn = endpoint({
  id: 'session.passkey_options',
  method: 'POST',
  path: '/auth/passkey/options',
  summary: 'Ask for what a browser needs to sign in with a passkey',
  permission: 'public',
  environments: 'shared',
  reply: requestOptions,
  status: 200,
  change: null,
  problems: ['passkeys_unavailable', 'cross_origin'],
})

export const signInWithPasskey = endpoint({
  id: 'session.passkey',
  method: 'POST',
  path: '/auth/passkey',
  summary: 'Sign in with a passkey: it is both factors',
  permission: 'public',
  environments: 'shared',
  body: z.strictObject({ credential: givenCredential }),
  reply: signedIn,
  status: 200,
  change: 'session.login',
  problems: ['passkey_failed', 'passkeys_unavailable', 'login_throttled', 'cross_origin'],
})

export const beginPasskeyConfirmation = endpoint({
  id: 'session.reauthentication_options',
  method: 'POST',
  path: '/auth/reauthenticate/passkey/options',
  summary: 'Ask for what a browser needs to confirm with one of your passkeys',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  reply: requestOptions,
  status: 200,
  change: null,
  problems: ['passkeys_unavailable'],
})

export const confirmWithPasskey = endpoint({
  id: 'session.reauthenticate_passkey',
  method: 'POST',
  path: '/auth/reauthenticate/passkey',
  summary: 'Use one of your passkeys in place of password and code: opens five minutes for what is sensitive',
  permission: 'authenticated',
  credentials: ['session'],
  environments: 'own',
  whileLocked: true,
  body: z.strictObject({ credential: givenCredential }),
  reply: reauthenticated,
  status: 200,
  change: 'session.reauthenticate',
  problems: ['passkey_failed', 'passkeys_unavailable', 'login_throttled'],
})

export const passkeyEndpoints = [
  listPasskeys,
  beginPasskey,
  createPasskey,
  renamePasskey,
  deletePasskey,
  beginPasskeySignIn,
  signInWithPasskey,
  beginPasskeyConfirmation,
  confirmWithPasskey,
]
