import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'

let server: TestServer
const path = '/api/v1/org/pages'
test.before.each(async () => {
  server = await startTestServer()
})
test.after.each(() => server.stop())

const post = (body: unknown) => server.asOwner({ method: 'POST', path, body })

test('pages 201 a new page answers on its host at once, with nothing on it', async () => {
  const made = await post({ name: 'Second', hosts: ['second.acme.test'] })
  assert.is(made.status, 201, made.text)
  assert.match(made.json.id, /^pag_/)
  assert.equal([made.json.is_default, made.json.hosts], [false, ['second.acme.test']])
  const page = await server.ask({ path: '/', headers: { host: 'second.acme.test' } })
  assert.equal([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8'])
  assert.match(page.text, 'This page is new')
})

test('pages 200 one is the default: making another one it, renaming, listing', async () => {
  const second = (await post({ name: 'Second' })).json
  const changed = await server.asOwner({
    method: 'PATCH',
    path: `${path}/${second.id}`,
    body: { ...second, name: 'Two', is_default: true },
  })
  assert.equal([changed.status, changed.json.name, changed.json.is_default], [200, 'Two', true], changed.text)
  const list = (await server.asOwner({ path })).json.data
  assert.equal(
    list.map((page: { name: string; is_default: boolean }) => [page.name, page.is_default]),
    [
      ['Acme Status', false],
      ['Two', true],
    ],
  )
  assert.is((await server.ask({ path: '/api/v1/pages/public/current-host' })).json.name, 'Two')
})

test('pages 204 deleting one takes its content and its host along', async () => {
  const second = (await post({ name: 'Second', hosts: ['second.acme.test'] })).json
  const headers = { host: 'second.acme.test' }
  const body = { name: 'x', status: 'investigating' }
  await server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', headers, body })
  assert.is((await server.asOwner({ method: 'DELETE', path: `${path}/${second.id}` })).status, 204)
  assert.is((await server.ask({ path: '/', headers })).status, 421)
  assert.is((await server.asOwner({ path: `${path}/${second.id}` })).status, 404)
})

test('pages 409 the default one, and one that tokens still belong to, stay', async () => {
  const second = (await post({ name: 'Second' })).json
  const first = await server.asOwner({ method: 'DELETE', path: `${path}/${server.pageId}` })
  assert.equal([first.status, first.json.code], [409, 'default_page'])
  const token = await server.mint({ page_id: second.id })
  const kept = await server.asOwner({ method: 'DELETE', path: `${path}/${second.id}` })
  assert.equal([kept.status, kept.json.code], [409, 'conflict'])
  assert.match(kept.json.detail, 'one API token')
  const headers = { 'X-Page': second.id }
  const gone = await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/tokens/${token.id}`, headers })
  assert.is(gone.status, 204, gone.text)
  assert.is((await server.asOwner({ method: 'DELETE', path: `${path}/${second.id}` })).status, 204)
})

test('pages 403 for a token of one page, while there are several', async () => {
  await post({ name: 'Second' })
  const { token } = await server.mint({ permission: 'admin', role_key: 'admin', page_id: server.pageId })
  for (const [method, where, body] of [
    ['GET', path, undefined],
    ['POST', path, { name: 'x' }],
    ['PATCH', `${path}/${server.pageId}`, { name: 'x' }],
  ] as const) {
    assert.is((await server.ask({ method, path: where, token, body })).status, 403)
  }
})

test('pages 422 the default one stays it until another one is', async () => {
  const answer = await server.asOwner({
    method: 'PATCH',
    path: `${path}/${server.pageId}`,
    body: { is_default: false },
  })
  assert.equal([answer.status, answer.json.errors[0].path], [422, '/is_default'])
  const hosts = await server.asOwner({ method: 'PATCH', path: `${path}/${server.pageId}`, body: { hosts: ['x.test'] } })
  assert.equal([hosts.status, hosts.json.errors[0].path], [422, '/hosts'])
})

test.run()
