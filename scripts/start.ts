import { join } from 'node:path'
import { isBuilt, root, sourceDigest } from './build/freshness.ts'
import { electronBinary, fetchElectron } from './start/electron.ts'
import { obstacleAfter, obstacleBefore, obstacleFetching } from './start/obstacle.ts'
import type { ChildEnd } from './start/run-child.ts'
import { runChild } from './start/run-child.ts'

/**
 * `npm start [-- --data DIR] [--port N] [--headless]`: the desktop app; where there can be no window, one line says why, and the same
 * server goes on headless with the console in the browser. Builds first whatever is not built from these sources.
 */
const wantsWindow = !process.argv.includes('--headless')
const passedOn = process.argv.slice(2).filter((word) => word !== '--headless')

await buildIfNeeded()
const obstacle = wantsWindow ? await desktop() : null
if (obstacle !== 'done') {
  if (obstacle !== null) process.stderr.write(`${obstacle} Going on without a window.\n`)
  const server = join(root, 'out', 'main', 'server.js')
  finish(
    await runChild(process.execPath, [server, '--console-dir', join(root, 'out', 'console'), ...passedOn], {
      cwd: root,
    }),
  )
}

async function buildIfNeeded(): Promise<void> {
  if (isBuilt(sourceDigest())) return
  process.stderr.write('Building the app, once…\n')
  const { asked } = await runChild(process.execPath, [join(root, 'scripts', 'build.ts'), '--quiet'], { cwd: root })
  if (asked) process.exit(0)
  if (!isBuilt(sourceDigest())) {
    process.stderr.write('The build failed; what it said is above.\n')
    process.exit(1)
  }
}

/** Runs the desktop app to its end: `done`, or why there can be no window. */
async function desktop(): Promise<string> {
  const before = obstacleBefore({ platform: process.platform, env: process.env, isRoot: process.getuid?.() === 0 })
  if (before !== null) return before
  let binary = electronBinary()
  if (binary === null) {
    const said = await fetchElectron(() => process.stderr.write('Fetching Electron, once…\n'))
    binary = electronBinary()
    if (binary === null) return obstacleFetching(said)
  }
  const why = (end: ChildEnd): string | null => (end.asked ? null : obstacleAfter(end))
  const end = await runChild(binary, [root, ...passedOn], {
    cwd: root,
    hold: { ms: 4000, isTold: (ended) => why(ended) !== null },
  })
  const after = why(end)
  if (after !== null) return after
  finish(end)
  return 'done'
}

function finish({ code, signal, asked }: ChildEnd): void {
  process.exitCode = asked || signal === 'SIGINT' ? 0 : (code ?? 1)
}
