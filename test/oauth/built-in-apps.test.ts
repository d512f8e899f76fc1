/** The clients of the command line and the desktop app: in every workspace, out of the way, and only ever switched off. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  builtInClients,
  builtInRedirectUri,
  commandLineClient,
  isBuiltInClient,
} from '../../src-server/contract/built-in-apps.ts'
import { idPattern } from '../../src-server/contract/ids.ts'
import { PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { problemWithRedirectUri } from '../../src-server/contract/redirect-uri.ts'
import { expecting, get, post, startWorld, type World } from '../http/world.ts'
import { join } from '../identity/people.ts'

const it = suite('built-in apps')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const path = `/admin/oauth-apps/${commandLineClient.id}`

it('200 a fresh workspace has both, as the contract names them, and lists them when asked for them', async () => {
  const { json } = await expecting(200, world.owner.ask(get('/admin/oauth-apps?built_in=true')))
  assert.equal(json.data.map(({ id }: { id: string }) => id).sort(), builtInClients.map(({ id }) => id).sort())
  for (const app of json.data) {
    const known = builtInClients.find(({ id }) => id === app.id)
    assert.equal([app.name, app.description], [known?.name, known?.description])
    assert.equal([app.client_id, app.built_in, app.client_type, app.status], [app.id, true, 'public', 'active'])
    assert.equal(app.scopes, [...PERMISSIONS], 'whatever the person may')
    assert.equal(app.redirect_uris, [builtInRedirectUri])
    assert.equal([app.secrets, app.created_by, app.grants], [[], null, 0])
    assert.match(app.id, idPattern('app'))
  }
  assert.is(problemWithRedirectUri(builtInRedirectUri), null)
  assert.is((await expecting(200, world.owner.ask(get(path)))).json.name, commandLineClient.name)
  const registered = await expecting(200, world.owner.ask(get('/admin/oauth-apps')))
  assert.equal(registered.json.data, [], 'nobody has registered an app')
  assert.not.ok(isBuiltInClient('app_00000000000000000000000003'))
})

it('409 they are neither changed nor deleted, and have no secret', async () => {
  for (const request of [
    { method: 'PATCH', path: `/api/v1${path}`, body: { redirect_uris: ['https://evil.example/cb'] } },
    { method: 'PATCH', path: `/api/v1${path}`, body: { name: 'Mine' } },
    { method: 'DELETE', path: `/api/v1${path}` },
  ]) {
    const answer = await world.owner.ask(request)
    assert.equal([answer.status, answer.json.code], [409, 'conflict'], request.method)
  }
  assert.is((await world.owner.ask(post(`${path}/rotate-secret`))).json.code, 'not_rotatable')
})

it('200 they are switched off by whoever may change apps, and on again by whoever may do everything', async () => {
  const admin = await join(world.server, world.owner, { email: 'admin@example.org', role_key: 'admin' })
  assert.is((await expecting(200, admin.ask(post(`${path}/disable`)))).json.status, 'disabled')
  assert.is((await admin.ask(post(`${path}/enable`))).json.code, 'privilege_escalation')
  assert.is((await expecting(200, world.owner.ask(post(`${path}/enable`)))).json.status, 'active')
})

it.run()
