import { join } from 'node:path'
import { build } from 'electron-vite'
import { describeBudget, measureConsole, overBudget } from './build/budget.ts'
import { markBuilt, root, sourceDigest } from './build/freshness.ts'

/**
 * `npm run build`: main, server, preload and console into out/, then the console's size against its budget.
 * Exits 1 if a bundle fails or the console has grown over its budget. `--quiet` builds only.
 */
const digest = sourceDigest()
await build({ root, logLevel: 'warn' })
if (!process.argv.includes('--quiet')) {
  const sizes = measureConsole(join(root, 'out', 'console'))
  process.stdout.write(`Built into out/.\n${describeBudget(sizes)}`)
  const over = overBudget(sizes)
  for (const sentence of over) process.stderr.write(`${sentence}\n`)
  if (over.length > 0) process.exitCode = 1
}
markBuilt(digest)
