import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealFileName } from '../contract/seal.ts'
import type { Readable, Writable } from '../db/database.ts'
import { writeDurableFile } from '../lib/durable-file.ts'
import { keyFolder, sealingKeyFileName } from './key-folder.ts'
import { sealFileIn } from './seal-file.ts'

/**
 * Keys inside a backup, where someone asked for them: a table that only a backup has. A restore takes it out again, with its pages overwritten.
 * As they lie in `keys/`: sealed keys stay sealed. Held by test/cli/backup-keys.test.ts.
 */
const names = [sealFileName, sealingKeyFileName, 'identity.key'] as const

/** Puts the keys of a folder into a copy of its database; answers whether they lie open there. */
export function packKeys(tx: Writable, exec: (sql: string) => void, dataDir: string): { readonly open: boolean } {
  exec('CREATE TABLE packed_keys (name TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT')
  const folder = join(dataDir, 'keys')
  let open = false
  for (const name of names) {
    const file = join(folder, name)
    if (!existsSync(file)) continue
    tx.run('INSERT INTO packed_keys (name, content) VALUES (?, ?)', name, readFileSync(file, 'utf8'))
    if (name === sealingKeyFileName) open = true
  }
  return { open }
}

/** Whether a backup holds keys. */
export function holdsKeys(db: Readable): boolean {
  return db.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'packed_keys'") !== undefined
}

/** Takes the keys out of a copy and puts them where they belong. Call with `secure_delete` on. */
export function unpackKeys(db: Readable, exec: (sql: string) => void, dataDir: string): void {
  const folder = keyFolder(dataDir)
  const packed = new Map(
    db
      .all<{ name: string; content: string }>('SELECT name, content FROM packed_keys')
      .map(({ name, content }) => [name, content]),
  )
  const seal = packed.get(sealFileName)
  if (seal !== undefined) sealFileIn(seal, `${sealFileName} of the backup`)
  // seal.json last: it says that the others are there.
  for (const name of names.toReversed()) {
    const content = packed.get(name)
    if (content !== undefined) writeDurableFile(join(folder, name), content)
  }
  exec('DROP TABLE packed_keys')
}
