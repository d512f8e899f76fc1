import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file that only its owner can read and that is there after a power cut: content on disk, then its name, then the name on disk. What
 * stood there before is replaced at the very end. For what cannot be made again (keys); other private files are private-file.ts.
 */
export function writeDurableFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}.new`
  try {
    rmSync(partial, { force: true })
    const handle = openSync(partial, 'wx', 0o600)
    try {
      writeSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(partial, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

/** Makes the names in a folder durable. Windows has no such call, and does it by itself. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
