import { Worker } from 'node:worker_threads'
import type { Verdict } from './verify.ts'

/**
 * Verifies the whole log in a thread of its own, so that the answering loop stays free however long the log is (security.md 2.5).
 *
 * The thread reads the file by a connection of its own in keyset chunks, each a short read, so that it holds the write-ahead log back no longer
 * than one of them. Held by test/journal/verify-thread.test.ts.
 */

export interface Progress {
  readonly done: number
  readonly total: number
}

export interface VerificationRun {
  /** Rejects with what the storage said, or with `VerificationCancelled`. */
  readonly verdict: Promise<Verdict>
  /** How far it is; null until the thread has said so. */
  progress(): Progress | null
  /** Ends the thread. */
  cancel(): void
}

/** Begins one. */
export type StartVerification = () => VerificationRun

/** Nobody waits for it any more. */
export class VerificationCancelled extends Error {}

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** @param entry where verify-worker lies: beside the sources, or beside the built server. */
export function verificationThread(databaseFile: string, workspaceId: string, entry: URL): StartVerification {
  return () => {
    const worker = new Worker(entry, { workerData: { databaseFile, workspaceId } })
    worker.unref()
    let progress: Progress | null = null
    let isCancelled = false
    const verdict = new Promise<Verdict>((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'progress') progress = { done: message.done, total: message.total }
        else if (message.kind === 'verdict') resolve(message.verdict)
        else reject(Object.assign(new Error(message.message), { code: message.code }))
      })
      worker.once('error', reject)
      worker.once('exit', () =>
        reject(isCancelled ? new VerificationCancelled() : new Error('the verification ended without a verdict')),
      )
    })
    return {
      verdict,
      progress: () => progress,
      cancel() {
        isCancelled = true
        void worker.terminate()
      },
    }
  }
}
