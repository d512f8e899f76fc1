import type { BrowserWindow, Rectangle, Session } from 'electron'

/**
 * The window, and which connection it shows. Another connection is another window in the same place: its page, its session and its
 * storage are made afresh, and nothing of the one before is left in it. The window before is gone first, so that there are never two.
 */
export interface ConnectionWindow {
  /** Shows a connection: the window is made, or made anew if it shows another, or brought to the front. */
  show(id: string): Promise<void>
  current(): BrowserWindow | null
  /** A window is being replaced: that there is none just now does not mean that the person has closed the app. */
  isSwitching(): boolean
}

export interface ConnectionWindowParts {
  readonly sessionOf: (id: string) => Promise<Session>
  readonly open: (session: Session) => BrowserWindow
}

export function createConnectionWindow({ sessionOf, open }: ConnectionWindowParts): ConnectionWindow {
  let window: BrowserWindow | null = null
  let shown: string | null = null
  let switching = false

  return {
    async show(id) {
      if (window !== null && shown === id) {
        if (window.isMinimized()) window.restore()
        window.focus()
        return
      }
      const session = await sessionOf(id)
      switching = true
      try {
        const place = placeOf(window)
        window?.destroy()
        const next = open(session)
        if (place !== null) putAt(next, place)
        next.on('closed', () => {
          if (window === next) window = null
        })
        window = next
        shown = id
      } finally {
        switching = false
      }
    },
    current: () => window,
    isSwitching: () => switching,
  }
}

interface Place {
  readonly bounds: Rectangle
  readonly maximized: boolean
  readonly full: boolean
}

function placeOf(window: BrowserWindow | null): Place | null {
  if (window === null) return null
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized(), full: window.isFullScreen() }
}

function putAt(window: BrowserWindow, { bounds, maximized, full }: Place): void {
  window.setBounds(bounds)
  if (maximized) window.maximize()
  if (full) window.setFullScreen(true)
}
