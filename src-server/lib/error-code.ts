/** The code of an error as Node and SQLite give it (`EADDRINUSE`, `SQLITE_FULL`), or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
