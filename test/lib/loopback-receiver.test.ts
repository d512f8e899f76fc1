import { createServer } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { receiveOnLoopback, type Verdict } from '../../src-server/lib/loopback-receiver.ts'
import { ask } from '../support/ask.ts'

/** The redirect URI of a program: whoever knows the port may come; the right answer alone ends the waiting. */
const it = suite('loopback receiver')

async function listening(port?: number) {
  const taken: string[] = []
  const receiver = await receiveOnLoopback((answer): Verdict => {
    taken.push(answer.toString())
    return answer.get('state') === 'ours'
      ? { kind: 'over', title: 'Signed in', words: 'Go back to the terminal.' }
      : { kind: 'foreign', title: 'Not <ours>', words: 'Still waiting.' }
  }, port)
  return { receiver, taken, port: Number(new URL(receiver.redirectUri).port) }
}

it('303 the right answer leads away from the code, to a page that loads nothing', async () => {
  const { receiver, taken, port } = await listening()
  assert.match(receiver.redirectUri, /^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  const answer = await ask(port, { path: '/callback?code=secret&state=ours' })
  assert.equal([answer.status, answer.headers.location], [303, '/done'])
  const page = await ask(port, { path: '/done' })
  assert.is(page.status, 200)
  assert.match(page.text, /<h1>Signed in<\/h1>/)
  assert.not.match(page.text, /secret/)
  for (const { headers } of [answer, page]) {
    assert.is(headers['cache-control'], 'no-store')
    assert.is(headers['referrer-policy'], 'no-referrer')
    assert.is(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
  }
  assert.equal(taken, ['code=secret&state=ours'])
  assert.is((await ask(port, { path: '/callback?code=again&state=ours' })).status, 404, 'an answer is taken once')
  await receiver.close()
})

it('400 an answer of somebody else is shown, escaped, and waited on', async () => {
  const { receiver, taken, port } = await listening()
  const foreign = await ask(port, { path: '/callback?code=planted&state=theirs' })
  assert.is(foreign.status, 400)
  assert.match(foreign.text, /Not &lt;ours&gt;/)
  assert.is((await ask(port, { path: '/done' })).status, 404)
  assert.is((await ask(port, { path: '/callback?code=c&state=ours' })).status, 303)
  assert.is(taken.length, 2)
  await receiver.close()
})

it('404 another path, method or Host is nobody’s answer', async () => {
  const { receiver, taken, port } = await listening()
  const query = '?code=c&state=ours'
  for (const request of [
    { path: `/${query}` },
    { path: `/callback/${query}` },
    { path: `/CALLBACK${query}` },
    { method: 'POST', path: `/callback${query}` },
    { method: 'HEAD', path: `/callback${query}` },
    { path: `/callback${query}`, headers: { Host: `localhost:${port}` } },
    { path: `/callback${query}`, headers: { Host: `evil.test:${port}` } },
    { path: `http://evil.test/callback${query}` },
    { path: `//evil.test/callback${query}` },
  ])
    assert.is((await ask(port, request)).status, 404, JSON.stringify(request))
  assert.equal(taken, [])
  await receiver.close()
})

it('it goes without anyone having come, and gives the port back', async () => {
  const { receiver, port } = await listening()
  await receiver.close()
  const next = await listening(port)
  assert.is(next.port, port)
  await next.receiver.close()
})

it('a port that is taken is said', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const error: unknown = await listening(port).catch((thrown: unknown) => thrown)
  assert.is(Reflect.get(Object(error), 'code'), 'EADDRINUSE')
  await new Promise((resolve) => server.close(resolve))
})

it.run()
