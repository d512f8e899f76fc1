import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, clipboard, dialog, ipcMain, Menu, nativeTheme, protocol, session, shell } from 'electron'
import { registerScheme, serveConsole } from './app-protocol.ts'
import type { Handlers } from './bridge/handlers.ts'
import { serveBridge, tellWindow } from './bridge/handlers.ts'
import type { MainConfig } from './config.ts'
import { readConfig, surroundings } from './config.ts'
import { createForward } from './forward.ts'
import { guardApp } from './guards.ts'
import { menuTemplate, noCommands } from './menu.ts'
import { preferencesFile } from './preferences.ts'
import { createSaveExport } from './save-export.ts'
import { clearsAfterSeconds, createSecretClipboard } from './secret-clipboard.ts'
import { spawnServer } from './server-child.ts'
import { createServerProcess } from './server-process.ts'
import { createWindowCredential } from './window-credential.ts'
import { openMainWindow } from './windows.ts'

/** The desktop app: a list of set-up calls, the window last, so that whatever it needs is there before it. */

/** What the window may have opened in the browser, below the server's own address. */
const pages = { status_page: '/', api_docs: '/api/docs' } as const

/** How long a request of the window waits for a server that is starting. */
const patienceMs = 15_000

const config = configOrExit()
mkdirSync(join(config.dataDir, 'window'), { recursive: true, mode: 0o700 })
app.setPath('userData', join(config.dataDir, 'window'))
app.setName('Beatkeeper')
if (config.sandbox) app.enableSandbox()
guardApp(app)
registerScheme(protocol)

if (app.requestSingleInstanceLock())
  app
    .whenReady()
    .then(() => boot(config))
    .catch(giveUp)
else app.quit()

function configOrExit(): MainConfig {
  try {
    return readConfig(surroundings(app.isPackaged, import.meta.dirname))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
}

/** What the window needs is not there (a damaged installation): say it and end, rather than run without a window. */
function giveUp(error: unknown): void {
  const words = error instanceof Error ? error.message : String(error)
  process.stderr.write(`Beatkeeper could not start: ${words}\n`)
  if (config.packaged) dialog.showErrorBox('Beatkeeper could not start', words)
  app.exit(1)
}

async function boot({ dataDir, port, outDir, serverRuntime, serverEnv, packaged }: MainConfig): Promise<void> {
  const preferences = preferencesFile(join(app.getPath('userData'), 'preferences.json'))
  nativeTheme.themeSource = preferences.read().theme

  const server = createServerProcess({
    spawn: (listeners) =>
      spawnServer({ entry: join(outDir, 'main', 'server.js'), runtime: serverRuntime, env: serverEnv }, listeners),
    startMessage: { type: 'start', data_dir: dataDir, port, console_dir: join(outDir, 'console') },
    clock: { nowMs: () => Date.now() },
  })
  server.start()

  const credential = createWindowCredential(server)
  const forward = createForward({ address: () => server.address(patienceMs), credential })
  const workspaceSession = session.fromPartition('persist:local')
  await serveConsole(workspaceSession, outDir, forward)

  let window: BrowserWindow | null = null
  const secrets = createSecretClipboard(clipboard, {
    after(ms, callback) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
  })
  const showMenu = (commands: typeof noCommands): void => {
    const run = (id: string): void => {
      if (window !== null) tellWindow(window.webContents, 'menuCommand', { id })
    }
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ commands, mac: process.platform === 'darwin', devTools: !packaged, run })),
    )
  }
  const saveExport = createSaveExport({
    forward,
    async askForFile(proposed) {
      const options = {
        defaultPath: join(app.getPath('downloads'), proposed),
        properties: ['createDirectory', 'showOverwriteConfirmation'] as const,
      }
      const answer = await dialog.showSaveDialog({ ...options, properties: [...options.properties] })
      return answer.canceled ? null : answer.filePath
    },
  })

  const handlers: Handlers = {
    appInfo: () => ({
      name: app.getName(),
      version: app.getVersion(),
      platform: process.platform,
      electron: process.versions.electron ?? '',
      chromium: process.versions.chrome ?? '',
      packaged,
    }),
    serverState: () => server.state(),
    retryServer() {
      server.retry()
      return null
    },
    async setupCode() {
      const code = randomBytes(16).toString('base64url')
      const answer = await server.ask({ type: 'setup-code', code })
      return { code: answer?.type === 'setup-state' && answer.needs_setup ? code : null }
    },
    async copySecret({ text }) {
      await secrets.copy(text)
      return { clears_after_seconds: clearsAfterSeconds }
    },
    protectContent({ on }) {
      window?.setContentProtection(on)
      return null
    },
    setTheme({ theme }) {
      nativeTheme.themeSource = theme
      preferences.write({ ...preferences.read(), theme })
      return null
    },
    showMenu(commands) {
      showMenu(commands)
      return null
    },
    async openPage({ page }) {
      const url = await server.address(0)
      if (url === null) throw new Error('the server is not running')
      await shell.openExternal(url + pages[page])
      return null
    },
    saveExport,
  }
  serveBridge({
    ipcMain,
    windows: { has: (id) => window?.webContents.id === id },
    handlers,
    report: (verb, error) =>
      process.stderr.write(`[main] ${verb}: ${error instanceof Error ? error.message : String(error)}\n`),
  })
  server.onState((state) => {
    if (window !== null) tellWindow(window.webContents, 'serverState', state)
  })

  showMenu(noCommands)
  stopInOrder()
  openWindow()
  app.on('second-instance', openWindow)
  app.on('activate', openWindow)

  /** Opens the window, or brings it to the front. */
  function openWindow(): void {
    if (window === null) {
      window = openMainWindow({ outDir, session: workspaceSession, devTools: !packaged })
      window.on('closed', () => {
        window = null
      })
      return
    }
    if (window.isMinimized()) window.restore()
    window.focus()
  }

  /** The server is drained before the app ends; a second wish to quit does not wait. */
  function stopInOrder(): void {
    let stopping = false
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit()
    })
    app.on('will-quit', (event) => {
      if (stopping) return
      stopping = true
      event.preventDefault()
      // Not within this turn: Electron passes over a wish to quit that comes while it is still quitting.
      void Promise.allSettled([secrets.clearNow(), server.stop()]).then(() => setImmediate(() => app.quit()))
    })
  }
}
