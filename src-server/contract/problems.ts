/**
 * Every refusal the API can give: one code, one status, one title. RFC 9457 (`application/problem+json`).
 *
 * Chosen: a closed catalogue as data, so that the OpenAPI document, the docs table, the client's types and the tests read
 * the same list. Left out: error classes per case. Held by test/contract/problems.test.ts.
 */

/** `[status, title, default detail]`: the detail says what to do, and is replaced where more is known. */
const catalogue = {
  malformed_request: [
    400,
    'Malformed request',
    'Send each header and each query parameter once, with valid percent-encoding.',
  ],
  credential_in_query: [
    400,
    'Credential in the query string',
    'Send the credential in the Authorization header. If it was real, rotate it: URLs end up in logs.',
  ],
  multiple_credentials: [
    400,
    'More than one credential',
    'Send one credential: either Authorization or X-Magic-Token, once.',
  ],
  invalid_json: [
    400,
    'Invalid JSON',
    'Send one JSON value in UTF-8, without duplicate keys and nested no deeper than 32 levels.',
  ],
  unauthenticated: [
    401,
    'Credential required',
    'Send a credential: Authorization: Bearer followed by an API token, or sign in.',
  ],
  invalid_token: [
    401,
    'Invalid credential',
    'This credential is not known here. Check that it was copied whole and belongs to this server.',
  ],
  session_expired: [401, 'Session ended', 'Your session has ended. Sign in again.'],
  login_failed: [401, 'Sign-in failed', 'The e-mail address or the password is not right.'],
  two_factor_required: [
    401,
    'Second factor required',
    'The password is right. Send the code of your authenticator app, or a recovery code, to POST /auth/two-factor together with the challenge.',
  ],
  two_factor_failed: [
    401,
    'Code not right',
    'This code is not right, or it was used already. Wait for the next one in your authenticator app, or use a recovery code.',
  ],
  sign_in_over: [401, 'Sign-in not finished', 'This sign-in took too long or was finished already. Begin again.'],
  passkey_failed: [
    401,
    'Passkey not accepted',
    'This passkey was not accepted. Try again, or sign in with your password.',
  ],
  token_expired: [403, 'Token expired', 'This token has expired. Create or rotate to a new one.'],
  token_revoked: [403, 'Token revoked', 'This token was revoked. Use its replacement, or ask an admin for a new one.'],
  token_disabled: [403, 'Token switched off', 'This token is switched off. An admin can switch it on again.'],
  magic_expired: [403, 'Link expired', 'This link has expired. Ask for a new one.'],
  magic_used: [403, 'Link already used', 'This link was used already. Ask for a new one.'],
  api_access_disabled: [
    403,
    'API access is off',
    'API access is switched off for this workspace. An owner can turn it on in the settings.',
  ],
  ip_not_allowed: [
    403,
    'Address not allowed',
    'This token may not be used from this address. Add the address to the token, or call from one that is listed.',
  ],
  cross_origin: [403, 'Cross-origin request', 'This request came from another origin. Use the console on this server.'],
  csrf_failed: [403, 'CSRF value missing or wrong', 'Send the X-CSRF value that the sign-in answered.'],
  session_required: [403, 'Session required', 'This endpoint takes a signed-in session only. Sign in in the console.'],
  credential_kind_not_accepted: [
    403,
    'Credential kind not accepted',
    'This endpoint does not take this kind of credential.',
  ],
  reauthentication_required: [
    403,
    'Password required again',
    'Confirm your password: POST /auth/reauthenticate opens five minutes for this.',
  ],
  session_locked: [
    403,
    'Session locked',
    'This session is locked. Unlock it with your password: POST /auth/reauthenticate.',
  ],
  page_mismatch: [403, 'Another page', 'This credential belongs to another page. Call the host of its page.'],
  environment_mismatch: [
    403,
    'Another environment',
    'A test credential cannot change what live and test share. Use a live one.',
  ],
  insufficient_scope: [403, 'Scope missing', 'The credential does not hold the permission that this route needs.'],
  role_denied: [403, 'Role lacks the permission', 'The role does not hold the permission that this route needs.'],
  privilege_escalation: [
    403,
    'More than you have',
    'You can only grant what you have yourself, on pages that you have yourself.',
  ],
  not_found: [404, 'Not found', 'There is nothing here. Check the id and the page.'],
  method_not_allowed: [
    405,
    'Method not allowed',
    'This path exists, but not with this method. The Allow header lists those it takes.',
  ],
  not_acceptable: [406, 'Not acceptable', 'This answer is JSON. Accept application/json.'],
  request_timeout: [408, 'Too slow', 'The request took too long to arrive. Send it again.'],
  conflict: [409, 'Conflict', 'The present state does not allow this.'],
  already_set_up: [409, 'Already set up', 'This workspace has an owner. Sign in instead.'],
  already_revoked: [409, 'Already revoked', 'This token was revoked before.'],
  already_disabled: [409, 'Already switched off', 'This token is switched off already.'],
  already_enabled: [409, 'Already on', 'This token is on already.'],
  not_active: [409, 'Not active', 'Only a token that is neither revoked nor expired can be changed this way.'],
  not_rotatable: [409, 'Cannot be rotated', 'Only an active token can be rotated. Create a new one instead.'],
  two_factor_not_begun: [
    409,
    'Two-factor not begun',
    'No secret waits for its first code (any more). Begin with PUT /me/two-factor/secret.',
  ],
  two_factor_off: [409, 'Two-factor is off', 'Two-factor is not on. Begin with PUT /me/two-factor/secret.'],
  passkeys_unavailable: [
    409,
    'No passkeys here',
    'Passkeys work at the name of the console and at the public address only. Open the console there.',
  ],
  passkey_known: [409, 'Passkey known', 'This passkey belongs to an account here already.'],
  rotation_not_allowed: [
    409,
    'Self-rotation is off',
    'The policy does not let tokens rotate themselves. Ask an admin to rotate it.',
  ],
  scopes_immutable: [
    409,
    'Access cannot be changed',
    'Level, scopes, role, environment and page are fixed at creation. Make a new one.',
  ],
  cannot_delete_self: [
    409,
    'A token cannot delete itself',
    'Revoke it with POST /me/revoke, or delete it with another credential.',
  ],
  active_token_limit: [409, 'Too many active tokens', 'Two tokens of this line could work already. End one first.'],
  role_in_use: [409, 'Role in use', 'Members or tokens still hold this role. Change them first.'],
  role_exists: [409, 'Role exists', 'A role with this key exists. Choose another key.'],
  host_taken: [409, 'Host taken', 'This host belongs to a page already.'],
  last_owner: [409, 'Last owner', 'The workspace needs an owner. Make someone else owner first.'],
  default_page: [409, 'Default page', 'The default page cannot be deleted. Make another one the default first.'],
  already_locked: [409, 'Already locked', 'This feature is locked already.'],
  not_locked: [409, 'Not locked', 'This feature is not locked.'],
  not_restorable: [409, 'Cannot be restored', 'This change cannot be put back.'],
  invalid_transition: [409, 'Not from this state', 'The present state does not allow this step.'],
  mail_settled: [409, 'Not waiting any more', 'This mail was sent, or is over: there is no link left in it to show.'],
  idempotency_key_reused: [
    409,
    'Idempotency key reused',
    'This Idempotency-Key was used with another body, or for another page or environment. Use a fresh key.',
  ],
  idempotency_in_flight: [
    409,
    'Still running',
    'A request with this Idempotency-Key is still running. Try again in a moment.',
  ],
  precondition_failed: [
    412,
    'Changed meanwhile',
    'Someone changed this since you read it. Read it again and repeat your change.',
  ],
  payload_too_large: [413, 'Body too large', 'Send at most 1 MiB.'],
  uri_too_long: [414, 'URI too long', 'Send a URI of at most 8 kB.'],
  unsupported_media_type: [415, 'Unsupported media type', 'Send application/json in UTF-8.'],
  expectation_failed: [417, 'Expectation failed', 'Send no Expect header, or 100-continue.'],
  unknown_host: [421, 'Unknown host', 'No page of this workspace has this host. Check the Host header.'],
  validation_failed: [422, 'Validation failed', 'Some fields are wrong; errors lists them.'],
  invalid_cursor: [
    422,
    'Invalid cursor',
    'This cursor is damaged or belongs to another list. Start again without one.',
  ],
  credential_in_body: [
    422,
    'Credential in the body',
    'A field holds one of our secrets. Remove it, and rotate that credential.',
  ],
  role_not_assignable: [
    422,
    'Role not assignable',
    'Custom roles can be assigned only while advanced RBAC is on. Choose a built-in role.',
  ],
  weak_password: [
    422,
    'Password too common',
    'This password is too easy to guess. Choose a longer or less common one.',
  ],
  setup_code_invalid: [
    422,
    'Setup code not right',
    'This code is not right, or it is older than an hour. Use the link that the server printed, or restart the server for a fresh one.',
  ],
  terraform_locked: [
    423,
    'Locked for Terraform',
    'This is managed in Terraform. Change it there, or ask for it to be unlocked.',
  ],
  rate_limited: [429, 'Too many requests', 'Wait as long as Retry-After says, then go on.'],
  login_throttled: [429, 'Too many sign-ins', 'Wait as long as Retry-After says, then try again.'],
  request_header_fields_too_large: [431, 'Headers too large', 'Send at most 16 kB of headers.'],
  internal: [500, 'Something went wrong here', 'This is our fault. Try again; if it stays, report the request id.'],
  audit_unavailable: [
    503,
    'Log unavailable',
    'The audit log could not be written, so nothing was changed. Try again shortly.',
  ],
  storage_full: [
    503,
    'Storage full',
    'The disk is almost full, so nothing was changed. Free some space; revoking still works.',
  ],
  unavailable: [503, 'Unavailable', 'The server is stopping or busy. Try again shortly.'],
} as const satisfies Record<string, readonly [number, string, string]>

export type ProblemCode = keyof typeof catalogue

/** All codes, in the order of their statuses. */
export const problemCodes = Object.keys(catalogue).filter((code): code is ProblemCode => code in catalogue)

export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or `/query/name`. */
  path: string
  message: string
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  request_id: string
  errors?: FieldError[]
  [extension: string]: unknown
}

export interface ProblemOptions {
  /** What to do, for the caller; replaces the catalogue's sentence. */
  detail?: string
  /** For our own log only. Never holds a secret. */
  note?: string
  /** Replaces the catalogue's status where a standard wants it so (OAuth tokens: 401 `token_revoked`, RFC 6750 §3.1). */
  status?: number
  headers?: Readonly<Record<string, string>>
  errors?: FieldError[]
  /** Further members of the problem document, such as the lock that stands in the way. */
  extensions?: Readonly<Record<string, unknown>>
  cause?: unknown
}

/** A refusal with a code, a public sentence and a private note. Thrown anywhere, rendered once, in http/reply.ts. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly note: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly errors: FieldError[] | undefined
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    const [status, title, detail] = catalogue[code]
    super(`${code}: ${options.note ?? options.detail ?? detail}`, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = options.status ?? status
    this.title = title
    this.detail = options.detail ?? detail
    this.note = options.note
    this.headers = options.headers ?? {}
    this.errors = options.errors
    this.extensions = options.extensions ?? {}
  }
}

/** The document of a code, without the request's id: what OpenAPI and the docs table print. */
export function describeProblem(code: ProblemCode): {
  code: ProblemCode
  status: number
  title: string
  detail: string
} {
  const [status, title, detail] = catalogue[code]
  return { code, status, title, detail }
}

/** A field that is wrong, as the 422 that says so. */
export function invalidField(path: string, message: string): Problem {
  return new Problem('validation_failed', { errors: [{ path, message }] })
}
