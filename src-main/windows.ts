import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Session, WebPreferences } from 'electron'
import { BrowserWindow, nativeTheme } from 'electron'
import { startUrl } from './app-protocol.ts'

/** The one set of web preferences that any window of this app has (security.md 2.6); asserted per window in the tests. */
export const webPreferences: Readonly<WebPreferences> = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  enableBlinkFeatures: '',
  navigateOnDragDrop: false,
  spellcheck: false,
})

/** The canvas of the two themes (ux.md §4), so that the window does not flash before the page has drawn. */
const canvas = { light: '#F5F6F9', dark: '#0E121A' } as const

export interface WindowParts {
  readonly outDir: string
  readonly session: Session
  /** Developer tools are for a checkout, not for a release. */
  readonly devTools: boolean
}

/** What the main window is made of. `name` and `windowStatePersistence` keep its place and size between runs where Electron knows them. */
export function windowOptions(
  { outDir, session, devTools }: WindowParts,
  dark: boolean,
): BrowserWindowConstructorOptions {
  return {
    name: 'main',
    windowStatePersistence: true,
    title: 'Beatkeeper',
    width: 1280,
    height: 800,
    minWidth: 760,
    minHeight: 560,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: dark ? canvas.dark : canvas.light,
    webPreferences: { ...webPreferences, devTools, session, preload: join(outDir, 'preload', 'preload.cjs') },
  }
}

/** Opens the main window on the console's front page; it shows itself once there is something to see. */
export function openMainWindow(parts: WindowParts): BrowserWindow {
  const window = new BrowserWindow(windowOptions(parts, nativeTheme.shouldUseDarkColors))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(startUrl)
  return window
}
