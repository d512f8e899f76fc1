/**
 * One batch entry for a request: what stands behind a change in the same batch sees it, what is undone was never there, and nobody's bug is
 * another's. Requests that share a batch are pipelined in one packet; the writer's own counts show that they did share it.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type RawAnswer, sendRaw } from './raw.ts'
import { expecting, get, post, startWorld, type World } from './world.ts'

const it = suite('act')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

interface Line {
  readonly token: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** Sends requests in one packet, and makes sure that one batch answered them all. */
async function inOneBatch(...lines: readonly Line[]): Promise<readonly RawAnswer[]> {
  const { writer } = world.server.running.services
  const before = { ...writer.counts }
  const { port } = world.server.running
  const packet = lines.map(({ token, method, path, body }) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const content = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n`
    return `${method} /api/v1${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n${content}\r\n${text}`
  })
  const { answers } = await sendRaw(port, packet.join(''), { answers: lines.length })
  assert.equal(
    { batches: writer.counts.batches - before.batches, entries: writer.counts.entries - before.entries },
    { batches: 1, entries: lines.length },
    'the requests shared a batch',
  )
  return answers
}

const outcomes = (answers: readonly RawAnswer[]): unknown[] =>
  answers.map(({ status, headers }) => [status, headers['x-error'] ?? null])

it('a token that is revoked is refused behind that in the same batch, when it looks and when it changes', async () => {
  const { server } = world
  const { id, token } = await server.mint({ permission: 'write', role_key: 'responder' })
  const answers = await inOneBatch(
    { token, method: 'GET', path: '/me' },
    {
      token: server.ownerToken,
      method: 'POST',
      path: `/admin/tokens/${id}/revoke`,
      body: { reason: 'in the same batch' },
    },
    { token, method: 'POST', path: '/explain', body: { method: 'GET', path: '/admin/incidents' } },
    { token, method: 'POST', path: '/admin/incidents', body: { name: 'too late', status: 'investigating' } },
  )
  assert.equal(outcomes(answers), [
    [200, null],
    [200, null],
    [403, 'token_revoked'],
    [403, 'token_revoked'],
  ])
  const rows = (await server.asOwner(get(`/admin/audit-log?actor_id=${id}`))).json.data
  assert.equal(
    rows.map((row: { action: string; outcome: string }) => [row.action, row.outcome]),
    [
      ['incidents.create', 'denied'],
      ['explain', 'denied'],
      ['me.get', 'allowed'],
    ],
    'the log shows nothing that the token did after it was revoked',
  )
})

it('a policy that is changed holds for the token that is made behind it in the same batch', async () => {
  const { server } = world
  const body = { name: 'long', permission: 'read', role_key: 'viewer', expires_in_days: 200 }
  const token = server.ownerToken
  const answers = await inOneBatch(
    { token, method: 'PATCH', path: '/org/settings', body: { token_policy: { max_lifetime_days: 30 } } },
    { token, method: 'POST', path: '/admin/tokens', body },
  )
  assert.equal(outcomes(answers), [
    [200, null],
    [422, 'validation_failed'],
  ])
  await expecting(200, server.asOwner({ ...post('/org/settings'), method: 'PATCH', body: longest }))
})
const longest = { token_policy: { max_lifetime_days: 365, default_lifetime_days: 365 } }

it('a role that is deleted cannot be given behind that in the same batch', async () => {
  const { server } = world
  const token = server.ownerToken
  const settings = (advanced_rbac: boolean) =>
    server.asOwner({ method: 'PATCH', path: '/api/v1/org/settings', body: { features: { advanced_rbac } } })
  await expecting(200, settings(true))
  const role = { key: 'brief', name: 'Brief', permissions: ['incidents:read'] }
  await expecting(201, server.asOwner(post('/admin/roles', role)))
  const answers = await inOneBatch(
    { token, method: 'DELETE', path: '/admin/roles/brief' },
    { token, method: 'POST', path: '/admin/tokens', body: { name: 'x', permission: 'read', role_key: 'brief' } },
  )
  assert.equal(outcomes(answers), [
    [204, null],
    [422, 'validation_failed'],
  ])
})

it('a batch that is undone leaves nothing in memory either: 503, and the policy is the one before', async () => {
  const { server } = world
  const { services } = server.running
  let spoils = true
  services.writer.join({
    beforeCommit: () => {
      if (!spoils) return
      spoils = false
      throw Object.assign(new Error('the disk is busy'), { code: 'SQLITE_BUSY' })
    },
    settled: () => undefined,
  })
  const rename = { method: 'PATCH', path: '/api/v1/org/settings', body: { name: 'Never' } }
  const answer = await server.asOwner(rename)
  assert.equal([answer.status, answer.json.code, answer.headers['retry-after']], [503, 'audit_unavailable', '5'])
  assert.is(services.workspace.current.name, 'Acme')
  assert.is((await server.asOwner(get('/org/settings'))).json.name, 'Acme')
  assert.is((await server.asOwner(rename)).json.name, 'Never', 'and the same again is done')
})

it('an entry that fails is taken out, and the others of its batch are run again and answered', async () => {
  const { server } = world
  const { writer } = server.running.services
  const { id } = await server.mint()
  let runs = 0
  const bug = writer
    .submit(() => {
      runs += 1
      throw new Error('a bug in an entry')
    })
    .catch((error: unknown) => String(error))
  const disabled = await server.asOwner(post(`/admin/tokens/${id}/disable`))
  assert.equal([await bug, runs], ['Error: a bug in an entry', 1])
  assert.equal([disabled.status, disabled.json.status], [200, 'disabled'])
})

it('a bug in a handler is a 500 with its row in the log, and changes nothing', async () => {
  const { server } = world
  const { writer } = server.running.services
  const { json } = await expecting(201, server.asOwner(post('/admin/incidents', { name: 'x', status: 'identified' })))
  // What no code of ours writes: a reply with it does not fit its contract.
  const setStatus = (status: string) =>
    writer.submit((tx) => tx.run('UPDATE incidents SET status = ? WHERE id = ?', status, json.id))
  await setStatus('odd')
  const looked = await server.asOwner(get(`/admin/incidents/${json.id}`))
  const changed = await server.asOwner({
    method: 'PATCH',
    path: `/api/v1/admin/incidents/${json.id}`,
    body: { name: 'y' },
  })
  assert.equal([looked.json.code, changed.json.code], ['internal', 'internal'])
  assert.not.match(looked.text + changed.text, /odd|contract|stack/)
  const rows = (await server.asOwner(get('/admin/audit-log?outcome=failed&limit=2'))).json.data
  assert.equal(
    rows.map((row: { action: string; status: number }) => [row.action, row.status]),
    [
      ['incidents.update', 500],
      ['incidents.get', 500],
    ],
  )
  await setStatus('identified')
  const after = await server.asOwner(get(`/admin/incidents/${json.id}`))
  assert.equal([after.json.name, after.headers.etag], ['x', '"1"'])
})

it.run()
