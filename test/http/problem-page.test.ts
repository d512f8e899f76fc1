/** Refusals as pages: for browsers that opened one, and for nobody else. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tagsOf } from '../content/markup.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const it = suite<{ server: TestServer }>('problem pages')
it.before(async (context) => {
  context.server = await startTestServer()
})
it.after(({ server }) => server.stop())

const browser = { Host: 'status.acme.test', Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const deadView = `/views/${'x'.repeat(43)}`

it('404 is a page for a browser, with the code where programs look and nothing that runs', async ({ server }) => {
  for (const path of [deadView, '/no-such-page']) {
    const answer = await server.ask({ path, headers: browser })
    assert.equal([answer.status, answer.headers['x-error']], [404, 'not_found'], path)
    assert.match(answer.headers['content-type'] ?? '', 'text/html')
    assert.equal([answer.headers['cache-control'], answer.headers.vary], ['no-store', 'Accept'])
    assert.match(answer.headers['content-security-policy'] ?? '', "default-src 'none'")
    assert.ok(tagsOf(answer.text.replace(/<style>[\s\S]*<\/style>/, '')).some(({ name }) => name === 'h1'))
  }
})

it('404 stays a problem document for programs, under /api for everyone', async ({ server }) => {
  const { Host } = browser
  for (const accept of ['', '*/*', 'application/json']) {
    const headers = { Host, Accept: accept }
    const answer = await server.ask({ path: '/no-such-page', headers })
    assert.equal([answer.status, answer.json.code], [404, 'not_found'])
  }
  const api = await server.ask({ path: '/api/v1/no-such', headers: browser })
  assert.equal([api.status, api.json.code], [404, 'not_found'])
})

it('what a caller wrote is text in it', async ({ server }) => {
  const answer = await server.ask({
    path: '/?a=1&a=2&%3Cscript%3E=1&%3Cscript%3E=2',
    headers: { ...browser, 'X-Request-ID': 'mine' },
  })
  assert.equal([answer.status, answer.headers['x-error']], [400, 'malformed_request'])
  assert.not.match(answer.text, '<script')
  assert.match(answer.text, 'mine')
})

it.run()
