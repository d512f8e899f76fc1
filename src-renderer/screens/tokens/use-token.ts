import { type Accessor, createMemo } from 'solid-js'
import { getToken, type Token } from '../../../src-server/contract/tokens.ts'
import { useApi } from '../../api/query.ts'

/** The token that a dialog is about: at once from the list where it is loaded, and asked for anew: who used it a moment ago matters. */
export function useToken(
  id: Accessor<string | undefined>,
  loaded: Accessor<readonly Token[]>,
): Accessor<Token | undefined> {
  const found = createMemo(() => loaded().find((token) => token.id === id()))
  const asked = useApi(() => ({
    endpoint: getToken,
    input: { params: { id: id() ?? '' } },
    enabled: (id() ?? '').startsWith('tok_'),
    anew: true,
  }))
  return createMemo(() => {
    if (id() === undefined) return undefined
    const answered = asked.data()
    return answered?.id === id() ? answered : found()
  })
}
