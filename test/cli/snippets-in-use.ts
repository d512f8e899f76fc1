import { type UseSnippet, useSnippetsOf } from '../../src-renderer/screens/tokens/use-snippets.ts'

/** The code of one snippet. */
export function snippetOf(id: UseSnippet['id'], options: Parameters<typeof useSnippetsOf>[0]): string {
  const found = useSnippetsOf(options).find((snippet) => snippet.id === id)
  if (found === undefined) throw new Error(`there is no snippet ${id}`)
  return found.code
}
