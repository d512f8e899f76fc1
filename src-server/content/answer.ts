import { createHash } from 'node:crypto'
import type { Readable } from '../db/database.ts'
import type { ReadyAnswer } from '../http/handler.ts'
import { nextMomentOf } from './published.ts'

/** No answer is older than this: uptime moves on while an outage lasts. Milliseconds. */
const freshAtMostMs = 60_000

/**
 * Bytes that are ready, with their ETag and the moment from which they have to be made anew. Unchanged content keeps its ETag
 * however often it is made.
 */
export function readyAnswer(
  db: Readable,
  { pageId, now }: { readonly pageId: string; readonly now: number },
  answer: Pick<ReadyAnswer, 'contentType' | 'headers'> & { readonly text: string; readonly status?: number },
): ReadyAnswer {
  const bytes = Buffer.from(answer.text)
  const next = nextMomentOf(db, pageId, now)
  return {
    status: answer.status ?? 200,
    contentType: answer.contentType,
    bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
    headers: answer.headers,
    freshUntil: Math.min(next ?? Number.MAX_SAFE_INTEGER, now + freshAtMostMs),
  }
}
