import type { Environment } from '../credentials/principal.ts'
import type { ReadyAnswer, ReadyAnswers } from '../http/handler.ts'
import { createKeptReplies, type KeptReplies } from '../http/kept-replies.ts'

/**
 * Public answers that stand ready, by page and target.
 *
 * Chosen: bytes and ETag are made once and answered until something of the page changes: whoever commits such a change drops the
 * page here in the same turn (`Change.afterCommit`), so the next reader sees it. Moments that pass without a commit (a window
 * begins, an incident becomes public, a day ends) end an answer by its own `freshUntil`. Bounded: what anyone can ask for must not
 * grow our memory. Left out: keeping by normalised query; two spellings are two entries of the same small map.
 * Held by test/content/ready-answers.test.ts.
 */

/** What a change of content has to say when it has committed. */
export interface PublishedContent {
  /** Everything that was ready for this page is made anew from now on. */
  changed(pageId: string): void
  /** The same after a change of test content, which is never public. */
  testChanged(pageId: string): void
}

const entriesAtMost = 400
const bytesAtMost = 16 * 1024 * 1024

/** An empty store of answers. `kept`: the replies to callers that change with the same content. */
export function createReadyAnswers(kept: KeptReplies = createKeptReplies()): ReadyAnswers & PublishedContent {
  const pages = new Map<string, Map<string, ReadyAnswer>>()
  let entries = 0
  let bytes = 0

  const forget = (page: Map<string, ReadyAnswer>, target: string): void => {
    const answer = page.get(target)
    if (answer === undefined) return
    page.delete(target)
    entries -= 1
    bytes -= answer.bytes.length
  }
  const changed = (pageId: string): void => {
    const page = pages.get(pageId)
    if (page === undefined) return
    for (const target of [...page.keys()]) forget(page, target)
    pages.delete(pageId)
  }

  return {
    changed(pageId) {
      changed(pageId)
      kept.drop(pageId)
    },
    testChanged: (pageId) => kept.drop(pageId),
    find(pageId, target, now) {
      const answer = pages.get(pageId)?.get(target)
      return answer === undefined || now >= answer.freshUntil ? undefined : answer
    },
    keep(pageId, target, answer) {
      let page = pages.get(pageId)
      if (page === undefined) {
        page = new Map()
        pages.set(pageId, page)
      }
      forget(page, target)
      page.set(target, answer)
      entries += 1
      bytes += answer.bytes.length
      while (entries > entriesAtMost || bytes > bytesAtMost) {
        const [oldestPage, oldest] = pages.entries().next().value ?? []
        const oldestTarget = oldest?.keys().next().value
        if (oldestPage === undefined || oldest === undefined) return
        if (oldestTarget !== undefined) forget(oldest, oldestTarget)
        if (oldest.size === 0) pages.delete(oldestPage)
      }
    },
  }
}

/** Drops what is ready for the page of a content change once it has committed: for the public (never test content), and for callers. */
export function publishWhenCommitted(
  published: PublishedContent,
  call: { readonly page: { readonly id: string }; readonly environment: Environment },
  { afterCommit }: { afterCommit(work: () => void): void },
): void {
  afterCommit(() =>
    call.environment === 'live' ? published.changed(call.page.id) : published.testChanged(call.page.id),
  )
}
