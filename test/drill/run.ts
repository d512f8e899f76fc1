import { runFiles, testFiles } from '../support/runner/run-files.ts'

/** `npm run drill [-- WORD…]`: the disasters: kill -9 under load, lost and torn writes, a full disk, other users of this computer. */
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const all = testFiles(import.meta.dirname)
const files = words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)))
await runFiles(files, { jobs: 2, deadlineMs: 900_000, strict: process.env.CI === 'true' })
