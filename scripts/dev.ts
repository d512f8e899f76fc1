import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { isBuilt, root, sourceDigest } from './build/freshness.ts'

/**
 * `npm run dev [-- --window] [-- serve's arguments]`: builds, starts, and does both again whenever a source changes.
 *
 * Chosen: the same build and the same server as everywhere, restarted (a second or so), with the console in the browser, where the session
 * outlives a restart. Left out: hot replacement, which would need a second, laxer policy for scripts, and so another program than ours.
 */
const withWindow = process.argv.includes('--window')
const passedOn = process.argv.slice(2).filter((word) => word !== '--window')
const settleMs = 150

let app: ChildProcess | null = null
let settling: NodeJS.Timeout | undefined
let turn = Promise.resolve()

async function rebuild(): Promise<void> {
  const digest = sourceDigest()
  if (!isBuilt(digest)) {
    const [code] = await once(
      spawn(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: 'inherit' }),
      'close',
    )
    if (!isBuilt(digest)) {
      process.stderr.write(`The build failed (${code}); what runs is the build before.\n`)
      return
    }
  }
  if (app !== null && app.exitCode === null) {
    app.kill('SIGTERM')
    await once(app, 'close')
  }
  const start = withWindow ? ['scripts/start.ts'] : ['src-server/main.ts', '--console-dir', 'out/console']
  app = spawn(process.execPath, [...start, ...passedOn], { cwd: root, stdio: 'inherit' })
}

for (const folder of ['src-main', 'src-server', 'src-renderer']) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(settling)
    settling = setTimeout(() => {
      turn = turn.then(rebuild)
    }, settleMs)
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    app?.kill(signal)
    if (app === null || app.exitCode !== null) process.exit()
    app.on('close', () => process.exit())
  })
}
turn = rebuild()
