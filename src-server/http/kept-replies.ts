/**
 * Replies of reads that say the same to everyone who may ask: kept as text until the content of their page changes.
 *
 * Chosen: only reads whose route says so (`kept`), whose answer depends on nothing but page, environment and query, not on the clock and
 * not on who asks. Who may ask is judged before, and the request's log row is written as always; what is saved is the query and the
 * JSON. A reply is kept after its batch has committed, so nothing that was rolled back is ever repeated. Bounded: queries are the
 * caller's. Held by test/http/kept-replies.test.ts.
 */
export interface KeptReply {
  readonly status: number
  readonly text: string | null
  readonly headers: readonly string[]
}

export interface KeptReplies {
  find(pageId: string, key: string): KeptReply | undefined
  keep(pageId: string, key: string, reply: KeptReply): void
  /** The content of the page changed. */
  drop(pageId: string): void
}

const entriesAtMost = 500
const charactersAtMost = 16 * 1024 * 1024

/** An empty store of replies. */
export function createKeptReplies(): KeptReplies {
  const pages = new Map<string, Map<string, KeptReply>>()
  let entries = 0
  let characters = 0
  const forgetAll = (): void => {
    pages.clear()
    entries = 0
    characters = 0
  }
  return {
    find: (pageId, key) => pages.get(pageId)?.get(key),
    keep(pageId, key, reply) {
      const page = pages.get(pageId) ?? new Map<string, KeptReply>()
      if (page.has(key)) return
      pages.set(pageId, page)
      page.set(key, reply)
      entries += 1
      characters += reply.text?.length ?? 0
      // Seldom reached, and made again at the cost of one query each.
      if (entries > entriesAtMost || characters > charactersAtMost) forgetAll()
    },
    drop(pageId) {
      for (const reply of pages.get(pageId)?.values() ?? []) {
        entries -= 1
        characters -= reply.text?.length ?? 0
      }
      pages.delete(pageId)
    },
  }
}
