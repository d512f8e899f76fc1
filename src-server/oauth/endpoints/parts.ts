import type { NewId } from '../../contract/ids.ts'
import type { Generation } from '../../credentials/generation.ts'
import type { SecondFactorServices } from '../../credentials/second-factor.ts'
import type { Writer } from '../../db/writer.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { Limits } from '../../http/limit.ts'
import type { Journal } from '../../journal/journal.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import type { AuthorizationServer } from '../authorization-server.ts'
import type { createPerform } from '../perform.ts'
import type { LoggedEvent } from '../unit-of-work.ts'
import type { VirtualRequest } from '../virtual-exchange.ts'
import { virtualRequestOf } from './virtual-request.ts'

/** What the endpoints of the authorization server share. */
export interface EndpointParts extends SecondFactorServices {
  readonly server: AuthorizationServer
  readonly perform: ReturnType<typeof createPerform>
  readonly writer: Pick<Writer, 'submit'>
  readonly journal: Pick<Journal, 'append'>
  readonly generation: Generation
  readonly newId: NewId
  readonly pages: PageDirectory
  readonly roles: RoleDirectory
  readonly limits: Pick<Limits, 'failedAuthentication'>
  /** What the workspace is called. */
  workspaceName(): string
  /** A user and the app that acts for them, as the log names them. */
  whoAllows(
    userId: string,
    app: { readonly id: string; readonly shown: { readonly name: string } },
  ): Pick<LoggedEvent, 'actor' | 'onBehalfOf'>
  /** A refusal that nobody's row stands for: counted. */
  countRefusal(exchange: Exchange, code: 'invalid_token' | 'malformed_request'): void
}

/** A request for oidc-provider, from one of ours. */
export function asVirtual(
  parts: EndpointParts,
  exchange: Exchange,
  more: { body?: Buffer; uid?: string; isForPeople?: boolean } = {},
): VirtualRequest {
  return virtualRequestOf(exchange, new URL(parts.server.issuer), more)
}

/** The page that the host of a request says, where it says one: a grant made there is for that page. */
export function hostPageIdOf(exchange: Exchange): string | null {
  return exchange.hostKind === 'page' ? (exchange.hostPage?.id ?? null) : null
}
