import { join } from 'node:path'
import type { BrowserWindowConstructorOptions, Session, WebPreferences } from 'electron'

/** The one set of web preferences that any window of this app has (security.md 2.6). Held by test/main/guards.test.ts. */
export const webPreferences = Object.freeze({
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
}) satisfies Readonly<WebPreferences>

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
