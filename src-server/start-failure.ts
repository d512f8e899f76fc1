import type { FailureCode } from './contract/lifecycle.ts'
import { DataFolderProblem } from './db/data-folder.ts'
import { NewerDatabase } from './db/migrate.ts'
import { KeysSealed } from './keys/key-folder.ts'

/** A server, or a command that works on a data folder, did not come up. `message` says what to do and holds no secret. */
export class StartFailure extends Error {
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/**
 * Runs `work`; what the folder and the database say becomes a failure with a remedy. `undo` runs first when it fails.
 * @throws StartFailure
 */
export function asFailure<Result>(work: () => Result, undo: () => void = () => undefined): Result {
  try {
    return work()
  } catch (error) {
    undo()
    throw failureOf(error)
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof KeysSealed) return new StartFailure('sealed', error.message, error)
  if (error instanceof DataFolderProblem) return new StartFailure(error.code, error.message, error)
  if (error instanceof NewerDatabase) {
    return new StartFailure(
      'data_newer',
      `This data folder was written by a newer Beatkeeper (schema ${error.found}, this one knows ${error.known}). Install the newer version; the folder was not touched.`,
      error,
    )
  }
  if (!(error instanceof Error) || !('code' in error)) return error
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))) {
    return new StartFailure(
      'data_damaged',
      `${sentence(error.message)} Nothing was changed. Keep a copy of the folder and restore a backup: beatkeeper restore FILE --data DIR.`,
      error,
    )
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|^E(ACCES|ROFS|PERM)/.test(String(error.code))) {
    return new StartFailure(
      'data_unwritable',
      `The database cannot be written (${error.message}). Give yourself read and write access to the data folder.`,
      error,
    )
  }
  return error
}

/** SQLite's own words as a sentence. */
function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
}
