import type { Writable } from 'node:stream'

/**
 * Writes a stream no faster than it is read, and stops when nobody reads it any more.
 *
 * Each wait takes its listeners away again: an export of a long log waits thousands of times on one answer. Held by test/http/write-pieces.test.ts.
 */
export async function writePieces(to: Writable, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (to.destroyed) return
    if (!to.write(piece)) await room(to)
  }
  to.end()
}

/** Until there is room again, or nobody is there. */
function room(to: Writable): Promise<void> {
  if (to.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      to.off('drain', done)
      to.off('close', done)
      resolve()
    }
    to.on('drain', done)
    to.on('close', done)
  })
}
