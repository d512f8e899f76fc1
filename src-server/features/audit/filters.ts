import type { LogFilter } from '../../journal/filter.ts'

/** The filters of a query, in the words of the journal. */
export interface FilterQuery {
  readonly seq?: number | undefined
  readonly token_id?: string | undefined
  readonly token_name?: string | undefined
  readonly oauth_app?: string | undefined
  readonly actor_id?: string | undefined
  readonly action?: string | undefined
  readonly kind?: string | undefined
  readonly outcome?: string | undefined
  readonly route?: string | undefined
  readonly scope?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly request_id?: string | undefined
  readonly q?: string | undefined
}

/** The same filters by their names in the journal. */
export function filterOf(query: FilterQuery): LogFilter {
  const { token_id, token_name, oauth_app, actor_id, request_id, ...rest } = query
  const { seq, action, kind, outcome, route, scope, from, to, q } = rest
  return {
    tokenId: token_id,
    tokenName: token_name,
    oauthApp: oauth_app,
    actorId: actor_id,
    requestId: request_id,
    ...{ seq, action, kind, outcome, route, scope, from, to, q },
  }
}

/** The filters by name, without those that were left out: what a cursor is bound to. */
export function bindingOf(query: FilterQuery): unknown {
  return Object.entries(filterOf(query)).filter(([, value]) => value !== undefined)
}
