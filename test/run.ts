import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runFiles, testFiles } from './support/runner/run-files.ts'

/**
 * `npm test [-- WORD…]`: every test that needs no build and no window; with words, only the files whose path holds one of them.
 * The others are `npm run e2e` (which runs test/ui, too), `npm run drill` and `npm run bench`.
 */
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const all = testFiles(import.meta.dirname, [
  join('test', 'e2e'),
  join('test', 'ui'),
  join('test', 'drill'),
  join('test', 'bench'),
])
const files = words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)))
await runFiles(files, {
  jobs: Math.max(2, availableParallelism()),
  deadlineMs: 300_000,
  strict: process.env.CI === 'true',
})
