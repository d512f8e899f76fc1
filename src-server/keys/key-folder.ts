import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataFolderProblem } from '../db/data-folder.ts'
import { writeDurableFile } from '../lib/durable-file.ts'
import { errorCode } from '../lib/error-code.ts'
import { readSealFile, sealFileName, writeSealFile } from './seal-file.ts'
import { createSealer, keyBytes, keyIdOf, type Sealer } from './sealer.ts'

/**
 * The sealing key of a data folder: `keys/sealing.key`, and `keys/seal.json`, which says how it is sealed.
 *
 * Made at the first start, on disk before anything is sealed with it. The key is written first and `seal.json` after it, so a crash between
 * the two leaves a key that the next start takes up. A key that does not fit `seal.json` is never replaced by a new one: what was sealed with the old
 * one could not be opened any more, and nobody would have been told.
 * Held by test/keys/key-folder.test.ts.
 */
export const sealingKeyFileName = 'sealing.key'

/**
 * The sealer of a data folder; makes the key where there is none.
 * @throws DataFolderProblem `data_damaged` when the key is not what `seal.json` says.
 */
export function openKeys(dataDir: string): Sealer {
  const folder = keyFolder(dataDir)
  const state = readSealFile(folder)
  if (state === null) return adopt(folder)
  const key = readKey(folder)
  if (key === null)
    throw new DataFolderProblem(
      'data_damaged',
      `${join(folder, sealingKeyFileName)} is missing. Put it back from where you keep your keys. ${goOnWithout}`,
    )
  if (keyIdOf(key) !== state.key_id)
    throw new DataFolderProblem(
      'data_damaged',
      `${join(folder, sealingKeyFileName)} is not the key that ${sealFileName} names. Put the right one back. ${goOnWithout}`,
    )
  return createSealer(key)
}

const goOnWithout =
  'To go on without it, move both files away: the next start makes a new key, and what was sealed with the old one has to be given again.'

/** `keys/`, 0700. */
export function keyFolder(dataDir: string): string {
  const folder = join(dataDir, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
  return folder
}

/** No `seal.json` yet: a first start, or one that was cut off after the key. */
function adopt(folder: string): Sealer {
  const key = readKey(folder) ?? makeKey(folder)
  writeSealFile(folder, { version: 1, sealed_by: 'nothing', key_id: keyIdOf(key) })
  return createSealer(key)
}

function readKey(folder: string): Buffer | null {
  const file = join(folder, sealingKeyFileName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  const key = /^[A-Za-z0-9_-]{43}\n?$/.test(text) ? Buffer.from(text.trim(), 'base64url') : Buffer.alloc(0)
  if (key.length === keyBytes) return key
  throw new DataFolderProblem(
    'data_damaged',
    `${file} holds no key of ours: it was cut off or replaced. Put it back from where you keep your keys. ${goOnWithout}`,
  )
}

function makeKey(folder: string): Buffer {
  const key = randomBytes(keyBytes)
  writeDurableFile(join(folder, sealingKeyFileName), `${key.toString('base64url')}\n`)
  return key
}
