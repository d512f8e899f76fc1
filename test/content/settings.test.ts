import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { sandboxToken } from './sandbox.ts'

let server: TestServer
const path = '/api/v1/admin/settings'
test.before.each(async () => {
  server = await startTestServer({ publicUrl: 'https://public.acme.test' })
})
test.after.each(() => server.stop())

const patch = (section: string, body: unknown, more: { token?: string; headers?: Record<string, string> } = {}) =>
  server.asOwner({ method: 'PATCH', path: `${path}/${section}`, body, ...more })

test('settings 200 only the fields that are sent change, and what is there is answered', async () => {
  const before = await server.asOwner({ path })
  assert.equal(before.json.general, {
    name: 'Acme Status',
    description: '',
    support_url: null,
    show_uptime: true,
    show_history: true,
  })
  const general = await patch('general', { description: 'All about us', support_url: 'mailto:help@acme.test' })
  assert.is(general.status, 200, general.text)
  assert.is(general.json.description, 'All about us')
  await patch('general', { show_uptime: false })
  const branding = await patch('branding', { brand_color: '#0F766E', footer: 'Acme Ltd', theme: 'dark' })
  assert.equal([branding.json.brand_color, branding.json.logo_url], ['#0f766e', null])
  const places = await patch('localization', { locale: 'de-de', time_zone: 'europe/berlin', hour_cycle: 'h23' })
  assert.equal(places.json, { locale: 'de-DE', time_zone: 'Europe/Berlin', hour_cycle: 'h23' })
  const after = (await server.asOwner({ path })).json
  assert.equal(after.general, {
    ...before.json.general,
    description: 'All about us',
    support_url: 'mailto:help@acme.test',
    show_uptime: false,
  })
  assert.equal(after.localization, places.json)
  const open = (await server.ask({ path: '/api/v1/settings' })).json
  assert.equal([open.locale, open.branding.footer, open.features.uptime], ['de-DE', 'Acme Ltd', false])
  assert.match((await server.ask({ path: '/' })).text, '#0f766e')
})

test('settings 200 the name is the page’s name, everywhere', async () => {
  await patch('general', { name: 'Harbour' })
  assert.is((await server.asOwner({ path: `/api/v1/org/pages/${server.pageId}` })).json.name, 'Harbour')
  assert.is((await server.asOwner({ path: '/api/v1/me' })).status, 200)
  assert.is((await server.ask({ path: '/api/v1/status' })).json.page.name, 'Harbour')
})

test('settings 200 each change is a row of the log with what was and what is; a picture is told by its size', async () => {
  const picture = `data:image/png;base64,iVBORw0KGgo${'A'.repeat(4001)}`
  await patch('branding', { logo_url: picture, header: 'Hello' })
  const log = await server.asOwner({ path: '/api/v1/admin/audit-log?action=settings.update' })
  const [row] = log.json.data
  assert.equal([row.target.type, row.target.id], ['section', 'branding'])
  assert.equal([row.changes.before.header, row.changes.after.header], ['', 'Hello'])
  assert.is(row.changes.after.logo_url, `data:image/png;base64,… (${picture.length} characters)`)
})

test('settings 412 the version is one for all sections', async () => {
  const version = (await server.asOwner({ path })).headers.etag ?? ''
  const first = await patch('general', { description: 'one' }, { headers: { 'If-Match': version } })
  assert.is(first.status, 200)
  assert.is.not(first.headers.etag, version)
  assert.is((await patch('branding', { footer: 'x' }, { headers: { 'If-Match': version } })).status, 412)
  assert.is(
    (await patch('branding', { footer: 'x' }, { headers: { 'If-Match': first.headers.etag ?? '' } })).status,
    200,
  )
})

test('settings 422 values that are wrong are named', async () => {
  const refused = async (section: string, body: Record<string, unknown>) => {
    const answer = await patch(section, body)
    assert.equal([answer.status, answer.json.errors?.[0]?.path.split('/')[1]], [422, Object.keys(body)[0]], answer.text)
  }
  await refused('general', { name: '' })
  for (const url of [
    'javascript:alert(1)',
    'http://acme.test',
    'https://user:pw@acme.test',
    'mailto:a@b?bcc=c@d',
    'help',
  ]) {
    await refused('general', { support_url: url })
  }
  for (const colour of ['red', '#12345', '#1234567', 'url(x)', '']) await refused('branding', { brand_color: colour })
  for (const url of [
    'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=',
    'data:image/png;base64,PHN2Zz48L3N2Zz4=',
    'data:text/html,x',
    'http://acme.test/logo.png',
    'javascript:alert(1)',
    `data:image/png;base64,iVBORw0KGgo${'A'.repeat(100_001)}`,
  ]) {
    await refused('branding', { logo_url: url })
    await refused('branding', { favicon_url: url })
  }
  for (const locale of ['', 'english please', 'xx_YY', '*']) await refused('localization', { locale })
  for (const zone of ['', 'Mars/Base', '+01:00', 'Europe']) await refused('localization', { time_zone: zone })
  await refused('general', { colour: 'red' })
})

test('settings 200 hosts are kept as they are compared: lower-case, punycode; the page answers there at once', async () => {
  const answer = await patch('domains', { hosts: ['Status.ACME.test', 'müller.example'] })
  assert.equal(answer.json.hosts, ['status.acme.test', 'xn--mller-kva.example'])
  assert.is((await server.ask({ path: '/api/v1/status', headers: { host: 'xn--mller-kva.example' } })).status, 200)
  await patch('domains', { hosts: ['xn--mller-kva.example'] })
  assert.is((await server.ask({ path: '/api/v1/status', headers: { host: 'status.acme.test' } })).status, 421)
})

test('settings 409 a host belongs to one page of the workspace', async () => {
  await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Second', hosts: ['second.acme.test'] },
  })
  const taken = await patch('domains', { hosts: ['status.acme.test', 'SECOND.acme.test'] })
  assert.equal([taken.status, taken.json.code], [409, 'host_taken'])
  const other = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'x', hosts: ['second.acme.test'] },
  })
  assert.equal([other.status, other.json.code], [409, 'host_taken'])
})

test('settings 422 hosts that are no names of a page', async () => {
  for (const host of [
    'localhost',
    'x.localhost',
    '127.0.0.1',
    '[::1]',
    '0.0.0.0',
    '2130706433',
    'a.test:8080',
    'https://a.test',
    'a b.test',
    '',
    '*.a.test',
    'a..test',
    `${'a'.repeat(260)}.test`,
  ]) {
    const answer = await patch('domains', { hosts: [host] })
    assert.equal([answer.status, answer.json.code], [422, 'validation_failed'], host)
  }
  assert.is((await patch('domains', { hosts: ['a.test', 'A.test'] })).status, 422, 'twice')
})

test('settings 403 the public address of the workspace is given only by someone with every page', async () => {
  await server.asOwner({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })
  const onePage = await server.mint({ permission: 'admin', role_key: 'admin', page_id: server.pageId })
  const body = { hosts: ['status.acme.test', 'public.acme.test'] }
  const refused = await patch('domains', body, { token: onePage.token })
  assert.equal([refused.status, refused.json.code], [403, 'privilege_escalation'], refused.text)
  assert.is((await patch('domains', body)).status, 200)
  const keeps = await patch('domains', { hosts: ['public.acme.test'] }, { token: onePage.token })
  assert.is(keeps.status, 200, 'what is there already may stay')
})

test('settings branding is open to those who edit the status page, the rest is not', async () => {
  const editor = await server.mint({ permission: 'write', role_key: 'editor' })
  assert.is((await patch('branding', { footer: 'x' }, { token: editor.token })).status, 200)
  for (const [section, body] of [
    ['general', { description: 'x' }],
    ['localization', { locale: 'fr' }],
    ['domains', { hosts: [] }],
  ] as const) {
    assert.is((await patch(section, body, { token: editor.token })).status, 403, section)
  }
})

test('settings 403 a test token reads what is shared and never changes it', async () => {
  const token = await sandboxToken(server)
  assert.is((await server.ask({ path, token })).status, 200)
  const answer = await patch('general', { description: 'x' }, { token })
  assert.equal([answer.status, answer.json.code], [403, 'environment_mismatch'])
})

test.run()
