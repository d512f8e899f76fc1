import { Problem } from '../contract/problems.ts'
import { errorCode } from '../lib/error-code.ts'

/** What work came to: its value, or the problem that it ended with. */
export type Outcome<Value> =
  | { readonly problem: Problem; readonly value: null }
  | { readonly problem: null; readonly value: Value }

/** Runs work whose refusals are answers; whatever else it throws goes on. */
export function problemOrValue<Value>(work: () => Value): Outcome<Value> {
  try {
    return { problem: null, value: work() }
  } catch (error) {
    if (error instanceof Problem) return { problem: error, value: null }
    throw error
  }
}

/** The same for a handler's own work: a bug in it is its own 500, with nothing changed; only what the storage says is everybody's matter. */
export function attempted<Value>(work: () => Value): Outcome<Value> {
  try {
    return problemOrValue(work)
  } catch (error) {
    if (isStorageError(error)) throw error
    return { problem: new Problem('internal', { cause: error }), value: null }
  }
}

/** What the caller hears when the batch did not commit: whatever SQLite had against it, the log could not be written. */
export function uncommitted(error: unknown): Problem {
  if (error instanceof Problem) return error
  const code = errorCode(error)
  if (code === 'SQLITE_FULL') return new Problem('storage_full', { cause: error })
  if (code.startsWith('SQLITE_')) return new Problem('audit_unavailable', { cause: error, note: code })
  return new Problem('internal', { cause: error })
}

/** What the caller hears of an error outside of any batch: what the storage says as 503, a bug, in a statement too, as 500. */
export function thrown(error: unknown): Problem {
  return error instanceof Problem || isStorageError(error)
    ? uncommitted(error)
    : new Problem('internal', { cause: error })
}

/** Whether the file or the disk failed, and not a statement. */
function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|PROTOCOL)/.test(errorCode(error))
}
