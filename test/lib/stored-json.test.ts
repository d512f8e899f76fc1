/** A damaged row reads as empty: it grants nothing, and no request dies of it. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { storedObject, storedWords } from '../../src-server/lib/stored-json.ts'
import { startTestServer } from '../support/harness.ts'

const it = suite('stored JSON')

it('what was stored comes back', () => {
  fc.assert(fc.property(fc.array(fc.string()), (words) => assert.equal(storedWords(JSON.stringify(words)), words)))
  const objects = fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(objects, (object) =>
      assert.equal(JSON.stringify(storedObject(JSON.stringify(object))), JSON.stringify({ ...object })),
    ),
  )
})

it('anything else is empty, and never an error', () => {
  const anything = fc.oneof(fc.constant(null), fc.string(), fc.json())
  fc.assert(
    fc.property(anything, (json) => {
      assert.ok(storedWords(json).every((word) => typeof word === 'string'))
      assert.is(Array.isArray(storedObject(json)), false)
    }),
  )
  assert.equal(storedWords('["a",1,null,"b"]'), ['a', 'b'])
  for (const json of ['[1]', '"x"', 'null', '5', '{', '']) assert.equal(storedObject(json), {})
})

it('a token whose row is damaged may nothing, from nowhere; the page and the lists go on', async () => {
  const server = await startTestServer()
  try {
    const { writer, generation } = server.running.services
    const damage = async (sql: string, ...values: string[]): Promise<void> => {
      await writer.submit((tx) => tx.run(sql, ...values))
      generation.advance()
    }
    const scoped = await server.mint()
    const placed = await server.mint({ allowed_ips: ['127.0.0.1'] })
    await damage("UPDATE tokens SET scopes = '[broken' WHERE id = ?", scoped.id)
    await damage("UPDATE tokens SET allowed_ips = 'nothing like a list' WHERE id = ?", placed.id)
    await damage(
      "INSERT OR REPLACE INTO page_settings (page_id, section, value, updated_at) VALUES (?, 'branding', '{', 0)",
      server.pageId,
    )
    const codes = await Promise.all(
      [scoped, placed].map(
        async ({ token }) => (await server.ask({ path: '/api/v1/admin/incidents', token })).json.code,
      ),
    )
    assert.equal(codes, ['insufficient_scope', 'ip_not_allowed'])
    for (const path of ['/', '/api/v1/settings', '/api/v1/components', '/api/v1/status'])
      assert.is((await server.ask({ path })).status, 200, path)
    for (const path of ['/admin/tokens', `/admin/tokens/${placed.id}`, '/admin/tokens/export', '/admin/settings'])
      assert.is((await server.asOwner({ path: `/api/v1${path}` })).status, 200, path)
  } finally {
    await server.stop()
  }
})

it.run()
