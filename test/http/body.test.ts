/** Bodies: what is JSON here and what is not, how large, how deep, in which encoding; and what a field may be. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret, secretKinds } from '../../src-server/credentials/secret-format.ts'
import type { Answer } from '../support/ask.ts'
import { isProblem } from './problem.ts'
import { sendRaw } from './raw.ts'
import { get, post, startWorld, type World } from './world.ts'

const it = suite('request bodies')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const sound = '{"name":"A","status":"investigating"}'
const send = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
  world.server.asOwner(post('/admin/incidents', body, { headers }))

it('400 invalid_json: what JSON.parse refuses, and what it would take silently', async () => {
  const bad = [
    '',
    ' ',
    '{',
    '{"name":"A",}',
    "{'name':'A'}",
    '{name:"A"}',
    '{"name":"A"} x',
    '{"name":"A"}{}',
    'NaN',
    '{"name":01}',
    '{"name":"\u0001"}',
    '{"name":"\\x"}',
    '// a comment\n{}',
    '{"name":"A","name":"B","status":"investigating"}',
    '{"name":"A","n\\u0061me":"B","status":"investigating"}',
    '{"name":"A","status":"investigating","components":[{"id":"x","id":"y"}]}',
    '{"__proto__":{"isAdmin":true},"name":"A","status":"investigating"}',
    '{"\\u005f_proto__":{},"name":"A","status":"investigating"}',
    `${'['.repeat(33)}${']'.repeat(33)}`,
    `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
  ]
  for (const body of bad) isProblem(await send(body), 400, 'invalid_json')
  // A byte order mark is ignored, as RFC 8259 §8.1 lets us: some clients write one.
  assert.is((await send(`\ufeff${sound}`)).status, 201)
})

it('422, not 400, for JSON that is sound but not what is asked: depth 32, arrays, strings, null, prototypes by another name', async () => {
  const wrong = [
    '[]',
    '"text"',
    'null',
    'true',
    '7',
    `${'['.repeat(32)}${']'.repeat(32)}`,
    '{"constructor":{"prototype":{}},"name":"A","status":"investigating"}',
    '{"name":"A","status":"investigating","toString":1}',
    '{"name":"A","status":"investigating","unknown":null}',
  ]
  for (const body of wrong) isProblem(await send(body), 422, 'validation_failed')
  assert.is(Object.hasOwn(Object.prototype, 'isAdmin'), false)
})

it('400 invalid_json: bytes that are no UTF-8', async () => {
  const around = (bytes: number[]): Buffer =>
    Buffer.concat([Buffer.from('{"status":"investigating","name":"'), Buffer.from(bytes), Buffer.from('"}')])
  const bad = [[0xff], [0xc3, 0x28], [0xe2, 0x28, 0xa1], [0xf0, 0x80, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xc0, 0x80]]
  for (const bytes of bad) isProblem(await send(around(bytes)), 400, 'invalid_json')
  assert.is((await send(around([0xc3, 0xa4, 0xf0, 0x9f, 0x90, 0xa6]))).json.name, 'ä🐦')
  const utf16 = Buffer.from(sound, 'utf16le')
  isProblem(await send(utf16), 400, 'invalid_json')
})

it('415 for any other media type or encoding; UTF-8 may be named, in any spelling', async () => {
  const refused = [
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; x=y',
    'application/json, text/plain',
    'application/problem+json',
    'application/merge-patch+json',
    'json',
    '',
  ]
  for (const type of refused) isProblem(await send(sound, { 'Content-Type': type }), 415, 'unsupported_media_type')
  for (const encoding of ['gzip', 'br', 'identity'])
    isProblem(await send(sound, { 'Content-Encoding': encoding }), 415, 'unsupported_media_type')
  for (const type of [
    'application/json;charset=utf-8',
    'Application/JSON; Charset="UTF-8"',
    'application/json ;charset=utf-8',
  ])
    assert.is((await send(sound, { 'Content-Type': type })).status, 201, type)
})

it('413 from the first byte over 1 MiB, announced or in chunks; exactly 1 MiB is read', async () => {
  const { port } = world.server.running
  const padded = (size: number): string => sound.padEnd(size, ' ')
  assert.is((await send(padded(1024 * 1024))).status, 201)
  isProblem(await send(padded(1024 * 1024 + 1)), 413, 'payload_too_large', { Connection: 'close' })
  const head = `POST /api/v1/admin/incidents HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${world.server.ownerToken}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`
  const { answers, closed } = await sendRaw(port, head + chunk.repeat(17), { untilClosed: true })
  assert.equal([answers.length, answers[0]?.status, answers[0]?.json.code, closed], [1, 413, 'payload_too_large', true])
  const last = `${sound.length.toString(16)}\r\n${sound}\r\n0\r\n\r\n`
  const whole = await sendRaw(port, `${head}8000\r\n${' '.repeat(32_768)}\r\n${last}`)
  assert.is(whole.answers[0]?.status, 201)
})

it('a body that is announced larger than we take is refused before it is sent', async () => {
  const { port } = world.server.running
  const head = `POST /api/v1/admin/incidents HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${world.server.ownerToken}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n`
  const { answers, closed } = await sendRaw(port, head)
  assert.equal([answers[0]?.json.code, closed], ['payload_too_large', true])
})

it('an endpoint without a body takes none, or an empty object, and names every field that is too many', async () => {
  const { asOwner, mint } = world.server
  const { id } = await mint()
  const path = `/admin/tokens/${id}/disable`
  const extra = await asOwner(post(path, { reason: 'x', 'a/b': 1 }))
  isProblem(extra, 422, 'validation_failed')
  assert.equal(
    extra.json.errors.map((error: { path: string }) => error.path),
    ['/reason', '/a~1b'],
  )
  isProblem(await asOwner(post(path, '[]')), 422, 'validation_failed')
  isProblem(await asOwner(post(path, '{')), 400, 'invalid_json')
  isProblem(
    await asOwner(post(path, 'x', { headers: { 'Content-Type': 'text/plain' } })),
    415,
    'unsupported_media_type',
  )
  assert.is((await asOwner(post(path, {}))).status, 200)
  assert.is((await asOwner(post(`/admin/tokens/${id}/enable`))).status, 200)
})

it('a query parameter that an endpoint does not have is an error, and so is a value of the wrong kind', async () => {
  const { asOwner, ask } = world.server
  for (const query of [
    'x=1',
    'limit=0',
    'limit=201',
    'limit=1e2',
    'limit=',
    'limit=+5',
    'status=Active',
    'sort=hash',
    'sort=--name',
    'terraform_managed=1',
  ]) {
    const answer = await asOwner(get(`/admin/tokens?${query}`))
    isProblem(answer, 422, 'validation_failed')
    assert.is(answer.json.errors[0].path, `/query/${query.split('=')[0]}`)
  }
  isProblem(await ask(get('/settings?x=1')), 422, 'validation_failed')
  isProblem(await asOwner(get('/me?__proto__=1')), 422, 'validation_failed')
})

it('200 a page for people takes what others put into its links', async () => {
  const headers = { Host: 'status.acme.test' }
  const plain = await world.server.ask({ path: '/', headers })
  const linked = await world.server.ask({ path: '/?utm_source=mail&fbclid=x', headers })
  assert.equal([linked.status, linked.headers.etag], [200, plain.headers.etag])
})

it('422 credential_in_body names the field that holds one of our secrets, wherever it is, and stores nothing', async () => {
  const { asOwner } = world.server
  for (const kind of secretKinds) {
    const secret = mintSecret(kind)
    const places: [unknown, string][] = [
      [{ name: secret, status: 'investigating' }, '/name'],
      [{ name: `before ${secret}after`, status: 'investigating' }, '/name'],
      [{ name: 'x', status: 'investigating', body: `curl -H "Authorization: Bearer ${secret}"` }, '/body'],
      [{ name: 'x', status: 'investigating', components: [{ id: secret }] }, '/components/0/id'],
      [{ name: 'x', status: 'investigating', [secret]: 1 }, ''],
    ]
    for (const [body, path] of places) {
      const answer = await asOwner(post('/admin/incidents', body))
      isProblem(answer, 422, 'credential_in_body')
      assert.is(answer.json.errors[0].path, path)
      assert.not.ok(answer.text.includes(secret))
    }
  }
  const mistyped = `${mintSecret('live').slice(0, -1)}-`
  assert.is((await asOwner(post('/admin/incidents', { name: mistyped, status: 'investigating' }))).status, 201)
})

it('names: 1 to 120 code points after NFC, no control characters, not blank; everything else of Unicode', async () => {
  const { asOwner } = world.server
  const named = (name: unknown): Promise<Answer> => asOwner(post('/admin/incidents', { name, status: 'investigating' }))
  for (const name of [
    '',
    ' ',
    '\u00a0',
    '\u200b\u200d',
    '\u3164',
    '\u202e \u2066',
    'a\nb',
    'a\tb',
    'a\u0000b',
    'a\u007fb',
    'a\u2028b',
    'x'.repeat(121),
    '🐦'.repeat(121),
    'a\ud800',
    7,
    null,
    [],
    {},
  ])
    isProblem(await named(name), 422, 'validation_failed')
  for (const name of ['a', 'x'.repeat(120), '🐦'.repeat(120), '中断', 'مرحبا', '<b>&"\'', '=1+1', '‮evil', '👩‍💻'])
    assert.is((await named(name)).json.name, name.normalize('NFC'))
  assert.is((await named('e\u0301')).json.name, 'é')
})

it('422 says it in words: a whole number, one entry', async () => {
  const { asOwner } = world.server
  const token = { name: 'x', permission: 'read', role_key: 'viewer' }
  const half = await asOwner(post('/admin/tokens', { ...token, expires_in_days: 1.5 }))
  assert.equal(half.json.errors, [{ path: '/expires_in_days', message: 'must be a whole number' }])
  const none = await asOwner(post('/admin/tokens/bulk', { ids: [], action: 'disable' }))
  assert.equal(none.json.errors, [{ path: '/ids', message: 'must be at least 1 entry long' }])
})

it.run()
