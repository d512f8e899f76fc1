import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isBuilt, root, sourceDigest } from '../../scripts/build/freshness.ts'
import { runFiles, testFiles } from '../support/runner/run-files.ts'

/**
 * `npm run e2e [-- WORD…]`: the whole product as a person meets it, in a real Electron window and in Chromium, against the build.
 * Builds first what is not built from these sources. Pictures and traces lie in .artifacts/ afterwards.
 */
if (!isBuilt(sourceDigest())) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const all = [...testFiles(join(import.meta.dirname, '..', 'ui')), ...testFiles(import.meta.dirname)]
const files = words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)))
// One at a time: each holds a window, and timings of the eye are not for sharing two cores.
await runFiles(files, { jobs: 1, deadlineMs: 300_000, strict: process.env.CI === 'true' })
