import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Session, WebContents } from 'electron'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { origin, startUrl } from '../../src-main/app-protocol.ts'
import { guardApp, guardContents, guardSession, isConsolePage, mayHave } from '../../src-main/guards.ts'
import { webPreferences, windowOptions } from '../../src-main/window-options.ts'

/** T18: what no content may do. The parts of Electron are stood in for here; test/e2e/electron-shell.test.ts tries the same in a real window. */
const guards = suite('guards')

const declarations = readFileSync(join(import.meta.dirname, '../../node_modules/electron/electron.d.ts'), 'utf8')

/** Every permission that Electron's own declarations name, in requests or in checks. */
const permissions = [
  ...new Set(
    [
      ...declarations.matchAll(
        /setPermission(?:Request|Check)Handler\(handler: .*?permission: ((?:'[\w-]+'(?: \| )?)+)/g,
      ),
    ].flatMap(([, names = '']) => names.split(' | ').map((name) => name.slice(1, -1))),
  ),
]

const strangers = [
  'https://evil.test',
  'http://127.0.0.1:4600',
  'app://other',
  'app://console.evil',
  'app://consolex',
  'file://',
  'null',
  '',
  'data:',
  'about:blank',
  'blob:app://console/x',
]

/** A session that remembers the handlers it was given. */
function fakeSession() {
  const handlers: Record<string, (...args: never[]) => unknown> = {}
  const events = new EventEmitter()
  const session = new Proxy(events, {
    get(target, name) {
      if (name === 'on') return target.on.bind(target)
      return (handler: (...args: never[]) => unknown) => {
        handlers[String(name)] = handler
      }
    },
  })
  // Only what guardSession uses is here; a call of anything else would be recorded and change nothing.
  return {
    session: session as unknown as Session,
    handlers: handlers as Record<string, (...args: unknown[]) => unknown>,
    events,
  }
}

/** Contents that remember their window-open handler. */
function fakeContents() {
  const events = new EventEmitter()
  let open: ((details: { url: string }) => { action: string }) | undefined
  const loaded: string[] = []
  const contents = Object.assign(events, {
    loadURL: (url: string) => Promise.resolve(loaded.push(url)),
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
      open = handler
    },
  })
  return { contents: contents as unknown as WebContents, events, loaded, open: (url: string) => open?.({ url }).action }
}

/** An event that knows whether it was prevented. */
function event(extra: object = {}) {
  return {
    prevented: false,
    preventDefault() {
      this.prevented = true
    },
    ...extra,
  }
}

guards('T18 no permission is given to anyone, but writing to the clipboard to the console itself', () => {
  assert.ok(permissions.length > 30, 'the list of permissions was found')
  const { session, handlers } = fakeSession()
  guardSession(session)
  let denied = 0
  const ask = (permission: string, from: string, isMainFrame: boolean): boolean => {
    let granted: unknown
    handlers.setPermissionRequestHandler?.(null, permission, (answer: unknown) => (granted = answer), {
      requestingUrl: from === '' ? '' : `${from}/x`,
      isMainFrame,
    })
    const checked = handlers.setPermissionCheckHandler?.(null, permission, from, { isMainFrame })
    assert.is(granted, checked, `${permission} at ${from}: request and check agree`)
    if (granted !== true) denied += 1
    return granted === true
  }
  for (const permission of permissions) {
    for (const from of strangers)
      for (const isMainFrame of [true, false])
        assert.not(ask(permission, from, isMainFrame), `${permission} at ${from}`)
    assert.not(ask(permission, origin, false), `${permission} in a frame`)
    assert.is(ask(permission, origin, true), permission === 'clipboard-sanitized-write', permission)
  }
  process.stdout.write(
    `T18 permissions ${permissions.length} x ${strangers.length * 2 + 2} askers: ${denied} denied, 1 given\n`,
  )
})

guards('T18 no device, no screen, no download', () => {
  const { session, handlers, events } = fakeSession()
  guardSession(session)
  assert.is(handlers.setDevicePermissionHandler?.({}), false)
  assert.equal(handlers.setUSBProtectedClassesHandler?.({}), [])
  let streams: unknown
  handlers.setDisplayMediaRequestHandler?.({}, (answer: unknown) => (streams = answer))
  assert.equal(streams, {})
  const download = event()
  events.emit('will-download', download)
  assert.ok(download.prevented)
})

const elsewhere = [
  'https://evil.test/',
  'http://127.0.0.1:4600/console/',
  'app://console/api/v1/me',
  'app://console/',
  'app://console/console',
  'app://console/console/assets/main.js',
  'app://console.evil/console/',
  'app://other/console/',
  'app://console@evil.test/console/',
  'app:\\\\console\\console\\',
  'app://console/console/\\evil',
  'file:///etc/passwd',
  'data:text/html,x',
  'javascript:alert(1)',
  'about:blank',
  'blob:app://console/1',
  'APP://console/console/',
  ' app://console/console/',
  'app://console/console/ x',
  '',
]

guards('T18 nothing leaves the console: navigations, redirects, frames, new windows, webviews', () => {
  const { contents, events, loaded, open } = fakeContents()
  guardContents(contents)
  let denied = 0
  for (const url of elsewhere) {
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const isMainFrame of [true, false]) {
        const attempt = event({ url, isMainFrame })
        events.emit(name, attempt)
        assert.ok(attempt.prevented, `${name} ${url}`)
        denied += 1
      }
    }
    assert.is(open(url), 'deny')
    denied += 1
  }
  for (const url of [startUrl, `${startUrl}tokens`]) {
    assert.is(open(url), 'deny', 'even our own page gets no second window')
    const inFrame = event({ url, isMainFrame: false })
    events.emit('will-frame-navigate', inFrame)
    assert.ok(inFrame.prevented, 'the console in a frame')
    const redirect = event({ url, isMainFrame: true })
    events.emit('will-redirect', redirect)
    assert.ok(redirect.prevented, 'a redirect to the console')
    const own = event({ url, isMainFrame: true })
    events.emit('will-navigate', own)
    assert.not(own.prevented, 'the console itself')
    denied += 3
  }
  for (const url of elsewhere) {
    const before = loaded.length
    events.emit('did-navigate', event(), url)
    events.emit('did-fail-load', event(), -300, 'ERR_INVALID_URL', url, true)
    events.emit('did-fail-load', event(), -300, 'ERR_INVALID_URL', url, false)
    assert.equal(loaded.slice(before), [startUrl, startUrl], `whoever got to ${url} is led home`)
    denied += 2
  }
  const before = loaded.length
  events.emit('did-navigate', event(), `${startUrl}tokens`)
  events.emit('did-fail-load', event(), -2, 'ERR_FAILED', startUrl, true)
  assert.is(loaded.length, before)
  const webview = event()
  events.emit('will-attach-webview', webview)
  assert.ok(webview.prevented)
  process.stdout.write(`T18 navigations and windows: ${denied + 1} denied, 2 allowed\n`)
})

guards('T18 every content and every session that ever comes to be is guarded', () => {
  const app = new EventEmitter()
  // Only `on` is used.
  guardApp(app as unknown as Parameters<typeof guardApp>[0])
  const { contents, open } = fakeContents()
  app.emit('web-contents-created', event(), contents)
  assert.is(open('https://evil.test/'), 'deny')
  const { session, handlers } = fakeSession()
  app.emit('session-created', session)
  assert.type(handlers.setPermissionRequestHandler, 'function')
  for (const name of ['certificate-error', 'select-client-certificate', 'login']) {
    const attempt = event()
    let trusted: unknown
    const answer = (value: unknown) => (trusted = value)
    app.emit(
      name,
      attempt,
      contents,
      'https://x/',
      name === 'certificate-error' ? 'ERR' : [],
      name === 'certificate-error' ? {} : answer,
      answer,
    )
    assert.ok(attempt.prevented, name)
    assert.not(trusted, name)
  }
})

guards('T18 a window is sandboxed, isolated, and without Node; nothing can change that', () => {
  assert.ok(Object.isFrozen(webPreferences))
  const { sandbox, contextIsolation, webSecurity, ...off } = webPreferences
  assert.equal({ sandbox, contextIsolation, webSecurity }, { sandbox: true, contextIsolation: true, webSecurity: true })
  for (const [name, value] of Object.entries(off)) assert.not(value, `${name} is off`)
  assert.equal(Object.keys(off).sort(), [
    'allowRunningInsecureContent',
    'enableBlinkFeatures',
    'experimentalFeatures',
    'navigateOnDragDrop',
    'nodeIntegration',
    'nodeIntegrationInSubFrames',
    'nodeIntegrationInWorker',
    'spellcheck',
    'webviewTag',
  ])
  const { session } = fakeSession()
  for (const dark of [true, false]) {
    const options = windowOptions({ outDir: '/out', session, devTools: false }, dark)
    for (const [name, value] of Object.entries(webPreferences))
      assert.is(Reflect.get(options.webPreferences ?? {}, name), value, name)
    assert.is(options.webPreferences?.devTools, false)
    assert.is(options.show, false)
    assert.equal([options.minWidth, options.minHeight, options.width, options.height], [760, 560, 1280, 800])
  }
})

guards('teeth: a rule that compares only the beginning of an origin would give the clipboard away', () => {
  const careless = (permission: string, from: string): boolean =>
    permission === 'clipboard-sanitized-write' && from.startsWith(origin)
  const fooled = strangers.filter((from) => careless('clipboard-sanitized-write', from))
  assert.ok(fooled.length > 0)
  for (const from of fooled) assert.not(mayHave('clipboard-sanitized-write', from, true))
  assert.not(isConsolePage('app://console/consolex'))
})

guards.run()
