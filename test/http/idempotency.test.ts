/** Idempotency-Key: the first answer once more, without its secret; and everything that a key may not do. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SignedIn, signIn } from '../identity/people.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { foundOnDisk } from './disk.ts'
import { isProblem } from './problem.ts'
import { expecting, get, post, startWorld, type World } from './world.ts'

const it = suite('Idempotency-Key')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

let keys = 0
const fresh = (): string => {
  keys += 1
  return `key-${keys}`
}
const keyed = (key: string, request: Ask): Ask => ({
  ...request,
  headers: { ...request.headers, 'Idempotency-Key': key },
})
const incident = (name = 'x'): Ask => post('/admin/incidents', { name, status: 'investigating' })
const token = { name: 'a token', permission: 'read', role_key: 'viewer' }
const count = async (): Promise<number> =>
  (await world.server.asOwner(get('/admin/incidents?limit=200'))).json.data.length

it('the same key and body is answered with the first answer and does nothing again', async () => {
  const { asOwner } = world.server
  const key = fresh()
  const before = await count()
  const first = await expecting(201, asOwner(keyed(key, incident())))
  const second = await asOwner(keyed(key, incident()))
  assert.equal([second.status, second.text, second.headers.etag], [201, first.text, first.headers.etag])
  assert.equal([first.headers['idempotent-replayed'], second.headers['idempotent-replayed']], [undefined, 'true'])
  assert.is(second.headers['content-type'], 'application/json; charset=utf-8')
  assert.is.not(second.headers['x-request-id'], first.headers['x-request-id'])
  assert.is(await count(), before + 1)
})

it('fifty at once with one key make one thing', async () => {
  const key = fresh()
  const before = await count()
  const answers = await Promise.all(Array.from({ length: 50 }, () => world.server.asOwner(keyed(key, incident()))))
  assert.is(new Set(answers.map(({ text }) => text)).size, 1)
  assert.is(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined).length, 1)
  assert.is(await count(), before + 1)
})

it('a secret is shown once: the replay has null in its place, says so, and the disk never had it', async () => {
  const { asOwner, dataDir } = world.server
  const key = fresh()
  const first = await expecting(201, asOwner(keyed(key, post('/admin/tokens', token))))
  const second = await asOwner(keyed(key, post('/admin/tokens', token)))
  assert.match(first.json.token, /^bk_live_/)
  assert.equal(second.json, { ...first.json, token: null, secret_shown: true })
  assert.is(first.json.secret_shown, undefined)
  assert.equal(foundOnDisk({ dataDir }, [first.json.token, first.json.token.slice(12)]), [])
  const invite = { email: 'kim@example.org', role_key: 'viewer', page_id: null }
  const asked = keyed(fresh(), post('/org/invites', invite))
  const invited = await expecting(201, world.owner.ask(asked))
  const again = await world.owner.ask(asked)
  assert.match(invited.json.url, /#t=bkm_/)
  assert.equal([again.json.url, again.json.secret_shown, again.json.id], [null, true, invited.json.id])
})

it('409 idempotency_key_reused for another body, even one that means the same; the first answer stays', async () => {
  const { asOwner } = world.server
  const key = fresh()
  const first = await expecting(201, asOwner(keyed(key, incident('one'))))
  isProblem(await asOwner(keyed(key, incident('two'))), 409, 'idempotency_key_reused')
  const spaced = post('/admin/incidents', '{ "name":"one","status":"investigating"}')
  isProblem(await asOwner(keyed(key, spaced)), 409, 'idempotency_key_reused')
  assert.is((await asOwner(keyed(key, incident('one')))).text, first.text)
})

it('a 409 is kept and given again as it was; other refusals are not, and the key stays free', async () => {
  const { asOwner, mint } = world.server
  const { id } = await mint()
  const disable = keyed(fresh(), post(`/admin/tokens/${id}/disable`))
  const twice = keyed(fresh(), post(`/admin/tokens/${id}/disable`))
  await expecting(200, asOwner(disable))
  const refused = await asOwner(twice)
  isProblem(refused, 409, 'already_disabled')
  await expecting(200, asOwner(post(`/admin/tokens/${id}/enable`)))
  const again = await asOwner(twice)
  assert.equal([again.status, again.text, again.headers['idempotent-replayed']], [409, refused.text, 'true'])
  assert.equal(
    [again.headers['content-type'], again.headers['x-error']],
    ['application/problem+json; charset=utf-8', 'already_disabled'],
  )
  assert.is((await asOwner(get(`/admin/tokens/${id}`))).json.status, 'active')

  const absent = keyed(fresh(), post(`/admin/tokens/${world.absent('tok')}/disable`))
  for (const _ of [1, 2]) {
    const answer = await asOwner(absent)
    isProblem(answer, 404, 'not_found', { 'Idempotent-Replayed': null })
  }
  const key = fresh()
  isProblem(await asOwner(keyed(key, post('/admin/incidents', { name: '' }))), 422, 'validation_failed')
  assert.is((await asOwner(keyed(key, incident()))).status, 201)
})

it('a key belongs to one credential, one method and one path', async () => {
  const { asOwner, ask, mint } = world.server
  const writer = { permission: 'write', role_key: 'editor' }
  const [one, two] = [await mint(writer), await mint(writer)]
  const key = fresh()
  const asked = keyed(key, incident())
  const answers = [
    await ask({ ...asked, token: one.token }),
    await ask({ ...asked, token: two.token }),
    await asOwner(asked),
    await world.owner.ask(asked),
    await (await signIn(world.server)).ask(asked),
    await asOwner(keyed(key, post('/admin/components', { name: 'x' }))),
  ]
  assert.ok(answers.every(({ status, headers }) => status === 201 && headers['idempotent-replayed'] === undefined))
  assert.is(new Set(answers.map(({ json }) => json.id)).size, answers.length)
})

it('409 idempotency_key_reused for another page or environment: nothing was done there', async () => {
  const { asOwner, pageId } = world.server
  const other = await expecting(201, asOwner(post('/org/pages', { name: 'Other', hosts: ['other.idempotency.test'] })))
  const key = fresh()
  const onPage = (id: string): Ask => {
    const request = keyed(key, incident())
    return { ...request, headers: { ...request.headers, 'X-Page': id } }
  }
  const first = await expecting(201, asOwner(keyed(key, incident())))
  assert.is(
    (await asOwner(onPage(pageId))).json.id,
    first.json.id,
    'the same page, chosen another way, is the same request',
  )
  isProblem(await asOwner(onPage(other.json.id)), 409, 'idempotency_key_reused')
  const onHost = keyed(key, incident())
  const byHost = await asOwner({ ...onHost, headers: { ...onHost.headers, Host: 'other.idempotency.test' } })
  isProblem(byHost, 409, 'idempotency_key_reused')

  const sandbox = fresh()
  const live = keyed(sandbox, incident())
  await expecting(201, world.owner.ask(live))
  const test = await world.owner.ask({ ...live, headers: { ...live.headers, 'X-Environment': 'test' } })
  isProblem(test, 409, 'idempotency_key_reused')
})

it('24 hours and no longer', async () => {
  const { asOwner, clock } = world.server
  const key = fresh()
  const first = await expecting(201, asOwner(keyed(key, incident())))
  clock.pass(86_400_000 - 5_000)
  assert.is((await asOwner(keyed(key, incident()))).json.id, first.json.id)
  clock.pass(6_000)
  const later = await asOwner(keyed(key, incident('other')))
  assert.equal([later.status, later.headers['idempotent-replayed']], [201, undefined])
  world = { ...world, owner: await signIn(world.server) }
})

it('survives a restart', async () => {
  const key = fresh()
  const first = await expecting(201, world.server.asOwner(keyed(key, incident())))
  await world.server.restart()
  assert.is((await world.server.asOwner(keyed(key, incident()))).text, first.text)
})

it('nobody is given an answer again that they may no longer have: credential and permission come first', async () => {
  const { asOwner, ask, mint } = world.server
  const writer = await mint({ permission: 'write', role_key: 'editor' })
  const asked = { ...keyed(fresh(), incident()), token: writer.token }
  await expecting(201, ask(asked))
  await expecting(200, asOwner(post(`/admin/tokens/${writer.id}/disable`)))
  isProblem(await ask(asked), 403, 'token_disabled', { 'Idempotent-Replayed': null })
  await expecting(200, asOwner(post(`/admin/tokens/${writer.id}/enable`)))
  assert.is((await ask(asked)).headers['idempotent-replayed'], 'true')
  await expecting(200, asOwner(post(`/admin/tokens/${writer.id}/revoke`, { reason: 'a test' })))
  isProblem(await ask(asked), 403, 'token_revoked')
})

it('a replay counts as a call: against the quota, as use, and in the log', async () => {
  const { asOwner, ask, mint } = world.server
  const { id, token: value } = await mint({ permission: 'write', role_key: 'editor' })
  const asked = { ...keyed(fresh(), incident()), token: value }
  const left = (answer: Answer): number => Number(/r=(\d+)/.exec(answer.headers.ratelimit ?? '')?.[1])
  const first = left(await ask(asked))
  assert.is(left(await ask(asked)), first - 1)
  assert.is((await asOwner(get(`/admin/tokens/${id}`))).json.use_count, 2)
  const { json } = await asOwner(get(`/admin/audit-log?actor_id=${id}`))
  const kinds = json.data.map((row: { kind: string; action: string }) => `${row.kind} ${row.action}`)
  assert.equal(kinds, ['request incidents.create', 'request incidents.create', 'change incident.create'])
})

it('400 for a key that is not 1 to 255 visible ASCII characters; other methods and places ignore it', async () => {
  const { asOwner } = world.server
  for (const key of ['', 'a b', 'x'.repeat(256), 'ä', 'a\tb'])
    isProblem(await asOwner(keyed(key, incident())), 400, 'malformed_request')
  assert.is((await asOwner(keyed('!'.repeat(255), incident()))).status, 201)
  for (const _ of [1, 2]) {
    assert.is((await asOwner(keyed('same', get('/me')))).headers['idempotent-replayed'], undefined)
    const explain = keyed('same', post('/explain', { method: 'GET', path: '/api/v1/me' }))
    assert.is((await asOwner(explain)).headers['idempotent-replayed'], undefined)
  }
})

it('409 idempotency_in_flight while a handler that waits still runs, then its answer', async () => {
  const asked = keyed(fresh(), post('/admin/audit-log/verify', undefined))
  const answers = await Promise.all([world.server.asOwner(asked), world.server.asOwner(asked)])
  const [early] = answers.filter(({ status }) => status === 409)
  const [whole] = answers.filter(({ status }) => status === 200)
  if (early === undefined || whole === undefined) throw new Error(answers.map(({ text }) => text).join('\n'))
  isProblem(early, 409, 'idempotency_in_flight', { 'Retry-After': '1' })
  const again = await world.server.asOwner(asked)
  assert.equal([again.text, again.headers['idempotent-replayed']], [whole.text, 'true'])
})

it('a person’s key works like a token’s', async () => {
  const person: SignedIn = await signIn(world.server)
  const asked = keyed(fresh(), post('/admin/tokens', token))
  const first = await expecting(201, person.ask(asked))
  const second = await person.ask(asked)
  assert.equal([second.json.id, second.json.token, second.json.secret_shown], [first.json.id, null, true])
})

it.run()
