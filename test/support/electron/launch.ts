import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { _electron } from 'playwright-core'
import type { Display } from './display.ts'
import { openDisplay } from './display.ts'
import type { ElectronRuntime } from './runtime.ts'
import { electronRuntime, root } from './runtime.ts'

/** The desktop app as a person would have it: real main process, real window, real server process, a data folder of its own. */
export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataDir: string
  readonly version: string
  /** Quits as a person would, and waits until everything has ended. The data folder goes too, unless it was given. */
  close(): Promise<void>
}

export interface LaunchOptions {
  /** Use this data folder, and leave it there. */
  readonly dataDir?: string
  /** More arguments for the app. */
  readonly args?: readonly string[]
  /** More of its environment: a session bus, a home. */
  readonly env?: Readonly<Record<string, string>>
}

/** What is needed to launch, or why it cannot be done here. */
export async function desktopParts(): Promise<{ runtime: ElectronRuntime; display: Display } | { missing: string }> {
  const runtime = await electronRuntime()
  if ('missing' in runtime) return runtime
  const display = await openDisplay()
  return 'missing' in display ? display : { runtime, display }
}

/**
 * Starts the app with a server on a free port, and waits for its window. A second time if the first showed none: on a machine that
 * does much else, what steers the app sometimes misses the moment in which its window is born.
 */
export async function launchDesktop(
  parts: { runtime: ElectronRuntime; display: Display },
  options: LaunchOptions = {},
): Promise<Desktop> {
  try {
    return await launchOnce(parts, options)
  } catch (error) {
    process.stdout.write(`The app is launched again: ${error instanceof Error ? error.message.slice(0, 80) : error}\n`)
    return launchOnce(parts, options)
  }
}

async function launchOnce(
  { runtime, display }: { runtime: ElectronRuntime; display: Display },
  options: LaunchOptions,
): Promise<Desktop> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'beatkeeper-desktop-')))
  const asRoot = process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath: runtime.executable,
    timeout: 45_000,
    // The window's own theme, not Playwright's idea of one.
    colorScheme: null,
    args: [
      ...runtime.args,
      // Chromium refuses to sandbox for root; only a test machine's container is root.
      ...(asRoot ? ['--no-sandbox'] : []),
      ...(runtime.runsServer ? [] : ['--server-runtime', process.execPath]),
      ...['--data', dataDir, '--port', '0', ...(options.args ?? [])],
    ],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      DISPLAY: display.name,
      ...options.env,
    },
  })
  const output: string[] = []
  const child = app.process()
  child.stdout?.on('data', (text) => output.push(String(text)))
  child.stderr?.on('data', (text) => output.push(String(text)))
  try {
    const page = await app.firstWindow()
    return {
      app,
      page,
      dataDir,
      version: runtime.version,
      async close() {
        await app.close()
        if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`The app opened no window. It said:\n${output.join('')}`, { cause: error })
  }
}

/** Keeps a picture of the window in .artifacts/e2e/. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(root, '.artifacts', 'e2e')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
