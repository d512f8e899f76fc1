import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestServer } from '../support/harness.ts'

/** Everything that lies on disk in a folder, WAL included, as bytes to search in. */
export function filesOf(folder: string): { name: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, file: join(folder, name) }))
    .filter(({ file, name }) => existsSync(file) && statSync(file).isFile() && name !== 'ballast')
    .map(({ name, file }) => ({ name, bytes: readFileSync(file) }))
}

/** The files of a server that hold one of these texts, as `file: text`. */
export function foundOnDisk(server: Pick<TestServer, 'dataDir'>, texts: readonly string[]): string[] {
  return filesOf(server.dataDir).flatMap(({ name, bytes }) =>
    texts.filter((text) => bytes.includes(text)).map((text) => `${name}: ${text.slice(0, 14)}…`),
  )
}
