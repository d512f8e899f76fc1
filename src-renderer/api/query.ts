import {
  focusManager,
  type InfiniteData,
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/solid-query'
import { type Accessor, createMemo } from 'solid-js'
import type { Endpoint, ReplyOf } from '../../src-server/contract/endpoint.ts'
import { environment, pageId } from '../state/choices.ts'
import { type CallInput, call } from './call.ts'
import { type ApiProblem, problemOf } from './problem.ts'

/**
 * Reading: TanStack Query around the contract's endpoints.
 *
 * A key is `[environment, page, endpoint id, params, query]`, so that the Live/Test switch and the page switch each have their own
 * cache, and `invalidate('tokens')` finds all that an action on tokens may have changed. No retries of its own: an unreachable
 * server is asked again after 2 s, 4 s … 60 s, a rate limit after its Retry-After, both shown by ScreenState. `data()` never
 * suspends (reading `q.data` while pending would put the whole screen behind its fallback).
 */

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

/** Asks nothing by itself while `paused`; afterwards what is on screen is asked for anew. */
export function pauseAsking(paused: boolean): void {
  focusManager.setFocused(paused ? false : undefined)
}

export type QueryKey = readonly [
  environment: string,
  page: string | null,
  endpoint: string,
  params: unknown,
  query: unknown,
]

export interface Result<Data> {
  /** The newest there is, also while something fails; `undefined` before the first answer. */
  data: () => Data | undefined
  /** Why the last try failed. */
  problem: () => ApiProblem | null
  /** Nothing is there yet and it is on its way. */
  loading: () => boolean
  /** Something is there and newer is on its way. */
  updating: () => boolean
  /** When `data` was answered, milliseconds; 0 before. */
  at: () => number
  again: () => void
}

/** How long until the next try after a failure, in milliseconds; `false`: only when asked. */
function retryDelay(problem: unknown, failures: number): number | false {
  if (problem === null || problem === undefined) return false
  const refusal = problemOf(problem)
  if (refusal.state === 'wait') return (refusal.retryAfter ?? 5) * 1000
  if (refusal.state === 'unreachable')
    return Math.min(60_000, (refusal.retryAfter ?? 0) * 1000 || 2000 * 2 ** Math.min(failures, 5))
  return false
}

export interface ReadOptions<E extends Endpoint> {
  endpoint: E
  input?: CallInput<E>
  /** Waits while false. */
  enabled?: boolean
  /** Asks again this often, milliseconds. */
  every?: number
  /** Asked anew whenever it is enabled, however fresh the last answer is: before something that cannot be taken back. */
  anew?: boolean
  /** Never asks again by itself: for the log, where what one reads must not move, and every read is an event of its own. */
  steady?: boolean
}

/** A query as TanStack hands it to `refetchInterval`. */
interface QueryLike {
  state: { error: unknown; errorUpdateCount: number; status: string }
}

function keyOf(endpoint: Endpoint, input: { params?: unknown; query?: unknown } | undefined): QueryKey {
  return [environment(), pageId(), endpoint.id, input?.params ?? null, input?.query ?? null]
}

/** One answer of a GET endpoint, kept fresh. */
export function useApi<const E extends Endpoint>(options: Accessor<ReadOptions<E>>): Result<ReplyOf<E>> {
  const query = useQuery(() => {
    const { endpoint, input, enabled, every, anew } = options()
    return {
      queryKey: keyOf(endpoint, input),
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<ReplyOf<E>> => call(endpoint, { ...input, signal }),
      enabled: enabled ?? true,
      ...(anew === true ? { staleTime: 0 } : {}),
      placeholderData: keepPreviousData,
      refetchInterval: (one: QueryLike) =>
        one.state.status === 'error' ? retryDelay(one.state.error, one.state.errorUpdateCount) : (every ?? false),
    }
  })
  return {
    data: () => (query.isPending ? undefined : query.data),
    problem: () => (query.error === null ? null : problemOf(query.error)),
    loading: () => query.isPending && query.isFetching,
    updating: () => !query.isPending && query.isFetching,
    at: () => query.dataUpdatedAt,
    again: () => void query.refetch(),
  }
}

type ItemOf<E extends Endpoint> = ReplyOf<E> extends { data: (infer Item)[] } ? Item : never

export interface ListResult<Item> extends Result<readonly Item[]> {
  /** Whether the server holds more. */
  hasMore: () => boolean
  /** Asks for the next page. */
  more: () => void
  loadingMore: () => boolean
  /** Asks for the first page again and forgets the later ones. */
  restart: () => void
}

interface ListPage {
  data: unknown[]
  next_cursor: string | null
}

/** A list of the server, page after page by its cursor; `data()` is all that was loaded. */
export function useApiList<const E extends Endpoint>(options: Accessor<ReadOptions<E>>): ListResult<ItemOf<E>> {
  const client = useQueryClient()
  const query = useInfiniteQuery(() => {
    const { endpoint, input, enabled, every, steady } = options()
    return {
      queryKey: keyOf(endpoint, input),
      queryFn: async ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | null }): Promise<ListPage> => {
        const query: Readonly<Record<string, unknown>> = {
          ...(input?.query as Readonly<Record<string, unknown>> | undefined),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        }
        // The cursor is a parameter of every list, and every list answers `listOf(item)`: what a generic endpoint does not tell.
        return (await call(endpoint, { ...input, query, signal } as CallInput<E>)) as ListPage
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last: ListPage) => last.next_cursor,
      enabled: enabled ?? true,
      placeholderData: keepPreviousData,
      ...(steady === true ? { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } : {}),
      refetchInterval: (one: QueryLike) =>
        one.state.status === 'error' ? retryDelay(one.state.error, one.state.errorUpdateCount) : (every ?? false),
    }
  })
  const items = createMemo(() =>
    query.isPending ? undefined : (query.data?.pages.flatMap((page) => page.data) as ItemOf<E>[] | undefined),
  )
  return {
    data: items,
    problem: () => (query.error === null ? null : problemOf(query.error)),
    loading: () => query.isPending && query.isFetching,
    updating: () => !query.isPending && query.isFetching,
    at: () => query.dataUpdatedAt,
    again: () => void query.refetch(),
    hasMore: () => query.hasNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    loadingMore: () => query.isFetchingNextPage,
    restart: () => {
      const { endpoint, input } = options()
      client.setQueryData<InfiniteData<ListPage>>(keyOf(endpoint, input), (before) =>
        before === undefined ? before : { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) },
      )
      void query.refetch()
    },
  }
}

/** Marks as stale all answers of features (`tokens`, `audit`), in every environment and page: after a change. */
export function useInvalidate(): (...features: string[]) => Promise<void> {
  const client = useQueryClient()
  return async (...features) => {
    await client.invalidateQueries({
      predicate: (query) => {
        const id = query.queryKey[2]
        return typeof id === 'string' && features.some((feature) => id === feature || id.startsWith(`${feature}.`))
      },
    })
  }
}
