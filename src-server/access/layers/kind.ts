import type { CredentialKind } from '../../contract/endpoint.ts'
import { type Denial, deny } from '../denial.ts'
import type { CallerKind, Facts } from '../facts.ts'

const words: Readonly<Record<CallerKind, string>> = {
  anonymous: 'no credential',
  api_token: 'an API token',
  oauth: 'an OAuth access token',
  session: 'a signed-in session',
  magic: 'a magic link',
}

/**
 * Does the route take this kind of credential?
 *
 * What only people may do (passwords, two-factor, their own sessions, what only an owner decides) wants a session. Locking
 * and unlocking for Terraform is for people too, and for the tokens that Terraform itself uses.
 */
export function judgeKind({ credential, endpoint }: Facts): Denial | null {
  const { kind } = credential
  if (kind === 'anonymous') return null // the layer `credential` has had its say
  if (kind !== 'session' && (endpoint.ownerOnly || isSessionOnly(endpoint.credentials))) {
    return deny('kind', 'session_required')
  }
  if (kind !== 'session' && endpoint.terraformTokensOnly && !credential.terraformManaged) {
    return deny('kind', 'session_required', {
      detail: 'Locking and unlocking takes a signed-in session or a terraform-managed token.',
    })
  }
  if (endpoint.credentials.includes(kind)) return null
  return deny('kind', 'credential_kind_not_accepted', {
    detail: `This endpoint takes ${listed(endpoint.credentials)}, not ${words[kind]}.`,
  })
}

function isSessionOnly(credentials: readonly CredentialKind[]): boolean {
  return credentials.length === 1 && credentials[0] === 'session'
}

function listed(credentials: readonly CredentialKind[]): string {
  return credentials.map((kind) => words[kind]).join(' or ')
}
