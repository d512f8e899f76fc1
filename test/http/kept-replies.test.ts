import { equal, ok } from 'node:assert/strict'
import { suite } from 'uvu'
import { createKeptReplies } from '../../src-server/http/kept-replies.ts'
import { signIn } from '../identity/people.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { mintBy } from './world.ts'

/** Replies that are kept as text: they must never be told from replies that are made anew. */

const test = suite('http.kept-replies')
let server: TestServer
test.before(async () => {
  server = await startTestServer()
})
test.after(() => server.stop())

const list = '/api/v1/admin/incidents?limit=20'
const open = (name: string, headers: Record<string, string> = {}) =>
  server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', headers, body: { name, status: 'investigating' } })
const names = async (path = list, headers: Record<string, string> = {}): Promise<string[]> =>
  (await server.asOwner({ path, headers })).json.data.map((each: { name: string }) => each.name)

test('a list that was asked for before shows what changed since', async () => {
  await open('first')
  equal((await names()).join(), 'first')
  equal((await names()).join(), 'first')
  const second = await open('second')
  equal((await names()).join(), 'second,first')
  await server.asOwner({
    method: 'PATCH',
    path: `/api/v1/admin/incidents/${second.json.id}`,
    body: { name: 'renamed' },
  })
  equal((await names()).join(), 'renamed,first')
  await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/incidents/${second.json.id}` })
  equal((await names()).join(), 'first')
})

test('a component that is renamed is renamed in the kept list of incidents', async () => {
  const component = await server.asOwner({
    method: 'POST',
    path: '/api/v1/admin/components',
    body: { name: 'Old name' },
  })
  const body = {
    name: 'with a component',
    status: 'investigating',
    components: [{ id: component.json.id, status: 'major_outage' }],
  }
  const incident = await server.asOwner({ method: 'POST', path: '/api/v1/admin/incidents', body })
  const shown = async (): Promise<string> =>
    (await server.asOwner({ path: list })).json.data.find((each: { id: string }) => each.id === incident.json.id)
      .components[0].name
  equal(await shown(), 'Old name')
  await server.asOwner({
    method: 'PATCH',
    path: `/api/v1/admin/components/${component.json.id}`,
    body: { name: 'New name' },
  })
  equal(await shown(), 'New name')
})

test('a kept list is not for those who may not ask, and each time it is asked for is in the log', async () => {
  await names()
  const outsider = await server.mint({ permission: 'read', role_key: 'viewer', scopes: ['components:read'] })
  equal((await server.ask({ path: list, token: outsider.token })).json.code, 'insufficient_scope')
  const reader = await server.mint({ permission: 'read', role_key: 'viewer' })
  await server.ask({ path: list, token: reader.token })
  await server.ask({ path: list, token: reader.token })
  const log = await server.asOwner({ path: `/api/v1/admin/audit-log?token_id=${reader.id}&action=incidents.list` })
  equal(log.json.data.length, 2)
})

test('the sandbox has its own', async () => {
  const owner = await signIn(server)
  const sandbox = await mintBy(owner, { permission: 'write', role_key: 'editor', environment: 'test' })
  const live = (await names()).join()
  equal((await server.ask({ path: list, token: sandbox.token })).json.data.length, 0)
  await server.ask({
    method: 'POST',
    path: '/api/v1/admin/incidents',
    token: sandbox.token,
    body: { name: 'only in the sandbox', status: 'investigating' },
  })
  equal((await server.ask({ path: list, token: sandbox.token })).json.data.length, 1)
  equal((await names()).join(), live)
})

test('what anyone can ask for stays bounded', () => {
  const kept = createKeptReplies()
  for (let number = 0; number < 5000; number += 1)
    kept.keep('page', `key ${number}`, { status: 200, text: 'x'.repeat(1000), headers: [] })
  const left = Array.from({ length: 5000 }, (_, number) => kept.find('page', `key ${number}`)).filter(
    (each) => each !== undefined,
  )
  ok(left.length <= 500)
  kept.drop('page')
  equal(kept.find('page', 'key 4999'), undefined)
})

test.run()
