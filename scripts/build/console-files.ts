import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { Plugin } from 'vite'
import type { ConsoleFiles } from '../../src-server/contract/console-files.ts'

/**
 * The list of files that the built console consists of: exact name, digest, size, type.
 * Both servers of the console (the desktop's app:// protocol and the headless server) answer these names and no other,
 * so nothing is ever looked up in a folder by a name that came from outside.
 */

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Lists the files under `folder`. Throws for a kind of file whose media type is not known here. */
export function listConsoleFiles(folder: string): ConsoleFiles {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.startsWith('.'))
    .sort()
  const files = names.map((name) => {
    const type = types[extname(name)]
    if (type === undefined)
      throw new Error(`The built console holds ${name}, whose media type scripts/build/console-files.ts does not know.`)
    const bytes = readFileSync(join(folder, name))
    return { name, type, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
  return { version: 1, files }
}

/** Writes the list beside the folder once the bundle is on disk. */
export function consoleFiles(folder: string, listFile: string): Plugin {
  return {
    name: 'beatkeeper:console-files',
    closeBundle() {
      writeFileSync(listFile, `${JSON.stringify(listConsoleFiles(folder), null, 1)}\n`)
    },
  }
}
