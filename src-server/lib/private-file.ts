import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file that only its owner can read, whole or not at all: what stood there before (with whatever mode) is replaced by rename, so
 * that nobody reads half of it, and an old file's open permissions do not carry over to what is new. Held by test/lib/private-file.test.ts.
 */
export function writePrivateFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}.new`
  try {
    // `wx`: never through a link or a file that someone has put there.
    rmSync(partial, { force: true })
    writeFileSync(partial, text, { mode: 0o600, flag: 'wx' })
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}
