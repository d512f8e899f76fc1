/** The whole way of a visitor: ask, confirm with the link of the mail, choose, end. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { get, post } from '../http/world.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { linkOf, mailTo, page } from './visitor.ts'

const it = suite<{ server: TestServer }>('subscribers')
it.before.each(async (context) => {
  context.server = await startTestServer()
})
it.after.each(({ server }) => server.stop())

it('a visitor subscribes, confirms with the link of the mail, chooses, and ends it', async ({ server }) => {
  const api = (await server.asOwner(post('/admin/components', { name: 'API' }))).json.id
  const mail = (await server.asOwner(post('/admin/components', { name: 'Mail' }))).json.id
  const asked = await server.ask(post('/subscribe', { email: 'Ines@Example.org', components: [{ id: api }] }, page))
  assert.equal([asked.status, typeof asked.json.message], [200, 'string'])
  const [row] = (await server.asOwner(get('/admin/subscribers'))).json.data
  assert.equal(
    [row.email, row.state, row.components, row.added_by],
    ['ines@example.org', 'pending', [{ id: api, name: 'API' }], 'visitor'],
  )

  const opened = await mailTo(server, 'ines@example.org')
  assert.is(opened.kind, 'subscription_confirm')
  const redeemed = await server.ask(
    post('/magic/redeem', undefined, { headers: { ...page.headers, 'X-Magic-Token': linkOf(opened) } }),
  )
  assert.equal(
    [redeemed.status, redeemed.json.purpose, redeemed.json.subject],
    [200, 'subscription', { id: row.id, name: 'ines@example.org' }],
  )
  const headers = { ...page.headers, 'X-Magic-Token': redeemed.json.token }
  const read = await server.ask(get('/magic/subscription', { headers }))
  assert.equal(
    [read.json.state, read.json.choices.map(({ name }: { name: string }) => name)],
    ['confirmed', ['API', 'Mail']],
  )
  const changed = await server.ask({
    method: 'PATCH',
    path: '/api/v1/magic/subscription',
    headers,
    body: { components: [{ id: mail }] },
  })
  assert.equal(changed.json.components, [{ id: mail, name: 'Mail' }])
  const all = await server.ask({
    method: 'PATCH',
    path: '/api/v1/magic/subscription',
    headers,
    body: { components: null },
  })
  assert.is(all.json.components, null)
  const ended = await server.ask({ method: 'DELETE', path: '/api/v1/magic/subscription', headers })
  assert.is(ended.status, 204)
  const gone = await server.ask(get('/magic/subscription', { headers }))
  assert.equal([gone.status, gone.json.code], [403, 'token_revoked'])
  const after = (await server.asOwner(get(`/admin/subscribers/${row.id}`))).json
  assert.equal([after.state, after.ended_by], ['ended', 'visitor'])
})

it.run()
