import { changesState, credentialsOf, type Endpoint } from '../contract/endpoint.ts'
import type { ProblemCode } from '../contract/problems.ts'

/**
 * Which refusals an endpoint can answer, by what it is; its own `problems` come on top. For the OpenAPI document: a client that is made from
 * it knows every status it can meet. Held by test/http/openapi.test.ts, which compares with live answers.
 */
export function refusalsOf(endpoint: Endpoint): readonly ProblemCode[] {
  const { permission, method, path } = endpoint
  const isPublic = permission === 'public'
  const takes = new Set(credentialsOf(endpoint))
  const rules: readonly (readonly [boolean, readonly ProblemCode[]])[] = [
    [true, ['malformed_request', 'credential_in_query', 'multiple_credentials', 'invalid_token', 'unknown_host']],
    [true, ['token_revoked', 'token_expired', 'token_disabled', 'api_access_disabled', 'ip_not_allowed']],
    [true, ['page_mismatch', 'rate_limited', 'internal', 'audit_unavailable']],
    [endpoint.answers !== 'stream' && endpoint.answers !== 'feed', ['not_acceptable']],
    [endpoint.answers !== 'html' && endpoint.answers !== 'feed', ['validation_failed']],
    [!isPublic, ['unauthenticated']],
    [!isPublic && takes.has('session'), ['session_expired', 'csrf_failed', 'cross_origin']],
    [isPublic && method !== 'GET', ['cross_origin']],
    [!isPublic && takes.has('session') && takes.size === 1, ['session_required']],
    [endpoint.terraformTokensOnly === true || endpoint.ownerOnly === true, ['session_required']],
    [!isPublic && !(takes.has('api_token') && takes.has('session')), ['credential_kind_not_accepted']],
    [endpoint.reauthenticate === true, ['reauthentication_required']],
    [endpoint.environments === 'shared' && changesState(endpoint), ['environment_mismatch']],
    [takes.has('api_token'), ['environment_mismatch']],
    [!isPublic && permission !== 'authenticated', ['insufficient_scope', 'role_denied']],
    [endpoint.lock !== undefined, ['terraform_locked']],
    [path.includes(':'), ['not_found']],
    [method !== 'GET' && endpoint.takes === undefined, ['invalid_json']],
    [method !== 'GET' && endpoint.takes !== 'anything', ['unsupported_media_type']],
    [endpoint.takes === 'form', ['malformed_request', 'validation_failed']],
    [method !== 'GET', ['payload_too_large']],
    [endpoint.body !== undefined && endpoint.takesSecrets !== true, ['credential_in_body']],
    [takes.has('magic'), ['magic_expired', 'magic_used']],
    [endpoint.query !== undefined && 'cursor' in queryOf(endpoint), ['invalid_cursor']],
    [method === 'POST' && /^\/(admin|org|me)\//.test(path), ['idempotency_key_reused', 'idempotency_in_flight']],
    [method === 'PATCH' || method === 'DELETE', ['precondition_failed']],
    [changesState(endpoint), ['storage_full']],
  ]
  const codes = rules.flatMap(([holds, each]) => (holds ? each : []))
  return [...new Set([...codes, ...(endpoint.problems ?? [])])]
}

/** The fields of an endpoint's query, by name. */
function queryOf({ query }: Endpoint): object {
  return query !== undefined && 'shape' in query && typeof query.shape === 'object' && query.shape !== null
    ? query.shape
    : {}
}
