/** T28 in part: whatever is sent to any endpoint, in path, query and body, the answer is a good one or a refusal with words, and never our fault. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { signIn } from '../identity/people.ts'
import { form } from '../oauth/browser.ts'
import type { Ask } from '../support/ask.ts'
import { awkwardTexts, type JsonSchema, jsonOf } from './schema-arbitrary.ts'
import { expecting, get, mintBy, post, startWorld, type World } from './world.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const perEndpoint = Number(process.env.BEATKEEPER_RUNS ?? (process.env.CI === 'true' ? 60 : 8))
const formType = 'application/x-www-form-urlencoded'
const it = suite('fuzz')
let world: World
it.before(async () => {
  world = await startWorld()
  const body = { features: { advanced_rbac: true } }
  await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }))
})
it.after(() => world.server.stop())

/** What would end the run for everyone is not tried with luck: signing out, passwords, switching the API off, the log that grows. */
const leftOut = new Set([
  'session.logout',
  'session.change_password',
  'session.end',
  'session.end_others',
  'members.disable',
  'members.delete',
  'me.revoke',
])

/** As someone would write it into a query; not everything that JSON knows has a String of its own. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

it('T28 no answer of 500 or above, no answer that its own schema does not know, from any endpoint', async () => {
  const { server } = world
  const document = (await expecting(200, server.ask(get('/openapi.json')))).json
  const known = await things()
  let requests = 0
  let answered = 0
  const statuses = new Map<number, number>()
  for (const endpoint of endpoints) {
    if (leftOut.has(endpoint.id)) continue
    const operation =
      document.paths[fullPath(endpoint).replaceAll(/:([a-z_]+)/g, '{$1}')][endpoint.method.toLowerCase()]
    const content: Record<string, { schema: JsonSchema }> = operation.requestBody?.content ?? {}
    const schema = (content['application/json'] ?? content[formType])?.schema
    const isForm = formType in content
    const queries: { name: string; schema: JsonSchema }[] = operation.parameters.filter(
      (each: { in: string }) => each.in === 'query',
    )
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: fc.constantFrom(...awkwardTexts) },
    )
    const path = fc
      .array(word, { minLength: 3, maxLength: 3 })
      .map((words) =>
        fullPath(endpoint).replaceAll(/:\w+/g, () => encodeURIComponent((words.pop() ?? 'x').toWellFormed()) || 'x'),
      )
    const query = fc
      .subarray(queries, { maxLength: Math.min(3, queries.length) })
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map(({ name, schema: each }) => jsonOf(each, known).map((value) => [name, textOf(value)] as const)),
        ),
      )
      .map((pairs) => new URLSearchParams(pairs.map(([name, value]) => [name, value.toWellFormed()])).toString())
    const body = schema === undefined ? fc.constant(undefined) : jsonOf(schema, known)
    const samples = fc.sample(fc.tuple(path, query, body, fc.nat(9)), { numRuns: perEndpoint, seed: seed + requests })
    server.clock.pass(61_000)
    const person = await signIn(server)
    for (const [where, search, sent, who] of samples) {
      if (endpoint.id === 'org.update_settings' && JSON.stringify(sent ?? '').includes('api_access')) continue
      const request: Ask = {
        method: endpoint.method,
        path: search === '' ? where : `${where}?${search}`,
        ...(sent === undefined ? {} : isForm ? form(fieldsOf(sent)) : { body: sent }),
      }
      const answer = await (who < 5 ? person.ask(request) : who < 9 ? server.asOwner(request) : server.ask(request))
      requests += 1
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status < 400) answered += 1
      // The one 503 that is an answer: a probe during a major outage.
      if (endpoint.id === 'public.status' && answer.status === 503) continue
      assert.ok(
        answer.status < 500,
        `${endpoint.id} ${answer.status}: ${JSON.stringify(request)} ${answer.text}, seed ${seed}`,
      )
      // A form is answered with a page; whatever refuses says its code in the header.
      const isPage = String(answer.headers['content-type']).startsWith('text/html')
      if (answer.status >= 400 && answer.status !== 405)
        assert.ok(
          isPage ? answer.headers['x-error'] : answer.headers['x-error'] === answer.json.code,
          `${endpoint.id}: ${answer.text}`,
        )
    }
  }
  const spread = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}:${count}`)
  console.log(`T28 fuzz ${requests} requests ${answered} answered 0 of them 5xx (${spread.join(' ')}), seed ${seed}`)
  assert.ok(answered > requests / 10)
  const verdict = await server.asOwner(post('/admin/audit-log/verify'))
  assert.is(verdict.json.ok, true)
})

/** As a form's fields: what is no text is written as JSON. */
function fieldsOf(sent: unknown): Record<string, string> {
  if (typeof sent !== 'object' || sent === null) return { sent: String(sent) }
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]),
  )
}

/** Ids and keys of one of each thing. */
async function things(): Promise<string[]> {
  const { owner, server } = world
  const made = async (path: string, body: object): Promise<string> => {
    const { json } = await expecting(201, owner.ask(post(path, body)))
    return json.key ?? json.id
  }
  const window = { scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' }
  return [
    await made('/admin/incidents', { name: 'x', status: 'investigating' }),
    await made('/admin/maintenances', { name: 'x', ...window }),
    await made('/admin/components', { name: 'x' }),
    await made('/admin/component-groups', { name: 'x' }),
    await made('/admin/roles', { key: 'night', name: 'x', permissions: ['checks:read'] }),
    (await mintBy(owner)).id,
    (await mintBy(owner, { permission: 'admin', role_key: 'admin' })).id,
    world.there,
    server.ownerId,
    'branding',
    'viewer',
  ]
}

it.run()
