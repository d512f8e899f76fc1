import { createServer } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addressOf, createClient, NoAnswer, Refusal } from '../../src-server/contract/client.ts'
import { getMe } from '../../src-server/contract/me.ts'
import { healthz } from '../../src-server/contract/system.ts'
import { createToken, deleteToken, getToken, listTokens, revokeToken } from '../../src-server/contract/tokens.ts'
import { startTestServer } from '../support/harness.ts'

const it = suite('typed client')

it('calls what the endpoint says: path, query, body, and reads the answer by its schema', async () => {
  const server = await startTestServer()
  const headers = { Authorization: `Bearer ${server.ownerToken}` }
  const call = createClient({ origin: server.url, fetch, headers })
  const made = await call(createToken, { body: { name: 'typed', permission: 'read', role_key: 'viewer' } })
  assert.match(made.token, /^bk_live_/)
  const { data } = await call(listTokens, { query: { q: 'typed', limit: '10', status: undefined } })
  assert.equal(
    data.map((token) => token.id),
    [made.id],
  )
  assert.is((await call(getToken, { params: { id: made.id } })).name, 'typed')
  assert.is((await call(revokeToken, { params: { id: made.id }, body: { reason: 'done' } })).status, 'revoked')
  assert.is(await call(deleteToken, { params: { id: made.id } }), undefined)
  assert.is((await call(getMe)).permission, 'admin')
  await server.stop()
})

it('a refusal carries what the server said', async () => {
  const server = await startTestServer()
  const call = createClient({ origin: server.url, fetch, headers: { Authorization: `Bearer ${server.ownerToken}` } })
  const refused = await call(createToken, { body: { name: '', permission: 'read', role_key: 'viewer' } }).catch(
    (error: unknown) => error,
  )
  assert.instance(refused, Refusal)
  if (!(refused instanceof Refusal)) return
  assert.equal([refused.status, refused.code], [422, 'validation_failed'])
  assert.equal(refused.errors[0]?.path, '/name')
  assert.match(refused.requestId ?? '', /^req_/)
  await server.stop()
})

it('what is no Beatkeeper, or is not there, is no answer; a redirect is not followed', async () => {
  let asked = 0
  const server = createServer((req, res) => {
    asked += 1
    if (req.url === '/healthz') res.writeHead(302, { Location: '/elsewhere' }).end()
    else res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"fine, thanks"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const call = createClient({ origin, fetch, headers: { Authorization: 'Bearer x' } })
  assert.instance(await call(getMe).catch((error: unknown) => error), NoAnswer)
  assert.instance(await call(healthz).catch((error: unknown) => error), NoAnswer)
  assert.is(asked, 2, 'the redirect was followed')
  await new Promise((resolve) => server.close(resolve))
  assert.instance(await call(healthz).catch((error: unknown) => error), NoAnswer)
})

it('an id cannot leave its place in the path', () => {
  assert.is(addressOf(getToken, { id: '../../me?x=1#y' }), '/api/v1/admin/tokens/..%2F..%2Fme%3Fx%3D1%23y')
  assert.is(addressOf(listTokens, {}, { q: 'a&b', limit: undefined }), '/api/v1/admin/tokens?q=a%26b')
})

it.run()
