import type { App, Event, Session, WebContents } from 'electron'
import { origin, startUrl } from './app-protocol.ts'

/**
 * What no content of this app may do, whatever it is made to try: leave the console, open windows, embed others,
 * download, or get at a device or a permission. Everything is denied, then the few exceptions are named.
 *
 * Exceptions: the console may load its own pages; it may write to the clipboard in answer to a click.
 * Held by test/main/guards.test.ts (T18, every permission that Electron knows) and in a real window by test/e2e/electron-shell.test.ts.
 */

/** The console's own pages: below `/console/`, never the assets, and nothing that a parser could read as another origin. */
export function isConsolePage(url: string): boolean {
  return url.startsWith(`${origin}/console/`) && !url.startsWith(`${origin}/console/assets/`) && !/[\\\s]/.test(url)
}

/** `app://console`, exactly, as Electron writes an origin in its several ways. */
function isOwnOrigin(value: string): boolean {
  return value === origin || value === `${origin}/`
}

const ownPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** Whether a permission is given to whoever asks at `requestingOrigin`, in the main frame or not. */
export function mayHave(permission: string, requestingOrigin: string, isMainFrame: boolean): boolean {
  return ownPermissions.has(permission) && isMainFrame && isOwnOrigin(requestingOrigin)
}

/** Denies permissions, devices, screen capture and downloads in a session. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    let from = ''
    try {
      const url = new URL(details.requestingUrl)
      from = `${url.protocol}//${url.host}`
    } catch {
      // What has no URL has no origin of ours.
    }
    callback(mayHave(permission, from, details.isMainFrame))
  })
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    mayHave(permission, requestingOrigin, details.isMainFrame),
  )
  session.setDevicePermissionHandler(() => false)
  session.setUSBProtectedClassesHandler(() => [])
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  session.on('will-download', (event) => event.preventDefault())
}

/** Denies new windows, embedded pages and every way of leaving the console. */
export function guardContents(contents: WebContents): void {
  const goHome = (): void => void contents.loadURL(startUrl)
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  const stay = (event: Event & { url: string; isMainFrame: boolean }): void => {
    if (!event.isMainFrame || !isConsolePage(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', (event) => event.preventDefault())
  // about:blank and its kin are loaded without asking (seen in a real window); whoever gets there is led home.
  contents.on('did-navigate', (_event, url) => {
    if (!isConsolePage(url)) goHome()
  })
  contents.on('did-fail-load', (_event, _code, _description, url, isMainFrame) => {
    if (isMainFrame && !isConsolePage(url)) goHome()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-prevent-unload', (event) => event.preventDefault())
}

/** Guards every content that this app will ever have, whoever creates it. */
export function guardApp(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  app.on('session-created', guardSession)
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault()
    callback(false)
  })
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault()
    callback()
  })
  app.on('login', (event, _contents, _details, _info, callback) => {
    event.preventDefault()
    callback()
  })
}
