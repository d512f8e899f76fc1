/**
 * The one place that touches `window` beyond the DOM: storage, clipboard, media queries, the address bar, the desktop bridge.
 *
 * Two hosts, one program: in the desktop app `window.beatkeeper` is the bridge that preload derives from
 * src-main/bridge/contract.ts; in a browser it is absent. What a browser cannot do is `null` here, and hidden on screen.
 * Held by test/rooms.test.ts (no other file says `window.`, `localStorage`, `navigator` or `location`).
 */

import type { Bridge, BridgeReply } from '../src-main/bridge/contract.ts'

declare global {
  interface Window {
    readonly beatkeeper?: Bridge
  }
}

/** The desktop's verbs; `null` in a browser. */
export const bridge: Bridge | null = window.beatkeeper ?? null
export const isDesktop = bridge !== null

/** What a verb answered, or `null` where the desktop refused or could not. */
export async function answerOf<Value>(reply: Promise<BridgeReply<Value>> | undefined): Promise<Value | null> {
  const answer = await reply
  return answer?.ok === true ? answer.value : null
}

/** Reads and keeps small words for this browser; a refusing storage (private mode) reads as empty. */
export const storage = {
  read(key: string): string | null {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key: string, value: string | null): void {
    try {
      if (value === null) window.localStorage.removeItem(key)
      else window.localStorage.setItem(key, value)
    } catch {
      // Nothing is lost but the memory of a choice.
    }
  },
  /** Runs when another window of the same origin changed a key. */
  onChange(react: (key: string | null) => void): () => void {
    const listen = (event: StorageEvent): void => react(event.key)
    window.addEventListener('storage', listen)
    return () => window.removeEventListener('storage', listen)
  },
}

/** Whether a media query holds, now and after each change. */
export function watchMedia(query: string, react: (matches: boolean) => void): () => void {
  const media = window.matchMedia(query)
  const listen = (event: MediaQueryListEvent): void => react(event.matches)
  media.addEventListener('change', listen)
  react(media.matches)
  return () => media.removeEventListener('change', listen)
}

export const isMac = /Mac|iPhone|iPad/.test(window.navigator.platform)

/** A value of the fragment, taken once: read and removed from the address bar, so that it is in no history and no screenshot. */
function takeFromFragment(pattern: RegExp): string | null {
  const match = pattern.exec(window.location.hash)
  if (match === null) return null
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  return decodeURIComponent(match[1] ?? '')
}

/** `#code=…` of the setup link, taken once. */
export const takeSetupCode = (): string | null => takeFromFragment(/[#&]code=([^&]+)/)

/** `#t=…` of a link that was mailed or handed over, taken once. */
export const takeLinkKey = (): string | null => takeFromFragment(/[#&]t=([^&]+)/)

/**
 * Whether this browser can hold passkeys here. The window of the app cannot (its origin is none that a passkey can belong to), nor can a
 * page at a plain address.
 */
export const passkeysWork =
  !isDesktop &&
  window.isSecureContext &&
  'PublicKeyCredential' in window &&
  !/^[\d.]+$|^\[/.test(window.location.hostname)

/** What this browser says about itself. */
export const ownUserAgent: string = window.navigator.userAgent

/** Host and port that this console was served from: `127.0.0.1:4600`, `status.acme.dev`. */
export function servedFrom(): { host: string; origin: string; loopback: boolean } {
  const { host, hostname, origin } = window.location
  return {
    host,
    origin,
    loopback:
      hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]',
  }
}

/** Where the console stands, in the app and in a browser alike (Vite's base). */
export const basePath = '/console'

/** How long a secret stays on the clipboard, in seconds; `null` where it cannot be taken away again (a browser). */
export const secretClearsAfterSeconds = isDesktop ? 60 : null

/** Puts text on the clipboard; false when the system or the browser refused. A secret goes through main, which clears it again. */
export const clipboard = {
  async write(text: string, secret = false): Promise<boolean> {
    if (secret && bridge !== null) return (await answerOf(bridge.copySecret({ text }))) !== null
    try {
      await window.navigator.clipboard.writeText(text)
      return true
    } catch {
      return false
    }
  },
}

/** Keeps the window out of screenshots and screen sharing while a secret is on it; a browser cannot. */
export function protectContent(on: boolean): void {
  void bridge?.protectContent({ on })
}

/** Opens the status page of this workspace: main knows its address in the app, the browser is on it. */
export function openStatusPage(): void {
  if (bridge !== null) void bridge.openPage({ page: 'status_page' })
  else window.open('/', '_blank', 'noopener')
}

/** Opens the API's own page to read and try it. */
export function openDocs(): void {
  if (bridge !== null) void bridge.openPage({ page: 'api_docs' })
  else window.open('/api/docs', '_blank', 'noopener')
}

/** Runs when the page has nothing else to do, within a few seconds. */
export function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(run, { timeout: 3000 })
  else setTimeout(run, 500)
}

/** A monotonic clock, milliseconds. */
export const monotonic = (): number => window.performance.now()
export const wallClock = (): number => Date.now()

/** Requests to our own origin; in the app main answers them. */
export const sameOriginFetch: typeof fetch = (input, init) => window.fetch(input, init)

/** Hands a file to the user: a download. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Whether the page is in view; background windows do not poll. */
export function isInView(): boolean {
  return document.visibilityState === 'visible'
}

/** Runs when the window comes back into view. */
export function onReturn(react: () => void): () => void {
  const listen = (): void => {
    if (isInView()) react()
  }
  document.addEventListener('visibilitychange', listen)
  return () => document.removeEventListener('visibilitychange', listen)
}

/** The browser asks before a reload or a closed window loses what was typed; until the returned function is called. */
export function warnBeforeUnload(): () => void {
  const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
  window.addEventListener('beforeunload', warn)
  return () => window.removeEventListener('beforeunload', warn)
}

/** Starts the console afresh at its front page. */
export function startOver(): void {
  window.location.assign(`${basePath}/`)
}
