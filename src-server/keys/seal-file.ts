import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { DataFolderProblem } from '../db/data-folder.ts'
import { writeDurableFile } from '../lib/durable-file.ts'
import { errorCode } from '../lib/error-code.ts'

/** `keys/seal.json`: how the sealing key is sealed itself. Holds no secret that opens anything by itself. */
export const sealFileName = 'seal.json'

const keyId = z.string().check(z.regex(/^[0-9a-f]{16}$/))

const sealFile = z.discriminatedUnion('sealed_by', [
  z.strictObject({ version: z.literal(1), sealed_by: z.literal('nothing'), key_id: keyId }),
])
export type SealFile = z.output<typeof sealFile>

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
