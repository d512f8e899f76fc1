/**
 * T14 in a real browser: a page that a stranger's name brought here (DNS rebinding) reaches nothing, whatever it asks; and a teeth run, where the
 * list of hosts is opened and the same page comes through.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { listenBeside } from '../http/beside.ts'
import { databaseHash } from '../http/database-hash.ts'
import { startTestServer } from '../support/harness.ts'
import { signIn } from '../ui/support/browser.ts'
import { openChromium } from './support/chromium.ts'
import { startFreshServer, startOwnedServer } from './support/server.ts'
import { storyOf } from './support/story.ts'

const server = await startOwnedServer()
const browser = await openChromium(['evil.test', '*.evil.test'])
const context = await browser.newContext()
const story = storyOf('rebinding', () => context.pages().at(-1))

interface Wish {
  readonly method: string
  readonly path: string
  readonly body?: Record<string, unknown>
  readonly token?: string
}

/** The stranger's own server, to which the name pointed at first. */
const stranger = createServer((_request, response) =>
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Win</title>'),
)
await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
const { port: strangerPort } = stranger.address() as AddressInfo

/** A page of `evil.test:PORT`, as its own server gave it; from then on the name points to us. */
async function lure(from: BrowserContext, port: number, host = 'evil.test'): Promise<Page> {
  const page = await from.newPage()
  const address = `http://${host}:${port}/lure`
  await page.route(address, (route) => route.continue({ url: `http://${host}:${strangerPort}/` }))
  await page.goto(address)
  return page
}

/** What the page is answered, as its script sees it: same origin, so every status and body can be read. */
function ask(page: Page, wishes: readonly Wish[]): Promise<{ status: number; code: string | null; text: string }[]> {
  return page.evaluate(
    (all) =>
      Promise.all(
        all.map(async ({ method, path, body, token }) => {
          const answer = await fetch(path, {
            method,
            credentials: 'include',
            headers: {
              ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
              ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
          return { status: answer.status, code: answer.headers.get('x-error'), text: await answer.text() }
        }),
      ),
    [...wishes],
  )
}

const incident = { name: 'pwned', status: 'investigating' }

story.after(async () => {
  stranger.closeAllConnections()
  stranger.close()
  await browser.close()
  await server.stop()
})

story(
  'T14 a rebound page is answered 421 for everything, with a stolen token and with the owner signed in',
  async () => {
    const victim = await context.newPage()
    await signIn(victim, server.url, server.email, server.password, '/console/tokens')
    const { token } = await server.mint({ name: 'stolen', permission: 'admin', role_key: 'admin' })
    const wishes: Wish[] = [
      ...[
        '/',
        '/healthz',
        '/readyz',
        '/console/',
        '/api/docs',
        '/.well-known/console-identity?nonce=abcdefghijklmnop',
      ].map((path) => ({ method: 'GET', path })),
      ...[
        '/setup',
        '/status',
        '/incidents',
        '/settings',
        '/auth/session',
        '/me',
        '/context',
        '/admin/tokens',
        '/org/members',
      ].flatMap((path) => [
        { method: 'GET', path: `/api/v1${path}` },
        { method: 'GET', path: `/api/v1${path}`, token },
      ]),
      { method: 'POST', path: '/api/v1/admin/incidents', body: incident },
      { method: 'POST', path: '/api/v1/admin/incidents', body: incident, token },
      {
        method: 'POST',
        path: '/api/v1/admin/tokens',
        body: { name: 'x', permission: 'admin', role_key: 'admin' },
        token,
      },
      { method: 'PATCH', path: '/api/v1/admin/settings/general', body: { name: 'pwned' }, token },
      { method: 'DELETE', path: '/api/v1/admin/tokens/tok_00000000000000000000000000', token },
      { method: 'POST', path: '/api/v1/auth/login', body: { email: server.email, password: server.password } },
      { method: 'POST', path: '/api/v1/auth/logout' },
      { method: 'OPTIONS', path: '/api/v1/admin/tokens' },
      { method: 'HEAD', path: '/api/v1/status' },
    ]
    const before = server.look(databaseHash)
    const statuses: (number | string | null)[] = []
    let names = 0
    for (const host of ['evil.test', 'x.evil.test']) {
      const page = await lure(context, server.port, host)
      names += 1
      const answers = await ask(page, wishes)
      statuses.push(...answers.map(({ status }) => status))
      const codes = new Set(answers.map(({ code }) => code))
      assert.equal([...codes], ['unknown_host'], host)
      assert.not.match(answers.map(({ text }) => text).join(''), /Acme|tok_|usr_/)
      await page.close()
    }
    const through = statuses.filter((status) => status !== 421).length
    const changes = server.look(databaseHash) === before ? 0 : 1
    console.log(
      `T14 rebound pages ${names} requests ${statuses.length} let through ${through} state changes ${changes}`,
    )
    assert.equal([through, changes], [0, 0])
    await victim.reload()
    await victim.getByRole('heading', { name: 'API tokens' }).waitFor()
  },
)

story('T14 a rebound page cannot take over a server that still waits to be set up', async () => {
  const fresh = await startFreshServer()
  try {
    const page = await lure(context, fresh.port)
    const code = fresh.setupUrl?.split('#code=')[1]
    const answers = await ask(page, [
      { method: 'GET', path: '/api/v1/setup' },
      {
        method: 'POST',
        path: '/api/v1/setup',
        body: { code, workspace_name: 'Mine', email: 'evil@evil.test', password: server.password },
      },
    ])
    assert.equal(
      answers.map(({ status }) => status),
      [421, 421],
    )
    assert.is((await fresh.ask({ path: '/setup' })).json.needs_setup, true)
    await page.close()
  } finally {
    await fresh.stop()
  }
})

story('T14 teeth: with the list of hosts opened, the same page comes through', async () => {
  const inside = await startTestServer()
  const { pages, db } = inside.running.services
  const opened = {
    byHost: () => pages.defaultPage,
    byId: pages.byId,
    reload: pages.reload,
    get all() {
      return pages.all
    },
    get onlyPageId() {
      return pages.onlyPageId
    },
    get defaultPage() {
      return pages.defaultPage
    },
  }
  const beside = await listenBeside(inside, { pages: opened })
  try {
    const page = await lure(context, beside.port)
    const before = databaseHash(db)
    const answers = await ask(page, [
      { method: 'GET', path: '/api/v1/admin/tokens', token: inside.ownerToken },
      { method: 'POST', path: '/api/v1/admin/incidents', body: incident, token: inside.ownerToken },
    ])
    console.log(
      `T14 teeth: with the list opened ${answers.filter(({ status }) => status < 300).length} of 2 came through`,
    )
    assert.equal(
      answers.map(({ status }) => status),
      [200, 201],
    )
    assert.is.not(databaseHash(db), before)
    await page.close()
  } finally {
    beside.stop()
    await inside.stop()
  }
})

story.run()
