import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Whether out/ was built from the sources that are here.
 * Chosen: a digest of what goes in, kept in out/built-from. Left out: modification times, which a checkout or a copy changes.
 */

export const root = resolve(import.meta.dirname, '..', '..')
const inputs = [
  'src-main',
  'src-server',
  'src-renderer',
  'scripts/build',
  'electron.vite.config.ts',
  'package-lock.json',
]
const stamp = 'out/built-from'

function filesUnder(path: string): string[] {
  if (!existsSync(join(root, path))) return []
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  return entries.flatMap((entry) =>
    entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
  )
}

/** SHA-256 over names and contents of everything that the build reads. */
export function sourceDigest(): string {
  const hash = createHash('sha256')
  const files = inputs.flatMap((input) => (/\.[a-z]+$/.test(input) ? [input] : filesUnder(input))).sort()
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/** True if out/ holds a whole build of exactly these sources. */
export function isBuilt(digest: string): boolean {
  return existsSync(join(root, stamp)) && readFileSync(join(root, stamp), 'utf8') === digest
}

/** Remembers what out/ was built from; call it after the build has succeeded. */
export function markBuilt(digest: string): void {
  writeFileSync(join(root, stamp), digest)
}
