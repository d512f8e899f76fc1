import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createAppProtocol, origin, pagePolicy, routeOf, startUrl } from '../../src-main/app-protocol.ts'

const protocol = suite('app protocol')

const names = ['index.html', 'assets/main-B1x2.js', 'assets/style.css']
const list = names.map((name) => ({
  name,
  type: name.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8',
  bytes: 1,
  sha256: '0'.repeat(64),
}))

function served() {
  const read: string[] = []
  const forwarded: string[] = []
  const answer = createAppProtocol({
    files: { version: 1, files: list },
    read: async (name) => {
      read.push(name)
      return new TextEncoder().encode(name)
    },
    forward: async (request) => {
      forwarded.push(request.url)
      return new Response('{}')
    },
  })
  return { answer, read, forwarded }
}

/** `Request` normalises URLs as Chromium does; what only a hostile caller could send is checked on routeOf itself. */
const get = (url: string, init: RequestInit = {}): Request => new Request(url, init)

protocol('the front page and every path below it are the page, with its policy', async () => {
  const { answer } = served()
  for (const url of [startUrl, `${origin}/console/tokens/tok_1?q=x`, `${origin}/console/setup`]) {
    const response = await answer(get(url))
    assert.is(response.status, 200)
    assert.is(await response.text(), 'index.html')
    assert.is(response.headers.get('content-security-policy'), pagePolicy)
    assert.is(response.headers.get('x-content-type-options'), 'nosniff')
  }
})

protocol('an asset is answered by its exact name, with the type of the list', async () => {
  const { answer } = served()
  const response = await answer(get(`${origin}/console/assets/main-B1x2.js`))
  assert.is(response.status, 200)
  assert.is(response.headers.get('content-type'), 'text/javascript; charset=utf-8')
})

protocol('a file that could not be read once is read again, and kept once it was', async () => {
  let reads = 0
  const answer = createAppProtocol({
    files: { version: 1, files: list },
    read: async (name) => {
      reads += 1
      if (reads === 1) throw new Error('an update is replacing it')
      return new TextEncoder().encode(name)
    },
    forward: async () => new Response('{}'),
  })
  const asset = () => answer(get(`${origin}/console/assets/style.css`))
  await asset().then(
    () => assert.unreachable('the first reading failed'),
    (error: Error) => assert.match(error.message, /update/),
  )
  assert.is(await (await asset()).text(), 'assets/style.css')
  await asset()
  assert.is(reads, 2)
})

protocol('any other name under assets is 404, and no file is read for it', async () => {
  const { answer, read } = served()
  const wrong = [
    'main-B1x2.JS',
    'MAIN-B1x2.js',
    'main%2DB1x2.js',
    'main-B1x2.js%00',
    'main-B1x2.js/',
    'x/../main-B1x2.jsx',
    '..%2findex.html',
    'index.html',
    '',
    '.vite/manifest.json',
  ]
  for (const name of wrong) assert.is((await answer(get(`${origin}/console/assets/${name}`))).status, 404, name)
  assert.equal(read, [])
})

protocol('never answers with a redirect, and never with a file that is not listed', async () => {
  const { answer, read } = served()
  await fc.assert(
    fc.asyncProperty(
      fc.webPath({ size: 'medium' }),
      fc.constantFrom('/console/assets', '/console/assets/', '/console', '/console/', ''),
      async (path, before) => {
        const url = `${origin}${before}${path}`
        if (!URL.canParse(url)) return
        const response = await answer(get(url))
        assert.ok([200, 404].includes(response.status), url)
      },
    ),
    { numRuns: 400 },
  )
  assert.ok(read.every((name) => names.includes(name)))
})

protocol('only reading is possible outside the API', async () => {
  const { answer } = served()
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD'])
    assert.is((await answer(get(startUrl, { method }))).status, 405, method)
})

protocol('the API, and nothing that only looks like it, is forwarded', async () => {
  const { answer, forwarded } = served()
  await answer(get(`${origin}/api/v1/me?x=1`))
  for (const path of ['/apis/v1/me', '/api', '/API/v1/me', '/healthz', '/', '/oauth/token'])
    assert.is((await answer(get(`${origin}${path}`))).status, 404, path)
  assert.equal(forwarded, [`${origin}/api/v1/me?x=1`])
})

protocol('other origins have nothing here', () => {
  for (const url of [
    'app://other/console/',
    'app://console.evil/console/',
    'app://consolex/console/',
    'https://console/console/',
    'app:/console/console/',
    '',
  ])
    assert.is(routeOf(url).kind, 'missing', url)
})

protocol('what is not decoded cannot decode to something else', () => {
  assert.equal(routeOf(`${origin}/console/assets/..%2f..%2fapi/v1/me`), {
    kind: 'asset',
    name: 'assets/..%2f..%2fapi/v1/me',
  })
  assert.is(routeOf(`${origin}/%61pi/v1/me`).kind, 'missing')
  assert.is(routeOf(`${origin}/console%2fassets/x`).kind, 'missing')
})

protocol(
  'the policy names the assets folder for scripts, demands Trusted Types, and allows no framing and no forms',
  () => {
    const directives = new Map(pagePolicy.split('; ').map((line) => [line.split(' ', 1)[0], line]))
    assert.is(directives.get('script-src'), `script-src ${origin}/console/assets/`)
    assert.is(directives.get('default-src'), "default-src 'none'")
    assert.is(directives.get('connect-src'), "connect-src 'self'")
    assert.is(directives.get('frame-ancestors'), "frame-ancestors 'none'")
    assert.is(directives.get('form-action'), "form-action 'none'")
    assert.is(directives.get('require-trusted-types-for'), "require-trusted-types-for 'script'")
    assert.not.match(pagePolicy, 'unsafe')
  },
)

protocol.run()
