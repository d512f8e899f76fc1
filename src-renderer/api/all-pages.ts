import { type Accessor, createEffect } from 'solid-js'
import type { Endpoint, ReplyOf } from '../../src-server/contract/endpoint.ts'
import { type ListResult, type ReadOptions, useApiList } from './query.ts'

type ItemOf<E extends Endpoint> = ReplyOf<E> extends { data: (infer Item)[] } ? Item : never

/** A list that is needed whole (components, pages, roles): goes on by itself until the server has no more. */
export function useWholeList<const E extends Endpoint>(options: Accessor<ReadOptions<E>>): ListResult<ItemOf<E>> {
  const list = useApiList(options)
  createEffect(() => {
    if (list.hasMore() && !list.loadingMore() && list.problem() === null) list.more()
  })
  return list
}
