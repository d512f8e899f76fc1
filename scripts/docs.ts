import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { referencePages } from './docs/reference-pages.ts'

/** `npm run docs`: writes docs/reference from the contract. test/cli/docs.test.ts fails while they differ. */
const root = join(import.meta.dirname, '..')
for (const { file, text } of referencePages()) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  process.stdout.write(`${file}\n`)
}
