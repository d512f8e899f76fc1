import type { Endpoint } from '../../contract/endpoint.ts'
import type { NewId } from '../../contract/ids.ts'
import type { Principal } from '../../credentials/principal.ts'
import type { Cursors } from '../../http/cursor.ts'
import type { Call } from '../../http/handler.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import type { RoleDirectory } from '../../workspace/roles.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import type { Visibility } from './store.ts'

/** What the tokens feature needs. */
export interface TokenServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly workspace: WorkspaceState
  readonly roles: RoleDirectory
  readonly pages: PageDirectory
}

/** What this caller sees of the tokens. A test token, and a session in the sandbox, see test tokens only. */
export function visibilityOf<E extends Endpoint>(
  call: Pick<Call<E>, 'page' | 'everyPage' | 'environment'>,
): Visibility {
  return { pageId: call.page.id, everyPage: call.everyPage, testOnly: call.environment === 'test' }
}

/** The token that mints, where a token does. */
export function minterOf(principal: Principal): string | null {
  return principal.kind === 'api_token' ? principal.id : null
}
