// Runs a TypeScript file with a Node that can: this one where it is new enough, else the one that npm brought along.
//
// Plain JavaScript on purpose: it is the only file here that an old Node must be able to read. `npm run` puts
// node_modules/.bin first, so usually the right Node is already here; this is for `npm ci --omit=optional`
// and for platforms for which the registry has no Node. Usage: node scripts/with-node.mjs FILE.ts [arguments]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [file, ...rest] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('Usage: node scripts/with-node.mjs FILE.ts [arguments]\n')
  process.exit(2)
}

// npm passes a signal on to the shell between it and us, and that shell ends without a word. So whoever ends npm would leave us behind.
if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') {
  const shell = process.ppid
  const watching = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watching)
    process.kill(process.pid, 'SIGTERM')
  }, 100)
  watching.unref()
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const canRunTypeScript = major > 22 || (major === 22 && minor >= 18)
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bundled = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

if (canRunTypeScript) {
  process.argv.splice(1, 2, resolve(file))
  await import(pathToFileURL(resolve(file)).href)
} else if (existsSync(bundled)) {
  const child = spawn(bundled, [file, ...rest], { stdio: 'inherit', shell: process.platform === 'win32' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128)
  })
} else {
  process.stderr.write(
    `Beatkeeper needs Node 22.18 or newer and this is ${process.version}. Run "npm ci" without --omit=optional: it brings the right Node along.\n`,
  )
  process.exit(1)
}
