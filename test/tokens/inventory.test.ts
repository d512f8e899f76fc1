/** The inventory as a file, safe to open in a spreadsheet; and `validate`, which tells about a raw value and keeps it nowhere. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'
import { foundOnDisk } from '../http/disk.ts'
import { isProblem } from '../http/problem.ts'
import { expecting, get, type Minted, mintBy, post, startWorld, type World } from '../http/world.ts'
import { csvRows } from '../lib/csv-reader.ts'
import type { Answer } from '../support/ask.ts'

const it = suite('inventory and validate')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const exported = (query = ''): Promise<Answer> => world.owner.ask(get(`/admin/tokens/export${query}`))

it('CSV: a header, a row for each token the list shows, every cell as it is, and no secret', async () => {
  const names = ['plain', 'with, comma', 'with "quotes"', 'Ünï 🐦']
  const minted: Minted[] = []
  for (const name of names)
    minted.push(await mintBy(world.owner, { name, notes: 'two\nlines', allowed_ips: ['127.0.0.1', '10.0.0.0/8'] }))
  const answer = await expecting(200, exported())
  assert.is(answer.headers['content-type'], 'text/csv; charset=utf-8')
  assert.is(answer.headers['content-disposition'], 'attachment; filename="tokens.csv"')
  assert.is(answer.headers['cache-control'], 'no-store')
  const [header = [], ...rows] = csvRows(answer.text)
  const listed = (await world.owner.ask(get('/admin/tokens?limit=200&sort=created_at'))).json.data
  assert.is(rows.length, listed.length)
  const cell = (row: readonly string[], column: string): string => row[header.indexOf(column)] ?? ''
  for (const [index, token] of listed.entries()) {
    const row = rows[index] ?? []
    assert.is(row.length, header.length)
    for (const column of [
      'id',
      'name',
      'notes',
      'purpose',
      'status',
      'permission',
      'role_key',
      'environment',
      'token_prefix',
      'created_at',
      'expires_at',
    ])
      assert.is(cell(row, column), token[column] ?? '', column)
    assert.equal(
      [cell(row, 'owner_name'), cell(row, 'scopes'), cell(row, 'use_count')],
      [token.owner?.name ?? '', token.scopes.join(' '), String(token.use_count)],
    )
    assert.is(cell(row, 'allowed_ips'), (token.allowed_ips ?? []).join(' '))
  }
  for (const { token } of minted) assert.not.ok(answer.text.includes(token.slice(12)))
})

it('CSV: no cell is read as a formula', async () => {
  const evil = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '=HYPERLINK("http://evil.test","x")',
    '＝1',
    "=cmd|' /C calc'!A0",
  ]
  for (const description of evil) await mintBy(world.owner, { name: 'evil', description })
  const [header = [], ...rows] = csvRows((await expecting(200, exported('?q=evil'))).text)
  const described = rows.map((row) => row[header.indexOf('description')] ?? '')
  assert.equal(
    described,
    evil.map((text) => `'${text}`),
  )
  for (const row of rows) for (const cell of row) assert.not.match(cell, /^[=+\-@\t\r\n＝＋－＠]/)
})

it('JSON: one array of token objects, as the list has them', async () => {
  const answer = await expecting(200, exported('?format=json'))
  assert.is(answer.headers['content-type'], 'application/json; charset=utf-8')
  assert.is(answer.headers['content-disposition'], 'attachment; filename="tokens.json"')
  const listed = (await world.owner.ask(get('/admin/tokens?limit=200&sort=created_at'))).json.data
  assert.equal(answer.json, listed)
  assert.equal((await exported('?format=json&q=no-such-token')).json, [])
})

it('filters are the list’s; what is no filter and no format is an error', async () => {
  await expecting(200, world.owner.ask(post(`/admin/tokens/${(await mintBy(world.owner)).id}/revoke`, { reason: 'x' })))
  const revoked = (await exported('?format=json&status=revoked')).json
  assert.ok(revoked.length > 0 && revoked.every(({ status }: { status: string }) => status === 'revoked'))
  for (const query of ['?format=xml', '?status=gone', '?sort=name', '?cursor=x', '?limit=1'])
    isProblem(await exported(query), 422, 'validation_failed')
  const weak = await mintBy(world.owner, { scopes: ['incidents:read'] })
  isProblem(await world.server.ask(get('/admin/tokens/export', { token: weak.token })), 403, 'insufficient_scope')
})

it('an export of more than one piece is whole: each token once', async () => {
  await Promise.all(Array.from({ length: 450 }, (_, index) => world.server.mint({ name: `many ${index}` })))
  const [, ...rows] = csvRows((await expecting(200, exported('?q=many'))).text)
  assert.equal([rows.length, new Set(rows.map(([id]) => id)).size], [450, 450])
  assert.is((await exported('?format=json&q=many')).json.length, 450)
})

it('validate: what a raw value is good for, by hash; reasons; and only what is on the caller’s pages', async () => {
  const { owner, server } = world
  const validate = async (token: unknown, caller = owner.ask) =>
    (await expecting(200, caller(post('/admin/tokens/validate', { token })))).json
  const minted = await mintBy(owner, { name: 'Checked' })
  const yes = await validate(minted.token)
  assert.equal([yes.valid, yes.reason, yes.token.id, yes.token.name], [true, undefined, minted.id, 'Checked'])
  assert.not.ok(JSON.stringify(yes).includes(minted.token.slice(12)))

  const of = async (fields: Record<string, unknown>, act: (id: string) => Promise<unknown>): Promise<Minted> => {
    const one = await mintBy(owner, fields)
    await act(one.id)
    return one
  }
  const disabled = await of({}, (id) => owner.ask(post(`/admin/tokens/${id}/disable`)))
  const revoked = await of({}, (id) => owner.ask(post(`/admin/tokens/${id}/revoke`, { reason: 'x' })))
  const elsewhere = await mintBy(owner, { page_id: world.there })
  for (const [token, reason] of [
    [disabled.token, 'disabled'],
    [revoked.token, 'revoked'],
    [mintSecret('live'), 'unknown'],
    [elsewhere.token, 'unknown'],
    [minted.token.slice(0, -1), 'malformed'],
    [`${minted.token} `, 'malformed'],
    [mintSecret('session'), 'malformed'],
    ['x', 'malformed'],
  ] as const) {
    const { valid, reason: given } = await validate(token)
    assert.equal([valid, given], [false, reason], String(token).slice(0, 12))
  }
  const local = await mintBy(owner, { permission: 'admin', role_key: 'admin' })
  const everywhere = await mintBy(owner, { page_id: null })
  assert.is(
    (await validate(everywhere.token, (request) => server.ask({ ...request, token: local.token }))).reason,
    'unknown',
  )
  assert.is((await validate(everywhere.token)).valid, true)
  for (const body of [{}, { token: '' }, { token: 7 }, { token: 'x'.repeat(513) }, { token: 'x', more: 1 }])
    isProblem(await owner.ask(post('/admin/tokens/validate', body)), 422, 'validation_failed')
  assert.equal(
    foundOnDisk(
      server,
      [minted, disabled, revoked, elsewhere].flatMap(({ token }) => [token, token.slice(12)]),
    ),
    [],
  )
})

it('an expired one is told so, and the successor of a rotation is not spent by asking', async () => {
  const minted = await mintBy(world.owner, { expires_in_days: 1 })
  const successor = (await expecting(201, world.owner.ask(post(`/admin/tokens/${minted.id}/rotate`)))).json
  const ask = (token: string): Promise<Answer> => world.server.asOwner(post('/admin/tokens/validate', { token }))
  assert.is((await ask(successor.token)).json.token.use_count, 0)
  world.server.clock.pass(86_400_000)
  assert.equal([(await ask(minted.token)).json.valid, (await ask(minted.token)).json.reason], [false, 'revoked'])
  assert.is((await ask(successor.token)).json.reason, 'expired')
})

it.run()
