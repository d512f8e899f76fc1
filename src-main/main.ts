import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron'
import { createKeychain } from '../src-server/lib/keychain.ts'
import { systemResolve } from '../src-server/outbound/system-resolver.ts'
import { registerScheme } from './app-protocol.ts'
import { createAskPerson } from './ask-person.ts'
import type { Handlers } from './bridge/handlers.ts'
import { serveBridge, tellWindow } from './bridge/handlers.ts'
import type { MainConfig } from './config.ts'
import { readConfig, surroundings } from './config.ts'
import { connectionHandlers } from './connection-handlers.ts'
import { createConnectionSessions } from './connection-sessions.ts'
import { createConnectionWays } from './connection-ways.ts'
import { createConnectionWindow } from './connection-window.ts'
import { browserSignInBy } from './connections/browser-sign-in-by.ts'
import { createConnections } from './connections/connections.ts'
import { listFile } from './connections/list-file.ts'
import { guardApp } from './guards.ts'
import { localUpstream } from './local-upstream.ts'
import { lockWithSystem } from './lock-with-system.ts'
import { menuTemplate, noCommands } from './menu.ts'
import { openOutside } from './open-outside.ts'
import { preferencesFile } from './preferences.ts'
import { withSealAnswer } from './seal-answer.ts'
import { withSealedFile } from './sealed-store.ts'
import { clearsAfterSeconds, createSecretClipboard } from './secret-clipboard.ts'
import { spawnServer } from './server-child.ts'
import { createServerProcess } from './server-process.ts'
import { chooseAndRead, chooseAndWrite } from './text-file-dialogs.ts'
import { createWindowCredential } from './window-credential.ts'
import { openMainWindow } from './windows.ts'

/** The desktop app: a list of set-up calls, the window last, so that whatever it needs is there before it. */

/** What the window may have opened in the browser, below the server's own address. */
const pages = { status_page: '/', api_docs: '/api/docs' } as const

/** How long a request of the window waits for a server that is starting. */
const patienceMs = 15_000

/** How often the session of the local server is renewed while the app is unlocked. */
const renewEveryMs = 30 * 60_000

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
  const own = (name: string): string => join(app.getPath('userData'), name)
  const log = (what: string, words: string): void => void process.stderr.write(`[main] ${what}: ${words}\n`)
  const after = (ms: number, callback: () => void): (() => void) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  }
  const preferences = preferencesFile(own('preferences.json'))
  nativeTheme.themeSource = preferences.read().theme

  const keychain = createKeychain({
    // As it is built it is CommonJS: what it exports stands under `default` as well.
    load: async () => (await import('keytar')).default,
    after,
    report: (note) => log('keychain', note),
  })
  const server = createServerProcess({
    spawn: (listeners) =>
      spawnServer({ entry: join(outDir, 'main', 'server.js'), runtime: serverRuntime, env: serverEnv }, listeners),
    startMessage: () =>
      withSealAnswer({ type: 'start', data_dir: dataDir, port, console_dir: join(outDir, 'console') }, keychain),
    clock: { nowMs: () => Date.now() },
  })
  server.start()

  const ask = createAskPerson(async ({ message, detail, buttons }) => {
    const options = { type: 'question', message, detail, buttons: [...buttons], defaultId: 0, cancelId: 0 } as const
    const question = { ...options, buttons: [...options.buttons], noLink: true }
    const window = windows.current()
    const asked = window === null ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question)
    return (await asked).response
  })
  const connections = createConnections({
    file: listFile(own('connections.json'), (as) => log('connections', `could not be read and lie in ${as} now`)),
    store: withSealedFile(keychain, safeStorage, process.platform, own('sealed-secrets.json')),
    resolve: systemResolve,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    newId: () => `con_${randomBytes(10).toString('hex')}`,
    appVersion: app.getVersion(),
    local: { folder: dataDir, state: () => server.state() },
    mayLoosen: ask.mayLoosen,
    browserSignIn: browserSignInBy({ open: (url, origin) => openOutside(shell, url, origin), now: () => Date.now() }),
  })

  /** Who is signed in at the local server. */
  const here = createWindowCredential(server)
  setInterval(() => void here.renew(), renewEveryMs).unref()

  async function askForFile(proposed: string): Promise<string | null> {
    const answer = await dialog.showSaveDialog({
      defaultPath: join(app.getPath('downloads'), proposed),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    return answer.canceled ? null : answer.filePath
  }
  const ways = createConnectionWays({
    connections,
    local: localUpstream({ address: () => server.address(patienceMs), credential: here }),
    ask,
    askForFile,
    nowMs: () => performance.now(),
  })
  const sessions = createConnectionSessions({
    fromPartition: (partition) => session.fromPartition(partition),
    outDir,
    forwardOf: (id) => ways.of(id).forward,
  })
  const windows = createConnectionWindow({
    sessionOf: sessions.of,
    open: (inSession) => openMainWindow({ outDir, session: inSession, devTools: !packaged }),
  })

  /** Shows a connection, now and at the next start. */
  async function show(id: string): Promise<void> {
    connections.choose(id)
    preferences.write({ ...preferences.read(), connection: id })
    await windows.show(id)
  }

  const secrets = createSecretClipboard(clipboard, { after })
  const run = (id: string): void => {
    const window = windows.current()
    if (window !== null) tellWindow(window.webContents, 'menuCommand', { id })
  }
  lockWithSystem(powerMonitor, run)
  const showMenu = (commands: typeof noCommands): void => {
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate({ commands, mac: process.platform === 'darwin', devTools: !packaged, run })),
    )
  }

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
      if (connections.current() !== 'local') return { code: null }
      const code = randomBytes(16).toString('base64url')
      const answer = await server.ask({ type: 'setup-code', code })
      return { code: answer?.type === 'setup-state' && answer.needs_setup ? code : null }
    },
    async copySecret({ text }) {
      await secrets.copy(text)
      return { clears_after_seconds: clearsAfterSeconds }
    },
    protectContent({ on }) {
      windows.current()?.setContentProtection(on)
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
      const id = connections.current()
      const origin = id === 'local' ? await server.address(0) : connections.originOf(id)
      if (origin === null) throw new Error('the server is not running')
      await openOutside(shell, new URL(pages[page], origin).href, origin)
      return null
    },
    saveExport: (input) => ways.of(connections.current()).saveExport(input),
    ...connectionHandlers({
      connections,
      showSoon: (id) => void setImmediate(() => void show(id)),
      async forgetTraces(id) {
        ways.forget(id)
        await sessions.forget(id)
      },
      comeBack: () => windows.current()?.focus(),
      writeFile: (proposed, text) => chooseAndWrite(askForFile, proposed, text),
      readFile: () => chooseAndRead(dialog),
    }),
  }
  serveBridge({
    ipcMain,
    windows: { has: (id) => windows.current()?.webContents.id === id },
    handlers,
    report: (verb, error) => log(verb, error instanceof Error ? error.message : String(error)),
  })
  const tell = <E extends Parameters<typeof tellWindow>[1]>(event: E, value: Parameters<typeof tellWindow<E>>[2]) => {
    const window = windows.current()
    if (window !== null) tellWindow(window.webContents, event, value)
  }
  server.onState((state) => {
    tell('serverState', state)
    tell('connections', connections.view())
  })
  connections.onChange((view) => tell('connections', view))

  showMenu(noCommands)
  stopInOrder()
  const last = preferences.read().connection
  await show(connections.has(last) ? last : 'local')
  const again = (): void => void show(connections.current())
  app.on('second-instance', again)
  app.on('activate', again)

  /** The server is drained before the app ends; a second wish to quit does not wait. */
  function stopInOrder(): void {
    let stopping = false
    app.on('window-all-closed', () => {
      // Between two connections there is no window for a moment.
      setImmediate(() => {
        const isClosed = BrowserWindow.getAllWindows().length === 0 && !windows.isSwitching()
        if (isClosed && process.platform !== 'darwin') app.quit()
      })
    })
    app.on('will-quit', (event) => {
      if (stopping) return
      stopping = true
      event.preventDefault()
      connections.close()
      // Not within this turn: Electron passes over a wish to quit that comes while it is still quitting.
      void Promise.allSettled([secrets.clearNow(), server.stop()]).then(() => setImmediate(() => app.quit()))
    })
  }
}
