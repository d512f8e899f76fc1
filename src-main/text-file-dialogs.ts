import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Dialog } from 'electron'

/** Small files of text that a person chooses: written whole and their owner's alone, read no longer than they should be. */

const bytesMost = 262_144

/** Writes to the file that the person chooses; its name, or `null` when they thought better of it. */
export async function chooseAndWrite(
  askForFile: (proposed: string) => Promise<string | null>,
  proposed: string,
  text: string,
): Promise<string | null> {
  const file = await askForFile(proposed)
  if (file === null) return null
  await writeFile(`${file}.part`, text, { mode: 0o600 })
  await rename(`${file}.part`, file)
  return basename(file)
}

/** The text of the file that the person chooses; `null` when they thought better of it. A file that is too long is none of ours: empty. */
export async function chooseAndRead(dialog: Pick<Dialog, 'showOpenDialog'>): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    properties: ['openFile'],
    filters: [{ name: 'Connections', extensions: ['json'] }],
  })
  const [file] = filePaths
  if (canceled || file === undefined) return null
  return (await stat(file)).size > bytesMost ? '' : readFile(file, 'utf8')
}
