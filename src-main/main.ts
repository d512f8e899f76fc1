import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Session } from 'electron'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron'
import { endpoints } from '../src-server/contract/index.ts'
import { systemResolve } from '../src-server/outbound/system-resolver.ts'
import { registerScheme, serveConsole } from './app-protocol.ts'
import { createAskPerson } from './ask-person.ts'
import type { Handlers } from './bridge/handlers.ts'
import { serveBridge, tellWindow } from './bridge/handlers.ts'
import type { MainConfig } from './config.ts'
import { readConfig, surroundings } from './config.ts'
import { createConnectionWindow } from './connection-window.ts'
import { browserSignInBy } from './connections/browser-sign-in-by.ts'
import { createConnections } from './connections/connections.ts'
import { listFile } from './connections/list-file.ts'
import { createSafeModeGate } from './connections/safe-mode-gate.ts'
import type { Forward } from './forward.ts'
import { createForward } from './forward.ts'
import { guardApp } from './guards.ts'
import { createKeychain } from './keychain.ts'
import { localUpstream } from './local-upstream.ts'
import { menuTemplate, noCommands } from './menu.ts'
import { openOutside } from './open-outside.ts'
import { preferencesFile } from './preferences.ts'
import { createSaveExport } from './save-export.ts'
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

  const windows = createConnectionWindow({
    sessionOf,
    open: (inSession) => openMainWindow({ outDir, session: inSession, devTools: !packaged }),
  })
  const ask = createAskPerson(async ({ message, detail, buttons }) => {
    const options = { type: 'question', message, detail, buttons: [...buttons], defaultId: 0, cancelId: 0 } as const
    const window = windows.current()
    const question = { ...options, buttons: [...options.buttons], noLink: true }
    return (window === null ? await dialog.showMessageBox(question) : await dialog.showMessageBox(window, question))
      .response
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

  /** The way of each connection that was shown, made when it is first needed. */
  const ways = new Map<string, { readonly forward: Forward; readonly save: ReturnType<typeof createSaveExport> }>()
  function wayOf(id: string) {
    const known = ways.get(id)
    if (known !== undefined) return known
    const upstream =
      id === 'local'
        ? localUpstream({ address: () => server.address(patienceMs), credential: createWindowCredential(server) })
        : connections.upstreamOf(id)
    const gate = createSafeModeGate({
      endpoints,
      mode: () => connections.looksOf(id).mode,
      hasPassword: () => connections.looksOf(id).hasPassword,
      name: () => connections.looksOf(id).name,
      ask: (what) => ask.mayChange(what, connections.looksOf(id)),
      nowMs: () => performance.now(),
    })
    const forward = createForward(upstream, gate)
    const way = { forward, save: createSaveExport({ forward, askForFile }) }
    ways.set(id, way)
    return way
  }
  async function askForFile(proposed: string): Promise<string | null> {
    const answer = await dialog.showSaveDialog({
      defaultPath: join(app.getPath('downloads'), proposed),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    return answer.canceled ? null : answer.filePath
  }

  const partitionOf = (id: string): Session => session.fromPartition(`persist:${id}`)
  const serving = new Set<string>()
  /** The session of a connection: its own storage and cache, and its own console with its own server behind it. */
  async function sessionOf(id: string): Promise<Session> {
    const inSession = partitionOf(id)
    if (!serving.has(id)) {
      await serveConsole(inSession, outDir, wayOf(id).forward)
      serving.add(id)
    }
    return inSession
  }

  /** Shows a connection, now and at the next start. */
  async function show(id: string): Promise<void> {
    connections.choose(id)
    preferences.write({ ...preferences.read(), connection: id })
    await windows.show(id)
  }

  const secrets = createSecretClipboard(clipboard, { after })
  const showMenu = (commands: typeof noCommands): void => {
    const run = (id: string): void => {
      const window = windows.current()
      if (window !== null) tellWindow(window.webContents, 'menuCommand', { id })
    }
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
    saveExport: (input) => wayOf(connections.current()).save(input),

    listConnections: () => connections.view(),
    checkAddress: (way) => connections.check(way),
    addConnection: (wanted) => connections.add(wanted),
    editConnection: (change) => connections.edit(change),
    async removeConnection({ id }) {
      const isShown = connections.current() === id
      await connections.remove(id)
      ways.delete(id)
      if (isShown) {
        // The window that asked ends with it: its answer has nowhere to go.
        setImmediate(() => void show('local').then(() => forgetStorage(id)))
        return null
      }
      await forgetStorage(id)
      return null
    },
    testConnection: ({ id, who }) => connections.test(id, who),
    switchConnection({ id }) {
      if (!connections.has(id)) throw new Error('there is no such connection')
      setImmediate(() => void show(id))
      return null
    },
    trustCertificate: (input) => connections.trust(input),
    signInWithToken: ({ id, token }) => connections.signInWithToken(id, token),
    async signInWithBrowser({ id }) {
      const answer = await connections.signInWithBrowser(id)
      // The person is in the browser; what they came for is here.
      windows.current()?.focus()
      return answer
    },
    cancelSignIn({ id }) {
      connections.cancelSignIn(id)
      return null
    },
    async signOutConnection({ id }) {
      await connections.signOut(id)
      return null
    },
    async exportConnections() {
      const name = await chooseAndWrite(askForFile, 'beatkeeper-connections.json', connections.exported())
      return name === null ? { outcome: 'cancelled' } : { outcome: 'saved', file_name: name }
    },
    async importConnections({ text }) {
      const read = text ?? (await chooseAndRead(dialog))
      return read === null ? { outcome: 'cancelled' } : connections.imported(read)
    },
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

  async function forgetStorage(id: string): Promise<void> {
    const left = partitionOf(id)
    serving.delete(id)
    left.protocol.unhandle('app')
    await Promise.allSettled([left.clearStorageData(), left.clearCache()])
  }

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
