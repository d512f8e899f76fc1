import type { DesktopProblemCode } from '../../src-server/contract/desktop-problems.ts'
import type { ProblemCode } from '../../src-server/contract/problems.ts'
import type { FieldProblem } from '../ui/form-errors.ts'

/**
 * What a refused or failed call means for the screen.
 *
 * Chosen: one table from the contract's closed list of codes to the states of ux.md §6; a code that this console does not know
 * (a newer server) falls back by its status. Held by test/renderer/problem.test.ts: every code of the contract has a state.
 */

/** Codes of the contract, those of the desktop app, one for "no answer at all" and one for an answer that is no problem document. */
export type ApiCode = ProblemCode | DesktopProblemCode | 'unreachable' | 'unreadable'

export type UiState =
  /** Overlay: sign in again; drafts are kept. */
  | 'signed_out'
  /** The password again, then the same call once more. */
  | 'reauthenticate'
  /** The lock screen; drafts are kept. */
  | 'session_locked'
  /** A page that names what is missing. */
  | 'forbidden'
  /** Lock chip: managed in Terraform. */
  | 'locked'
  /** Access cannot be changed: offer a replacement. */
  | 'immutable'
  /** Two tokens of the line work already. */
  | 'token_limit'
  /** Countdown from Retry-After, then on by itself. */
  | 'wait'
  /** Changed meanwhile: show both. */
  | 'conflict'
  /** Bar: changes are paused. */
  | 'read_only'
  /** By field; focus the first. */
  | 'fields'
  /** Nothing there (any more). */
  | 'missing'
  /** Amber bar, retried by itself. */
  | 'unreachable'
  /** The present state does not allow it: say so beside the button. */
  | 'refused'
  /** Ours: error with the request id. */
  | 'failed'

const states: Readonly<Record<ApiCode, UiState>> = {
  malformed_request: 'failed',
  credential_in_query: 'failed',
  multiple_credentials: 'failed',
  invalid_json: 'failed',
  unauthenticated: 'signed_out',
  invalid_token: 'signed_out',
  session_expired: 'signed_out',
  login_failed: 'refused',
  two_factor_required: 'refused',
  two_factor_failed: 'refused',
  sign_in_over: 'refused',
  passkey_failed: 'refused',
  token_expired: 'signed_out',
  token_revoked: 'signed_out',
  token_disabled: 'signed_out',
  magic_expired: 'refused',
  magic_used: 'refused',
  api_access_disabled: 'forbidden',
  ip_not_allowed: 'forbidden',
  cross_origin: 'failed',
  csrf_failed: 'signed_out',
  session_required: 'forbidden',
  credential_kind_not_accepted: 'forbidden',
  reauthentication_required: 'reauthenticate',
  session_locked: 'session_locked',
  page_mismatch: 'forbidden',
  environment_mismatch: 'forbidden',
  insufficient_scope: 'forbidden',
  role_denied: 'forbidden',
  privilege_escalation: 'refused',
  not_found: 'missing',
  method_not_allowed: 'failed',
  not_acceptable: 'failed',
  request_timeout: 'unreachable',
  conflict: 'refused',
  already_set_up: 'refused',
  already_revoked: 'refused',
  already_disabled: 'refused',
  already_enabled: 'refused',
  not_active: 'refused',
  not_rotatable: 'refused',
  rotation_not_allowed: 'refused',
  two_factor_not_begun: 'refused',
  two_factor_off: 'refused',
  passkeys_unavailable: 'refused',
  passkey_known: 'refused',
  scopes_immutable: 'immutable',
  cannot_delete_self: 'refused',
  active_token_limit: 'token_limit',
  role_in_use: 'refused',
  role_exists: 'refused',
  host_taken: 'refused',
  last_owner: 'refused',
  default_page: 'refused',
  already_locked: 'refused',
  not_locked: 'refused',
  mail_settled: 'refused',
  not_restorable: 'refused',
  invalid_transition: 'refused',
  idempotency_key_reused: 'refused',
  idempotency_in_flight: 'refused',
  precondition_failed: 'conflict',
  payload_too_large: 'refused',
  uri_too_long: 'failed',
  unsupported_media_type: 'failed',
  expectation_failed: 'failed',
  unknown_host: 'failed',
  validation_failed: 'fields',
  invalid_cursor: 'refused',
  credential_in_body: 'fields',
  role_not_assignable: 'fields',
  weak_password: 'fields',
  setup_code_invalid: 'fields',
  terraform_locked: 'locked',
  rate_limited: 'wait',
  login_throttled: 'wait',
  request_header_fields_too_large: 'failed',
  internal: 'failed',
  audit_unavailable: 'read_only',
  storage_full: 'read_only',
  unavailable: 'unreachable',
  connection_unreachable: 'unreachable',
  connection_untrusted: 'failed',
  connection_unfit: 'failed',
  safe_mode: 'refused',
  change_declined: 'refused',
  unreachable: 'unreachable',
  unreadable: 'failed',
}

/** The state for a code and, for codes of a newer server, its status. */
export function uiStateOf(code: string, status: number): UiState {
  const known = Object.hasOwn(states, code) ? states[code as ApiCode] : undefined
  if (known !== undefined) return known
  if (status === 401) return 'signed_out'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'missing'
  if (status === 412) return 'conflict'
  if (status === 422) return 'fields'
  if (status === 423) return 'locked'
  if (status === 429) return 'wait'
  if (status === 0 || status === 502 || status === 503 || status === 504) return 'unreachable'
  return status >= 500 ? 'failed' : 'refused'
}

export interface ApiProblemFields {
  code: string
  status: number
  title: string
  detail: string
  requestId?: string | undefined
  /** Seconds until it makes sense to try again. */
  retryAfter?: number | undefined
  errors?: readonly FieldProblem[] | undefined
  /** Further members of the document: the lock in the way, what permission is missing. */
  extensions?: Readonly<Record<string, unknown>> | undefined
}

/** A call that did not do what it was asked to. Thrown by everything under api/. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined
  readonly errors: readonly FieldProblem[]
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(fields: ApiProblemFields) {
    super(`${fields.code}: ${fields.detail}`)
    this.name = 'ApiProblem'
    this.code = fields.code
    this.status = fields.status
    this.title = fields.title
    this.detail = fields.detail
    this.requestId = fields.requestId
    this.retryAfter = fields.retryAfter
    this.errors = fields.errors ?? []
    this.extensions = fields.extensions ?? {}
  }

  get state(): UiState {
    return uiStateOf(this.code, this.status)
  }
}

/** No answer came: the server is away, or the network is. */
export function unreachable(cause: unknown): ApiProblem {
  const problem = new ApiProblem({
    code: 'unreachable',
    status: 0,
    title: 'No answer',
    detail: 'The server did not answer.',
  })
  problem.cause = cause
  return problem
}

/** What anything thrown means; what is none of ours is a fault of this program. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  const problem = new ApiProblem({
    code: 'unreadable',
    status: 500,
    title: 'Something went wrong in the console',
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  })
  problem.cause = thrown
  return problem
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown) =>
    typeof entry === 'object' &&
    entry !== null &&
    'path' in entry &&
    'message' in entry &&
    typeof entry.path === 'string' &&
    typeof entry.message === 'string'
      ? [{ path: entry.path, message: entry.message }]
      : [],
  )
}

/** Reads a refusal: an RFC 9457 document where there is one, else what status and headers say. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const common = {
    status: response.status,
    requestId: response.headers.get('X-Request-ID') ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  }
  const text = await response.text().catch(() => '')
  let document: Readonly<Record<string, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(text)
    // Narrowed by hand: a record is all that is read from it, each member checked where it is used.
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      document = parsed as Record<string, unknown>
  } catch {
    // Not JSON: something between us and the server answered.
  }
  const { code, title, detail, errors, type: _type, status: _status, request_id: id, ...extensions } = document
  return new ApiProblem({
    ...common,
    code: typeof code === 'string' ? code : (response.headers.get('X-Error') ?? 'unreadable'),
    title: typeof title === 'string' ? title : `The server answered ${response.status}`,
    detail: typeof detail === 'string' ? detail : 'The answer could not be read.',
    requestId: typeof id === 'string' ? id : common.requestId,
    errors: fieldProblems(errors),
    extensions,
  })
}
