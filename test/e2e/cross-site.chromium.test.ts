/**
 * T15 in a real browser: the owner is signed in, and pages of other origins on this computer (another port, another name, the console's own name on
 * another port) try every way a page has to send a request, on every route that changes something. Nothing changes, and no other port is shown the
 * session. The same requests made by the console itself come through: they were no empty threats.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page, Request } from 'playwright-core'
import * as assert from 'uvu/assert'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { databaseHash } from '../http/database-hash.ts'
import { openWindow, signIn } from '../ui/support/browser.ts'
import { openChromium } from './support/chromium.ts'
import { startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

const server = await startOwnedServer()
const browser = await openChromium(['evil.test'])
const window = await openWindow(browser)
const { context } = window
const story = storyOf('cross-site', () => window.page)

/** The stranger's server: a blank page, and a redirect that keeps method and body. It remembers the cookies it is shown. */
const shownCookies: string[] = []
const stranger = createServer((request, response) => {
  shownCookies.push(request.headers.cookie ?? '')
  const to = new URL(request.url ?? '/', 'http://stranger').searchParams.get('to')
  if (to !== null) return response.writeHead(307, { Location: to }).end()
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Win</title>')
})
await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
const { port: strangerPort } = stranger.address() as AddressInfo

interface Target {
  readonly method: string
  readonly path: string
  readonly body: string
}

const token = await server.mint({ name: 'victim-token' })
const incident = await server.asOwner({
  method: 'POST',
  path: '/admin/incidents',
  body: { name: 'Slow', status: 'investigating' },
})

/** Bodies that would do something. Every other route gets one that its own schema begins with: none is left out. */
const bodies: Readonly<Record<string, unknown>> = {
  'incidents.create': { name: 'pwned', status: 'investigating' },
  'incidents.update': { name: 'pwned' },
  'incidents.post_update': { status: 'identified', body: 'pwned' },
  'tokens.create': { name: 'pwned', permission: 'admin', role_key: 'owner' },
  'tokens.update': { name: 'pwned' },
  'tokens.bulk': { ids: [token.id], action: 'disable' },
  'maintenances.create': {
    name: 'pwned',
    scheduled_for: '2027-01-01T10:00:00Z',
    scheduled_until: '2027-01-01T11:00:00Z',
  },
  'components.create': { name: 'pwned' },
  'component_groups.create': { name: 'pwned' },
  'pages.create': { name: 'pwned' },
  'org.update_settings': { features: { advanced_rbac: true } },
  'settings.update_general': { name: 'pwned' },
  'members.invite': { email: 'evil@evil.test', role_key: 'admin' },
  'locks.create': { reason: 'pwned' },
  'tokens.revoke': { reason: 'pwned' },
  'oauth_apps.create': {
    name: 'pwned',
    redirect_uris: ['https://evil.test/callback'],
    scopes: ['incidents:read'],
    client_type: 'public',
  },
  'two_factor.make_secret': {},
  'password.ask_for_reset': { email: 'mina@acme.test' },
  'session.end_others': {},
}

/** Those of them that the console sends without a body. */
const bodiless = new Set(['two_factor.make_secret', 'session.end_others'])

/** What stands in a route's body, each field as a text: whatever is checked after the origin would be reached with it. */
function anyBodyOf({ id, body }: (typeof endpoints)[number]): unknown {
  const fields = body !== undefined && 'shape' in body ? Object.keys(body.shape as object) : []
  return bodies[id] ?? Object.fromEntries(fields.map((field) => [field, 'pwned']))
}

/** Every route that is no plain read, whatever feature brought it: a new one is attacked by itself. */
const changing = endpoints.filter(({ method }) => method !== 'GET')

const targets: readonly Target[] = changing.map((endpoint) => ({
  method: endpoint.method,
  path: fullPath(endpoint)
    .replace('/admin/tokens/:id', `/admin/tokens/${token.id}`)
    .replace('/admin/incidents/:id', `/admin/incidents/${incident.json.id}`)
    .replace(':feature', 'checks')
    .replace(/:[a-z_]+/g, 'xyz_00000000000000000000000000'),
  body: JSON.stringify(anyBodyOf(endpoint)),
}))

/** Runs in the stranger's page: every way there is, on every target. Answers how many requests it tried to send. */
async function attack({ targets, to, relay }: { targets: Target[]; to: string; relay: string }): Promise<number> {
  let tried = 0
  const settled = (act: (done: () => void) => void): Promise<void> =>
    new Promise((done) => {
      tried += 1
      act(done)
    })
  const frame = (name: string): HTMLIFrameElement => {
    const element = document.createElement('iframe')
    element.name = name
    document.body.append(element)
    return element
  }
  const form = (target: Target, enctype: string): Promise<void> =>
    settled((done) => {
      const into = frame(`frame-${tried}`)
      // The blank document of the frame has loaded already; the next load is the answer.
      into.addEventListener('load', () => {
        into.remove()
        done()
      })
      const element = document.createElement('form')
      element.method = 'post'
      element.enctype = enctype
      element.action = `${to}${target.path}`
      element.target = into.name
      const field = document.createElement('input')
      // As text/plain this makes the body JSON again: {"name":"pwned", "ignored":"="}
      field.name =
        enctype === 'text/plain' ? `${target.body.slice(0, -1)}${target.body === '{}' ? '' : ','}"ignored":"` : 'a'
      field.value = '"}'
      element.append(field)
      document.body.append(element)
      element.submit()
      element.remove()
    })
  const sent = (url: string, init: RequestInit): Promise<void> =>
    settled((done) => {
      fetch(url, { credentials: 'include', ...init }).then(done, done)
    })
  const element = (tag: 'img' | 'script' | 'iframe' | 'link', url: string): Promise<void> =>
    settled((done) => {
      const one = document.createElement(tag)
      one.addEventListener('load', () => done())
      one.addEventListener('error', () => done())
      if (one instanceof HTMLLinkElement) {
        one.rel = 'prefetch'
        one.href = url
        // A prefetch may be left undone, and then says nothing.
        done()
      } else one.setAttribute('src', url)
      document.body.append(one)
    })
  const channel = (open: () => EventTarget & { close(): void }): Promise<void> =>
    settled((done) => {
      const one = open()
      one.addEventListener('error', () => {
        one.close()
        done()
      })
    })

  const text = { 'Content-Type': 'text/plain' }
  const json = { 'Content-Type': 'application/json', 'X-CSRF': 'guess' }
  const work = targets.flatMap((target, index): (() => Promise<void>)[] => {
    const url = `${to}${target.path}`
    const { method, body } = target
    const withMethod = () => sent(url, { method, body: method === 'DELETE' ? null : body, headers: json })
    if (method !== 'POST') return [withMethod, () => element('img', url)]
    return [
      withMethod,
      () => form(target, 'text/plain'),
      // The two that cannot carry JSON on every eighth route: what refuses them stands before the routes.
      ...(index % 8 === 0
        ? [() => form(target, 'application/x-www-form-urlencoded'), () => form(target, 'multipart/form-data')]
        : []),
      () => sent(url, { method, body, mode: 'no-cors', headers: text }),
      () => sent(`${relay}?to=${encodeURIComponent(url)}`, { method, body, mode: 'no-cors', headers: text }),
      async () => {
        tried += 1
        navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))
      },
    ]
  })
  for (const path of ['/api/v1/admin/tokens', '/api/v1/auth/session', '/console/', '/']) {
    const url = `${to}${path}`
    work.push(
      () => element('img', url),
      () => element('script', url),
      () => element('iframe', url),
      () => element('link', url),
      () => sent(url, { mode: 'no-cors' }),
      () => channel(() => new EventSource(url, { withCredentials: true })),
      () => channel(() => new WebSocket(url.replace('http', 'ws'))),
    )
  }
  const waiting = [...work]
  const worker = async (): Promise<void> => {
    for (let act = waiting.shift(); act !== undefined; act = waiting.shift()) await act()
  }
  await Promise.all(Array.from({ length: 24 }, worker))
  return tried
}

/** What leaves a page, until all of it has been answered or refused. */
function watchTraffic(page: Page): { statuses: Map<number, number>; hidden(): number; quiet(): Promise<void> } {
  const statuses = new Map<number, number>()
  const open = new Set<Request>()
  let hidden = 0
  let check: (() => void) | null = null
  const end = (request: Request): void => {
    open.delete(request)
    check?.()
  }
  page.on('request', (request) => open.add(request))
  page.on('requestfinished', end)
  page.on('requestfailed', (request) => {
    // Answered, and kept from the page by Cross-Origin-Resource-Policy: its status from us, too.
    if (request.method() === 'POST' && request.failure()?.errorText.endsWith('NotSameOrigin') === true) hidden += 1
    end(request)
  })
  page.on('response', (response) => {
    if (new URL(response.url()).port !== String(server.port) || response.request().method() === 'GET') return
    statuses.set(response.status(), (statuses.get(response.status()) ?? 0) + 1)
  })
  return {
    statuses,
    hidden: () => hidden,
    quiet: () =>
      new Promise((resolve) => {
        check = () => {
          if (open.size === 0) resolve()
        }
        check()
      }),
  }
}

story.before(async () => {
  await signIn(window.page, server.url, server.email, server.password, '/console/tokens')
  await window.page.getByRole('heading', { name: 'API tokens' }).waitFor()
})
story.after(async () => {
  stranger.closeAllConnections()
  stranger.close()
  await browser.close()
  await server.stop()
})

const consoleHost = new URL(server.consoleOrigin).hostname
const strangers = ['127.0.0.1', 'localhost', 'x.localhost', 'evil.test', consoleHost]
let requests = 0
let answered = 0

for (const host of strangers) {
  story(`T15 ${host === consoleHost ? 'the console’s own name' : host} on another port changes nothing`, async () => {
    const before = server.look(databaseHash)
    shownCookies.length = 0
    const page = await context.newPage()
    const origin = `http://${host}:${strangerPort}`
    await page.goto(`${origin}/`)
    const traffic = watchTraffic(page)
    requests += await page.evaluate(attack, {
      targets: [...targets],
      to: server.consoleOrigin,
      relay: `${origin}/relay`,
    })
    // The plain address is no place for a session, but it answers: as near as a neighbour on 127.0.0.1 can get.
    if (host === '127.0.0.1')
      requests += await page.evaluate(attack, {
        targets: targets.slice(0, 12),
        to: server.url,
        relay: `${origin}/relay`,
      })
    await traffic.quiet()
    const through = [...traffic.statuses].filter(([status]) => status < 400)
    answered += [...traffic.statuses.values()].reduce((sum, count) => sum + count, 0) + traffic.hidden()
    assert.equal(through, [], `answers by status: ${JSON.stringify([...traffic.statuses])}`)
    assert.is(server.look(databaseHash), before, 'nothing was changed')
    const seen = shownCookies.filter((cookie) => cookie.includes('__Host-'))
    // Whoever knows the console's random name shares its cookies, as browsers have it; that is why a cookie is never enough.
    if (host !== consoleHost) assert.equal(seen, [], 'no session is shown to another port')
    else assert.ok(seen.length > 0, 'the hardest case was really tried: the cookie went along')
    await page.close()
  })
}

story('T15 nobody can put the console into a frame, or hold on to a window of it', async () => {
  const page = await context.newPage()
  await page.goto(`http://x.localhost:${strangerPort}/`)
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => {
      Reflect.set(globalThis, 'opened', globalThis.open(url))
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
    }, `${server.consoleOrigin}/console/`),
  ])
  await popup.waitForLoadState('load')
  await page.waitForFunction(() => Reflect.get(globalThis, 'opened').closed === true)
  const framed = page.frames().filter((frame) => frame !== page.mainFrame())
  assert.not.ok(
    framed.some((frame) => frame.url().startsWith(server.consoleOrigin)),
    'the frame stayed empty',
  )
  assert.is(await popup.evaluate(() => globalThis.opener), null)
  await popup.close()
  await page.close()
})

story('the owner is still signed in, and the console itself may do what the strangers could not', async () => {
  const { page } = window
  await page.reload()
  await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  assert.is(targets.length, changing.length)
  const meant = changing.filter(({ id }) => bodies[id] !== undefined)
  assert.is(meant.length, Object.keys(bodies).length, 'every body is for a route that there is')
  const own = targets.flatMap((target, index) => {
    const { id } = changing[index] ?? { id: '' }
    if (bodies[id] === undefined) return []
    return [{ ...target, body: bodiless.has(id) ? null : target.body }]
  })
  const statuses = await page.evaluate(
    async ({ all, password }) => {
      const csrf = localStorage.getItem('bk.csrf') ?? ''
      const send = async (method: string, path: string, body: string | null): Promise<number> => {
        const headers: Record<string, string> = { 'X-CSRF': csrf }
        if (body !== null) headers['Content-Type'] = 'application/json'
        return (await fetch(path, { method, body, headers })).status
      }
      // The strangers took their time: what is sensitive wants the password again.
      await send('POST', '/api/v1/auth/reauthenticate', JSON.stringify({ password }))
      const found: number[] = []
      for (const { method, path, body } of all) found.push(await send(method, path, body))
      return found
    },
    { all: [...own], password: server.password },
  )
  const through = statuses.filter((status) => status < 300).length
  console.log(
    `T15 strangers ${strangers.length} routes ${targets.length} requests ${requests} answered ${answered} changed 0; from the console ${through} of ${meant.length} came through`,
  )
  assert.is(through, meant.length, JSON.stringify(own.map(({ path }, index) => [path, statuses[index]])))
  assert.ok(requests > 1000 && answered > 500)
  window.check()
})

story.run()
