/** Ending a subscription with one click: RFC 8058 for mail programs, a page with a button for people, and looking ends nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { databaseHash } from '../http/database-hash.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, hereHost, post, startWorld, thereHost, type World } from '../http/world.ts'
import type { Answer, Ask } from '../support/ask.ts'

const it = suite('unsubscribe')
let world: World
let id = ''
let path = ''
it.before.each(async () => {
  world = await startWorld()
  const { server } = world
  id = (
    await expecting(201, server.asOwner(post('/admin/subscribers', { email: 'ines@example.org', confirmed: true })))
  ).json.id
  path = `/unsubscribe/${server.running.services.linkKeys.keyFor('unsubscribe', id, 1)}`
})
it.after.each(() => world.server.stop())

const state = async (): Promise<string> => (await world.server.asOwner(get(`/admin/subscribers/${id}`))).json.state
const oneClick = (more: Partial<Ask> = {}): Promise<Answer> =>
  world.server.ask({
    method: 'POST',
    path,
    body: 'List-Unsubscribe=One-Click',
    ...more,
    headers: { Host: hereHost, 'Content-Type': 'application/x-www-form-urlencoded', ...more.headers },
  })

it('GET, HEAD and OPTIONS show a button and end nothing, also for scanners', async () => {
  const { server } = world
  const before = databaseHash(server.running.services.db)
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    for (const purpose of ['', 'prefetch', 'prefetch;prerender']) {
      const answer = await server.ask({ method, path, headers: { Host: hereHost, 'Sec-Purpose': purpose } })
      assert.is(answer.status, method === 'OPTIONS' ? 405 : 200)
      if (method !== 'OPTIONS') assert.is(answer.headers['cache-control'], 'no-store')
    }
  const page = await server.ask({ path, headers: { Host: hereHost } })
  assert.match(page.text, `<form action="${path}" method="post"`)
  assert.not.match(page.text, 'ines@example.org')
  assert.is(databaseHash(server.running.services.db), before)
})

it('200 one POST of a mail program ends it, in either kind of form, once and for all', async () => {
  const { server } = world
  const multipart = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
  const done = await oneClick({ body: multipart, headers: { 'Content-Type': 'multipart/form-data; boundary=x' } })
  assert.is(done.status, 200, done.text)
  assert.is(await state(), 'ended')
  assert.is((await oneClick()).status, 200, 'a second time is no error')
  const rows = (await server.asOwner(get('/admin/audit-log?action=subscriber.end'))).json.data
  assert.equal(
    rows.map((row: { actor: { kind: string }; target: { name: string } }) => [row.actor.kind, row.target.name]),
    [['anonymous', 'i…@example.org']],
  )
})

it('200 without a body as well, and nothing in the body matters', async () => {
  const { body: _, ...bare } = { body: '' }
  assert.is((await world.server.ask({ method: 'POST', path, headers: { Host: hereHost }, ...bare })).status, 200)
  assert.is(await state(), 'ended')
})

it('413 for a body that no mail program sends', async () => {
  isProblem(await oneClick({ body: 'x'.repeat(70_000) }), 413, 'payload_too_large')
  assert.is(await state(), 'confirmed')
})

it('waiting mail is not sent any more, and their links end', async () => {
  const { server } = world
  await server.ask(post('/subscribe', { email: 'ines@example.org' }, { headers: { Host: hereHost } }))
  await oneClick()
  const { data } = (await server.asOwner(get('/admin/outbox?q=ines'))).json
  assert.equal(
    data.map((mail: { state: string }) => mail.state),
    ['ended'],
  )
})

it('404 a page for keys of nothing: unknown, of another kind, of another page', async () => {
  const { server } = world
  const { linkKeys } = server.running.services
  for (const key of ['x'.repeat(43), linkKeys.keyFor('feed', id, 1), linkKeys.keyFor('unsubscribe', id, 2)])
    for (const method of ['GET', 'POST']) {
      const answer = await server.ask({ method, path: `/unsubscribe/${key}`, headers: { Host: hereHost } })
      assert.equal([answer.status, answer.headers['x-error']], [404, 'not_found'])
      assert.match(answer.headers['content-type'] ?? '', 'text/html')
    }
  assert.is((await oneClick({ headers: { Host: thereHost } })).status, 404)
  assert.is(await state(), 'confirmed')
  const cut = await server.ask({ method: 'POST', path: path.slice(0, -1), headers: { Host: hereHost } })
  isProblem(cut, 404, 'not_found')
})

it('403 cross_origin for a page of another site: nobody is unsubscribed by visiting one', async () => {
  isProblem(await oneClick({ headers: { Origin: 'https://evil.test' } }), 403, 'cross_origin')
  isProblem(await oneClick({ headers: { 'Sec-Fetch-Site': 'cross-site' } }), 403, 'cross_origin')
  assert.is(await state(), 'confirmed')
})

it('works for whoever the sealing key was lost under their feet: the digest is what counts', async () => {
  const { db, writer } = world.server.running.services
  const stored = db.get<{ h: Buffer }>('SELECT unsubscribe_hash AS h FROM subscribers WHERE id = ?', id)?.h
  await writer.submit((tx) => tx.run('UPDATE subscribers SET term = 7 WHERE id = ?', id))
  assert.ok(stored)
  assert.is((await oneClick()).status, 200)
  assert.is(await state(), 'ended')
})

it.run()
