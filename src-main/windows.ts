import { BrowserWindow, nativeTheme } from 'electron'
import { startUrl } from './app-protocol.ts'
import type { WindowParts } from './window-options.ts'
import { windowOptions } from './window-options.ts'

/** A page that crashes again sooner than this is left as it is: loading it once more would only crash once more. */
const crashLoopMs = 10_000

/** Opens the main window on the console's front page; it shows itself once there is something to see, and is loaded again if its page crashes. */
export function openMainWindow(parts: WindowParts): BrowserWindow {
  const window = new BrowserWindow(windowOptions(parts, nativeTheme.shouldUseDarkColors))
  window.once('ready-to-show', () => window.show())
  let lastCrashMs = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', () => {
    const nowMs = performance.now()
    if (nowMs - lastCrashMs > crashLoopMs) window.webContents.reload()
    lastCrashMs = nowMs
  })
  void window.loadURL(startUrl)
  return window
}
