import { type Accessor, createMemo } from 'solid-js'
import { getToken, type Token } from '../../../src-server/contract/tokens.ts'
import { useApi } from '../../api/query.ts'

/** The token that a dialog is about: from the list where it is loaded, else asked for (a deep link). */
export function useToken(
  id: Accessor<string | undefined>,
  loaded: Accessor<readonly Token[]>,
): Accessor<Token | undefined> {
  const found = createMemo(() => loaded().find((token) => token.id === id()))
  const asked = useApi(() => ({
    endpoint: getToken,
    input: { params: { id: id() ?? '' } },
    enabled: id() !== undefined && found() === undefined && (id() ?? '').startsWith('tok_'),
  }))
  return createMemo(() => {
    if (id() === undefined) return undefined
    const answered = asked.data()
    return found() ?? (answered?.id === id() ? answered : undefined)
  })
}
