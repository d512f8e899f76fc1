/** The contract as data: every endpoint says who may call it, what goes in and what comes out, and no two say the same place. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  changesState,
  credentialKinds,
  credentialsOf,
  fullPath,
  lockFeatures,
} from '../../src-server/contract/endpoint.ts'
import { auditActions } from '../../src-server/contract/events.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { problemCodes } from '../../src-server/contract/problems.ts'

const it = suite('endpoints')

it('each has an id, a method and path, and a summary of its own', () => {
  const ids = endpoints.map(({ id }) => id)
  assert.is(new Set(ids).size, ids.length)
  const places = endpoints.map((endpoint) => `${endpoint.method} ${fullPath(endpoint).replaceAll(/:\w+/g, ':')}`)
  assert.is(new Set(places).size, places.length)
  for (const { id, summary, path } of endpoints) {
    assert.match(id, /^[a-z_]+(\.[a-z_]+)?$/)
    assert.ok(summary.length > 5 && !summary.endsWith('.') && summary[0] === summary[0]?.toUpperCase(), id)
    assert.match(path, /^\/[a-z0-9_.:/-]*$/, id)
    // `/m/` is short in every mail, and ends like a folder: nothing lies beneath it.
    if (path !== '/m/') assert.not.match(path, /.\/$/, id)
  }
})

it('each names a permission of the catalogue, or says public or authenticated', () => {
  const known = new Set<string>([...PERMISSIONS, 'public', 'authenticated'])
  for (const { id, permission, orPermission, andPermission } of endpoints) {
    for (const each of [permission, orPermission, andPermission]) assert.ok(each === undefined || known.has(each), id)
    if (permission === 'public' || permission === 'authenticated')
      assert.equal([orPermission, andPermission], [undefined, undefined], id)
  }
})

it('what changes something is no GET, names its event, and asks for more than to read', () => {
  for (const endpoint of endpoints) {
    const { id, method, permission, change } = endpoint
    if (change !== null) assert.ok(auditActions.includes(change), `${id}: ${change}`)
    if (method === 'GET') assert.is(change, null, id)
    if (['PUT', 'PATCH', 'DELETE'].includes(method)) assert.ok(changesState(endpoint), id)
    if (changesState(endpoint) && permission.includes(':') && id !== 'audit.verify')
      assert.match(permission, /:write$/, id)
    if (!changesState(endpoint) && permission.includes(':') && id !== 'members.list_invites')
      assert.match(permission, /:read$/, id)
  }
})

it('what only a few may call says so soundly: kinds, locks, every page, password', () => {
  for (const endpoint of endpoints) {
    const { id, permission, environments, lock } = endpoint
    const kinds = credentialsOf(endpoint)
    assert.ok(kinds.length > 0 && kinds.every((kind) => credentialKinds.includes(kind)), id)
    if (lock !== undefined) assert.ok(lockFeatures.includes(lock) && changesState(endpoint), id)
    if (endpoint.everyPage) assert.is(environments, 'shared', id)
    if (endpoint.reauthenticate) assert.ok(kinds.includes('session') && permission !== 'public', id)
    if (endpoint.terraformTokensOnly) assert.ok(kinds.includes('api_token'), id)
    if (fullPath(endpoint).startsWith('/api/v1/org/'))
      assert.ok(endpoint.everyPage === true, `${id} speaks for the workspace`)
    if (/^\/api\/v1\/(admin|org)\//.test(fullPath(endpoint)))
      assert.ok(permission.includes(':'), `${id} needs a permission`)
  }
})

it('what takes a magic token says of which purposes and which stage, and takes nothing else', () => {
  for (const endpoint of endpoints) {
    const kinds = credentialsOf(endpoint)
    assert.is(endpoint.magic !== undefined, kinds.includes('magic'), endpoint.id)
    if (endpoint.magic === undefined) continue
    assert.equal([kinds, endpoint.environments, endpoint.permission], [['magic'], 'own', 'authenticated'], endpoint.id)
    assert.ok(endpoint.magic.purposes.length > 0, endpoint.id)
  }
})

it('bodies and answers fit their methods', () => {
  for (const endpoint of endpoints) {
    const { id, method, body, status, answers, takes, params, path } = endpoint
    if (method === 'GET') assert.equal([body, status], [undefined, 200], id)
    if (body === undefined) assert.is(endpoint.bodyOptional, undefined, id)
    if (answers !== undefined && answers !== 'json' && takes === undefined) assert.is(method, 'GET', id)
    if (takes !== undefined) assert.equal([method, answers], ['POST', 'html'], id)
    if (method === 'DELETE') assert.is(status, 204, id)
    if (params !== undefined) assert.ok(path.includes(':'), id)
  }
})

it('documented refusals are of the catalogue, each once', () => {
  for (const { id, problems = [] } of endpoints) {
    assert.is(new Set(problems).size, problems.length, id)
    for (const code of problems) assert.ok(problemCodes.includes(code), `${id}: ${code}`)
  }
})

it('a list takes limit and cursor, and answers data and next_cursor', () => {
  for (const { id, query, reply } of endpoints) {
    const fields = query !== undefined && 'shape' in query ? Object.keys(query.shape as object) : []
    const answered = 'shape' in reply ? Object.keys(reply.shape as object) : []
    if (fields.includes('cursor'))
      assert.equal([fields.includes('limit'), answered], [true, ['data', 'next_cursor']], id)
  }
})

it('every parameter of a path is read by a schema, so that what is no id of its kind never reaches a query', () => {
  for (const { id, path, params } of endpoints) {
    const names = [...path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name ?? '')
    if (names.length === 0) continue
    assert.ok(params !== undefined, `${id} takes ${names.join(', ')} as it comes`)
    const nonsense = Object.fromEntries(names.map((name) => [name, "' OR 1=1 --"]))
    assert.is(params?.safeParse(nonsense).success, false, id)
  }
})

it.run()
