import type { Environment } from '../credentials/principal.ts'

/** Whose content: every query of content names the page and the environment, so that a foreign id is an id of nothing. */
export interface Scope {
  readonly pageId: string
  readonly environment: Environment
}

/** The scope of a call. */
export function scopeOf(call: { readonly page: { readonly id: string }; readonly environment: Environment }): Scope {
  return { pageId: call.page.id, environment: call.environment }
}
