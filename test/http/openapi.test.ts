/** The OpenAPI document: valid 3.1, the very table that the server runs, with every status that a live answer has. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { credentialsOf, fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { problemCodes } from '../../src-server/contract/problems.ts'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import type { Answer } from '../support/ask.ts'
import { harmless } from './examples.ts'
import { expecting, get, mintBy, startWorld, type World } from './world.ts'

const it = suite('OpenAPI')
let world: World
// biome-ignore lint/suspicious/noExplicitAny: the document is read here as any client reads it.
let document: any
it.before(async () => {
  world = await startWorld()
  document = (await expecting(200, world.server.ask(get('/openapi.json')))).json
})
it.after(() => world.server.stop())

const operationOf = (method: string, path: string) =>
  document.paths[path.replaceAll(/:([a-z_]+)/g, '{$1}')][method.toLowerCase()]

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(document))
  assert.ok(valid, JSON.stringify(errors)?.slice(0, 2000))
  assert.is(validator.version, '3.1')
})

it('has every registered route and no other, each with its own operation id, permission and parameters', () => {
  const operations = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
  )
  const wanted = endpoints.map(
    (endpoint) => `${endpoint.method} ${fullPath(endpoint).replaceAll(/:([a-z_]+)/g, '{$1}')} ${endpoint.id}`,
  )
  assert.equal(operations.sort(), wanted.sort())
  for (const endpoint of endpoints) {
    const operation = operationOf(endpoint.method, fullPath(endpoint))
    assert.is(operation['x-permission'], endpoint.permission)
    const inPath = operation.parameters
      .filter((each: { in: string }) => each.in === 'path')
      .map(({ name }: { name: string }) => name)
    assert.equal(
      inPath,
      [...endpoint.path.matchAll(/:([a-z_]+)/g)].map(([, name]) => name),
    )
    const inQuery = operation.parameters
      .filter((each: { in: string }) => each.in === 'query')
      .map(({ name }: { name: string }) => name)
    assert.is(inQuery.length > 0, endpoint.query !== undefined, endpoint.id)
    assert.is(operation.requestBody !== undefined, endpoint.body !== undefined, endpoint.id)
    assert.is(
      operation.security.length,
      endpoint.permission === 'public'
        ? 0
        : new Set(credentialsOf(endpoint).map((kind) => (kind === 'oauth' ? 'api_token' : kind))).size,
    )
  }
})

it('no parameter takes a credential, and no example holds one', () => {
  const text = JSON.stringify(document)
  assert.not.match(text, /bk_(live|test)_[0-9A-Za-z]{8}/)
  const names = [...text.matchAll(/"name":"([^"]+)","in":"query"/g)].map(([, name]) => name ?? '')
  for (const name of names) assert.ok(name === 'role_key' || !/^(.*_)?(token|key|secret|password)$/i.test(name), name)
})

it('a body’s schema names every field, and takes no other', () => {
  for (const endpoint of endpoints) {
    const body = operationOf(endpoint.method, fullPath(endpoint)).requestBody
    const schema =
      body?.content[endpoint.takes === 'form' ? 'application/x-www-form-urlencoded' : 'application/json']?.schema
    if (schema === undefined) continue
    assert.equal([endpoint.id, schema.type, schema.additionalProperties], [endpoint.id, 'object', false])
  }
})

it('every status of a live answer is documented, with the problem document for refusals', async () => {
  const { owner, server } = world
  const weak = await mintBy(owner, { scopes: [] })
  const callers: [string, (request: Parameters<typeof server.ask>[0]) => Promise<Answer>][] = [
    ['owner', owner.ask],
    ['owner token', server.asOwner],
    ['weak token', (request) => server.ask({ ...request, token: weak.token })],
    ['unknown token', (request) => server.ask({ ...request, token: mintSecret('live') })],
    ['nobody', server.ask],
    ['elsewhere', (request) => server.asOwner({ ...request, headers: { Host: 'evil.test' } })],
    [
      'unknown parameter',
      (request) =>
        server.asOwner({ ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}no_such=1` }),
    ],
    [
      'no JSON',
      (request) =>
        server.asOwner(request.method === undefined || request.method === 'GET' ? request : { ...request, body: '{' }),
    ],
    [
      'no media type',
      (request) => server.asOwner({ ...request, headers: { 'Content-Type': 'text/plain', Accept: 'image/png' } }),
    ],
  ]
  const missing = new Set<string>()
  let seen = 0
  for (const endpoint of endpoints) {
    const { responses } = operationOf(endpoint.method, fullPath(endpoint))
    for (const [, caller] of callers) {
      const answer = await caller(harmless(endpoint))
      seen += 1
      const documented = responses[String(answer.status)]
      // A page that says what is wrong has the code in its header alone.
      const isPage = endpoint.answers === 'html' && (answer.headers['content-type'] ?? '').startsWith('text/html')
      const code = isPage ? answer.headers['x-error'] : answer.json.code
      if (documented === undefined) missing.add(`${endpoint.id} ${answer.status} ${code}`)
      else if (answer.status >= 400) {
        assert.ok(documented.content['application/problem+json'], `${endpoint.id} ${answer.status}`)
        if (!documented.description.includes(`\`${code}\``)) missing.add(`${endpoint.id} ${answer.status} ${code}`)
      }
    }
  }
  console.log(`T3 documented answers ${seen} seen ${missing.size} not documented`)
  assert.is([...missing].slice(0, 40).join('\n'), '')
})

it('the page for people names every route and every code', async () => {
  const { text, headers } = await expecting(200, world.server.ask({ path: '/api/docs' }))
  for (const endpoint of endpoints) assert.ok(text.includes(`id="${endpoint.id}"`), endpoint.id)
  for (const code of problemCodes) assert.ok(text.includes(`<code>${code}</code>`), code)
  assert.not.match(text, /<script/i)
  assert.match(
    headers['content-security-policy'] ?? '',
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'/,
  )
})

it.run()
