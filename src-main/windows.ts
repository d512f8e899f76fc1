import { BrowserWindow, nativeTheme } from 'electron'
import { startUrl } from './app-protocol.ts'
import type { WindowParts } from './window-options.ts'
import { windowOptions } from './window-options.ts'

/** Opens the main window on the console's front page; it shows itself once there is something to see. */
export function openMainWindow(parts: WindowParts): BrowserWindow {
  const window = new BrowserWindow(windowOptions(parts, nativeTheme.shouldUseDarkColors))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(startUrl)
  return window
}
