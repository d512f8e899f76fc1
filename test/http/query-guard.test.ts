/** No credential in a URL: refused by name and by value, however it is spelled; the value rests nowhere, and a real one is flagged. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret, secretKinds } from '../../src-server/credentials/secret-format.ts'
import { foundOnDisk } from './disk.ts'
import { isProblem } from './problem.ts'
import { get, startWorld, type World } from './world.ts'

const it = suite('credentials in a URL')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const names =
  'token access_token api_key apikey api_token key magic_token refresh_token id_token code_verifier client_secret authorization auth_token bearer secret password'

const hex = (text: string): string =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

it('400 for each name of a credential, in any case, with any value, on any route and none', async () => {
  const spelled = names.split(' ').flatMap((name) => [name, name.toUpperCase(), hex(name)])
  for (const name of spelled)
    for (const path of ['/status', '/admin/tokens', '/nothing'])
      isProblem(await world.server.asOwner(get(`${path}?${name}=x`)), 400, 'credential_in_query')
  for (const query of ['token', 'token=', 'limit=1&token=x', 'a=%zz&token=x', 'token=x&token=y'])
    isProblem(await world.server.ask(get(`/incidents?${query}`)), 400, 'credential_in_query')
  console.log(`query guard names ${spelled.length} let through 0`)
})

it('400 for a value of each of our kinds with a right checksum, under any name, however it is encoded', async () => {
  for (const kind of secretKinds) {
    const secret = mintSecret(kind)
    const queries = [
      `q=${secret}`,
      `${secret}`,
      `${secret}=1`,
      `q=before${secret}after`,
      `q=%20${secret}`,
      `q=${hex(secret)}`,
      `q=${secret.replace('_', '%5F')}`,
      `q=%62${secret.slice(1)}`,
      `limit=%zz&q=${secret}`,
      `q=${secret}%zz`,
    ]
    for (const query of queries)
      isProblem(await world.server.ask(get(`/incidents?${query}`)), 400, 'credential_in_query')
    for (const path of [`/incidents/${secret}`, `/incidents/${hex(secret)}`, `/${secret.replace('_', '%5f')}/x`])
      isProblem(await world.server.ask(get(path)), 400, 'credential_in_query')
  }
})

it('a mistyped one, an id, and words that only begin like one are let through', async () => {
  const wrong = mintSecret('live').slice(0, -1)
  for (const query of [`q=${wrong}`, 'q=bk_live_', 'q=token', 'q=bk', 'request_id=token'])
    assert.is.not(
      (await world.server.asOwner(get(`/admin/audit-log?${query}`))).json.code,
      'credential_in_query',
      query,
    )
})

it('the value is in no row, no file and no answer; the token that was exposed says when, in its record and in the log', async () => {
  const { server } = world
  const victim = await server.mint()
  const other = await server.mint()
  const answer = await server.ask(get(`/incidents?q=${hex(victim.token)}`))
  isProblem(answer, 400, 'credential_in_query')
  assert.not.ok(answer.text.includes(victim.token.slice(12)))
  await server.ask(get(`/incidents/${victim.token}`))

  const read = async (id: string) => (await server.asOwner(get(`/admin/tokens/${id}`))).json
  const flagged = await read(victim.id)
  assert.match(flagged.exposed_at, /^2\d{3}-/)
  assert.is((await read(other.id)).exposed_at, null)
  assert.is((await server.ask(get('/me', { token: victim.token }))).status, 200)

  const log = await server.asOwner(get(`/admin/audit-log?q=${victim.id}&action=token.expose`))
  assert.is(log.json.data.length, 1)
  assert.is(log.json.data[0].target.id, victim.id)
  assert.is(log.json.data[0].changes.after.where, 'URL')
  server.clock.pass(61_000)
  await server.restart()
  const rows = await server.asOwner(get('/admin/audit-log?action=refused.credential_in_query&limit=200'))
  assert.ok(rows.json.data.length > 0)
  assert.ok(rows.json.data.every((row: { actor: { kind: string } }) => row.actor.kind === 'anonymous'))
  const parts = [victim.token, victim.token.slice(12), hex(victim.token), encodeURIComponent(victim.token).slice(13)]
  assert.equal(foundOnDisk(server, parts), [])
})

it.run()
