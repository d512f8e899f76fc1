import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verbs } from '../../src-main/bridge/contract.ts'
import type { Desktop } from '../support/electron/launch.ts'
import { desktopParts, launchDesktop, picture } from '../support/electron/launch.ts'
import { within } from '../support/runner/within.ts'

/** The shell in a real Electron window: what it is made of, what it refuses (T18), and how it lives with its server process. */
const tests = suite('electron shell')
const shell = (name: string, act: () => Promise<unknown>): void => tests(name, within(45, act))

const parts = await desktopParts()
if ('missing' in parts) throw new Error(`No real Electron here: ${parts.missing}.`)
const desktop: Desktop = await launchDesktop(parts)
const { app, page } = desktop
const run = promisify(execFile)

/** What the server left for scripts on this computer. */
function endpoint(dataDir: string): { url: string; pid: number } {
  const parsed: unknown = JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8'))
  if (typeof parsed !== 'object' || parsed === null || !('url' in parsed) || !('pid' in parsed))
    throw new Error('endpoint.json is not what it should be')
  return { url: String(parsed.url), pid: Number(parsed.pid) }
}

// `String('beatkeeper')`: these tests ask the bridge what its types forbid, so they reach it by a name that has no type.

/** What the bridge says of the server, asked in the window. */
const serverState = (from: Desktop['page']): Promise<{ kind: string; code?: string; message?: string }> =>
  from.evaluate(async () => {
    const bridge = Reflect.get(window, String('beatkeeper'))
    const reply = await bridge.serverState(null)
    return reply.value
  })

const untilState = async (
  from: Desktop['page'],
  kind: string,
): Promise<{ kind: string; code?: string; message?: string }> => {
  for (;;) {
    const state = await serverState(from)
    if (state.kind === kind) return state
    await from.waitForTimeout(50)
  }
}

tests.before(async () => {
  await page.waitForSelector('#root > *')
  await untilState(page, 'running')
})
tests.after(async () => {
  await desktop.close()
  parts.display.close()
})

shell('a window opens on the console, on its own origin', async () => {
  assert.is(new URL(page.url()).href.startsWith('app://console/console/'), true, page.url())
  await picture(page, 'electron-first-window')
  const size = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      bounds: window.getBounds(),
      minimum: window.getMinimumSize(),
      visible: window.isVisible(),
    })),
  )
  assert.is(size.length, 1)
  assert.equal(size[0]?.minimum, [760, 560])
  assert.ok(size[0]?.visible)
})

shell('the page has the bridge of the contract and nothing of Node or Electron', async () => {
  const found = await page.evaluate(() => ({
    bridge: Object.keys(Reflect.get(window, String('beatkeeper'))).sort(),
    node: ['require', 'process', 'module', 'Buffer', '__dirname', 'global', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
  }))
  assert.equal(found.bridge, [...Object.keys(verbs), 'on'].sort())
  assert.equal(found.node, [])
})

shell(
  'T18 the policy holds in the window: no inline script, no script from the API, no eval, no raw innerHTML, no foreign address',
  async () => {
    const outcome = await page.evaluate(async () => {
      const marks: string[] = []
      Reflect.set(window, '__mark', (name: string) => marks.push(name))
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const thrown = (act: () => unknown): boolean => {
        try {
          act()
          return false
        } catch {
          return true
        }
      }
      const element = (name: string, set: (node: HTMLElement) => void): Promise<void> =>
        new Promise((resolve) => {
          const node = document.createElement(name)
          node.onload = () => resolve()
          node.onerror = () => resolve()
          setTimeout(resolve, 400)
          try {
            set(node)
            document.body.append(node)
          } catch {
            resolve()
          }
        })
      // What the debugger evaluates may use eval; what the page does later may not.
      await new Promise((resolve) => setTimeout(resolve, 0))
      const results = {
        eval: thrown(() => Reflect.get(globalThis, 'eval')('1')),
        functionText: thrown(() => new Function('return 1')()),
        innerHTML: thrown(() => {
          document.createElement('div').innerHTML = '<img src=x onerror="__mark(1)">'
        }),
        scriptText: thrown(() => {
          document.createElement('script').textContent = '__mark("inline")'
        }),
        policy: thrown(() =>
          (Reflect.get(window, 'trustedTypes') as { createPolicy(name: string, rules: object): unknown }).createPolicy(
            'mine',
            {},
          ),
        ),
        policyAgain: thrown(() =>
          (Reflect.get(window, 'trustedTypes') as { createPolicy(name: string, rules: object): unknown }).createPolicy(
            'solid',
            {},
          ),
        ),
        fetchElsewhere: await fetch('http://127.0.0.1:1/').then(
          () => false,
          () => true,
        ),
        frames: document.querySelectorAll('iframe').length,
      }
      const refused = (from: string): Promise<boolean> =>
        import(from).then(
          () => false,
          () => true,
        )
      const scripts = {
        fromTheApi: await refused('/api/v1/setup'),
        fromElsewhere: await refused('https://evil.test/x.js'),
        fromText: await refused('data:text/javascript,1'),
      }
      await element('iframe', (node) => node.setAttribute('src', 'app://console/console/'))
      await element('object', (node) => node.setAttribute('data', '/console/'))
      await element('link', (node) => {
        node.setAttribute('rel', 'stylesheet')
        node.setAttribute('href', 'https://evil.test/x.css')
      })
      for (const node of document.querySelectorAll('iframe, object, body > script[src*="evil"], link[href*="evil"]'))
        node.remove()
      return { results: { ...results, ...scripts }, marks, violations: [...new Set(violations)].sort() }
    })
    const { frames, policyAgain, ...refusals } = outcome.results
    for (const [name, refused] of Object.entries(refusals)) assert.ok(refused, `${name} was allowed`)
    assert.ok(policyAgain, "a second policy called 'solid' was made")
    assert.is(frames, 0)
    assert.equal(outcome.marks, [])
    for (const directive of ['connect-src', 'frame-src', 'script-src-elem'])
      assert.ok(outcome.violations.includes(directive), `${directive}: ${outcome.violations.join(' ')}`)
    process.stdout.write(
      `T18 real window, ${desktop.version}: 14 injections refused, directives that refused: ${outcome.violations.join(' ')}\n`,
    )
  },
)

shell('T18 nothing leads out of the window: open, navigation, download', async () => {
  const windows = () =>
    app.evaluate(({ BrowserWindow, webContents }) => [
      BrowserWindow.getAllWindows().length,
      webContents.getAllWebContents().length,
    ])
  const before = await windows()
  const where = page.url()
  const opened = await page.evaluate(() =>
    [window.open('https://evil.test/'), window.open('app://console/console/'), window.open('about:blank')].map(
      (value) => value === null,
    ),
  )
  assert.equal(opened, [true, true, true])
  const follow = (url: string): Promise<void> =>
    page.evaluate((to) => {
      for (const kind of ['', 'target', 'download']) {
        const link = document.createElement('a')
        link.href = to
        if (kind !== '') link.setAttribute(kind, '_blank')
        document.body.append(link)
        link.click()
        link.remove()
      }
    }, url)
  for (const url of [
    'https://evil.test/',
    'app://console/api/v1/setup',
    'app://console/console/assets/theme.js',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:app://console/x',
    'javascript:void 0',
    'mailto:a@b',
  ])
    await follow(url)
  await page.waitForTimeout(300)
  assert.is(page.url(), where)
  assert.equal(await windows(), before)
})

shell(
  'T18 whoever gets to about:blank, which Electron does not ask about, is led home, and the bridge is deaf there',
  async () => {
    for (const url of ['about:blank', 'about:srcdoc']) {
      await page.evaluate((to) => setTimeout(() => window.location.assign(to), 0), url)
      await page
        .waitForURL(url === 'about:blank' ? url : /chrome-error/, { timeout: 5000, waitUntil: 'commit' })
        .catch(() => {})
      await page.waitForURL('app://console/console/**')
      await page.waitForSelector('#root > *')
      await untilState(page, 'running')
    }
  },
)

shell('T18 no permission is given in the window', async () => {
  const answers = await page.evaluate(async () => {
    const notification = await Notification.requestPermission()
    const position = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        () => resolve('denied'),
      ),
    )
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then(
      () => 'granted',
      () => 'denied',
    )
    const screen = await navigator.mediaDevices.getDisplayMedia().then(
      () => 'granted',
      () => 'denied',
    )
    const clipboard = await navigator.clipboard.readText().then(
      () => 'granted',
      () => 'denied',
    )
    return { notification, position, media, screen, clipboard }
  })
  for (const [name, answer] of Object.entries(answers)) assert.is(answer, 'denied', name)
})

shell('the API is there at the same origin: data only, no cookie, no redirect; unknown files are 404', async () => {
  const answers = await page.evaluate(async () => {
    const ask = async (
      path: string,
    ): Promise<{ status: number; type: string | null; cookie: boolean; redirected: boolean }> => {
      const answer = await fetch(path)
      return {
        status: answer.status,
        type: answer.headers.get('content-type'),
        cookie: answer.headers.has('set-cookie') || document.cookie !== '',
        redirected: answer.redirected,
      }
    }
    return {
      setup: await ask('/api/v1/setup'),
      me: await ask('/api/v1/me'),
      missing: await ask('/console/assets/nothing.js'),
      outside: await ask('/healthz'),
      traversal: await ask('/console/assets/..%2f..%2fmain%2fmain.js'),
    }
  })
  assert.is(answers.setup.status, 200)
  assert.match(answers.setup.type ?? '', 'application/json')
  assert.is(answers.me.status, 401)
  assert.match(answers.me.type ?? '', 'application/problem+json')
  for (const answer of [answers.missing, answers.outside, answers.traversal]) assert.is(answer.status, 404)
  for (const answer of Object.values(answers)) {
    assert.not(answer.cookie)
    assert.not(answer.redirected)
  }
})

shell('a copied secret is on the clipboard, and only main could put it there', async () => {
  const reply = await page.evaluate(() =>
    Reflect.get(window, String('beatkeeper')).copySecret({ text: 'bk_test_not_a_secret' }),
  )
  assert.equal(reply, { ok: true, value: { clears_after_seconds: 60 } })
  assert.is(await app.evaluate(async ({ clipboard }) => await clipboard.readText()), 'bk_test_not_a_secret')
})

shell('the bridge refuses what is not its contract', async () => {
  const replies = await page.evaluate(() => {
    const bridge = Reflect.get(window, String('beatkeeper'))
    return Promise.all([
      bridge.copySecret({ text: '' }),
      bridge.openPage({ page: 'https://evil.test' }),
      bridge.setTheme({ theme: 'pink' }),
      bridge.appInfo({ more: 1 }),
      bridge.showMenu(null),
    ])
  })
  for (const reply of replies) assert.equal(reply, { ok: false, code: 'invalid_input' })
})

shell('the menu bar has the menus of a desktop app', async () => {
  const labels = await app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).map((item) => item.label.replace('&', '')),
  )
  for (const label of ['File', 'Edit', 'View', 'Window', 'Help']) assert.ok(labels.includes(label), labels.join(' '))
})

shell('a page that crashes is loaded again', async () => {
  const other = await launchDesktop(parts)
  await other.page.waitForSelector('#root > *')
  const alive = await other.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const loaded = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()))
    contents?.forcefullyCrashRenderer()
    await loaded
    return contents?.getURL()
  })
  assert.match(alive ?? '', 'app://console/console/')
  await other.close()
})

shell('a server that is killed comes back by itself, and the window is told', async () => {
  const { pid } = endpoint(desktop.dataDir)
  await page.evaluate(() => {
    const seen: string[] = []
    Reflect.set(window, '__states', seen)
    Reflect.get(window, String('beatkeeper')).on('serverState', (state: { kind: string }) => seen.push(state.kind))
  })
  process.kill(pid, 'SIGKILL')
  const status = await page.evaluate(async () => {
    const seen: string[] = Reflect.get(window, '__states')
    while (!seen.includes('restarting')) await new Promise((resolve) => setTimeout(resolve, 20))
    return (await fetch('/api/v1/setup')).status
  })
  assert.is(status, 200, 'a request made meanwhile waits for the new server')
  const seen: string[] = await page.evaluate(() => Reflect.get(window, '__states'))
  assert.equal(seen, ['restarting', 'starting', 'running'])
  assert.is.not(endpoint(desktop.dataDir).pid, pid)
})

shell('T16 a second start on the same data folder only brings the first window to the front', async () => {
  const args = [
    ...parts.runtime.args,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--data',
    desktop.dataDir,
    '--port',
    '0',
  ]
  const { DISPLAY: _display, ...env } = process.env
  await run(parts.runtime.executable, args, { env: { ...env, DISPLAY: parts.display.name }, timeout: 20_000 })
  const count = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  assert.is(count, 1)
  assert.is((await serverState(page)).kind, 'running')
})

shell('T16 a port that is taken is said in the window, in words', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  const address = squatter.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const other = await launchDesktop(parts, { args: ['--port', String(port)] })
  await other.page.waitForSelector('#root > *')
  const state = await untilState(other.page, 'failed')
  assert.is(state.code, 'port_in_use')
  assert.match(state.message ?? '', String(port))
  await other.page.waitForTimeout(500)
  await picture(other.page, 'electron-port-in-use')
  await other.close()
  squatter.close()
})

shell('quitting drains the server and leaves nothing running', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'beatkeeper-quit-'))
  const other = await launchDesktop(parts, { dataDir })
  await untilState(other.page, 'running')
  const { pid, url } = endpoint(dataDir)
  assert.is((await fetch(`${url}/healthz`)).status, 200)
  await other.close()
  assert.not(existsSync(join(dataDir, 'endpoint.json')))
  assert.throws(() => process.kill(pid, 0), /ESRCH/)
  await rm(dataDir, { recursive: true, force: true })
})

tests.run()
