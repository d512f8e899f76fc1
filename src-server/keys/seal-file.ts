import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SealFile, sealFile, sealFileName } from '../contract/seal.ts'
import { DataFolderProblem } from '../db/data-folder.ts'
import { writeDurableFile } from '../lib/durable-file.ts'
import { errorCode } from '../lib/error-code.ts'

/** What `keys/seal.json` says; null where there is none. @throws DataFolderProblem `data_damaged` */
export function readSealFile(folder: string): SealFile | null {
  const file = join(folder, sealFileName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  return sealFileIn(text, file)
}

/** The same of a text; `file` is named where it is none. @throws DataFolderProblem `data_damaged` */
export function sealFileIn(text: string, file: string): SealFile {
  const parsed = sealFile.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new DataFolderProblem(
    'data_damaged',
    `${file} cannot be read: it was cut off, or written by a newer Beatkeeper. Put it back from where you keep your keys, or install the newer version.`,
  )
}

export function writeSealFile(folder: string, state: SealFile): void {
  writeDurableFile(join(folder, sealFileName), `${JSON.stringify(state, null, 2)}\n`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
