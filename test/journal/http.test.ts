import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { auditVerify } from '../../src-server/cli/audit-verify.ts'
import type { AuditRow } from '../../src-server/contract/audit.ts'
import { foundOnDisk } from '../http/disk.ts'
import type { Answer } from '../support/ask.ts'
import { ownerEmail, ownerPassword, startTestServer, type TestServer } from '../support/harness.ts'
import { dropTriggers } from './harness.ts'

interface Context {
  server: TestServer
}

const log = suite<Context>('audit log over HTTP')
log.before.each(async (context) => {
  context.server = await startTestServer()
})
log.after.each(({ server }) => server.stop())

const rowsOf = (answer: Answer): AuditRow[] => answer.json.data

/** The log as the owner sees it, newest first. */
async function rows(server: TestServer, query = ''): Promise<AuditRow[]> {
  const answer = await server.asOwner({ path: `/api/v1/admin/audit-log?limit=200${query}` })
  assert.is(answer.status, 200, answer.text)
  return rowsOf(answer)
}

/** Makes a second page and a token that belongs to it alone. */
async function secondPage(server: TestServer) {
  const page = await server.asOwner({
    method: 'POST',
    path: '/api/v1/org/pages',
    body: { name: 'Second', hosts: ['second.acme.test'] },
  })
  assert.is(page.status, 201, page.text)
  const token = await server.mint({ permission: 'admin', role_key: 'admin' }, { Host: 'second.acme.test' })
  return { pageId: String(page.json.id), token }
}

log(
  'a User-Agent can neither steer a terminal nor carry a secret, in the log and in the list of sessions',
  async ({ server }) => {
    const agent = `x\u009b31m\u0085 ${server.ownerToken}`
    await server.asOwner({ path: '/api/v1/me', headers: { 'User-Agent': agent } })
    const [row] = await rows(server, '&action=me.get')
    assert.is(row?.user_agent, 'x\ufffd31m\ufffd [secret removed: bk_live]')
    const login = await server.ask({
      method: 'POST',
      path: '/api/v1/auth/login',
      headers: { 'User-Agent': agent },
      body: { email: ownerEmail, password: ownerPassword },
    })
    assert.is(login.status, 200, login.text)
    assert.equal(foundOnDisk(server, [server.ownerToken]), [])
  },
)

log(
  '200 every request of a principal is a row, with the permission that it consumed, before it is answered',
  async ({ server }) => {
    const minted = await server.mint({ name: 'reader' })
    const { status } = await server.ask({
      path: '/api/v1/admin/incidents',
      token: minted.token,
      headers: { 'X-Request-ID': 'trace-1', 'User-Agent': 'curl/8.5.0' },
    })
    assert.is(status, 200)
    const [row] = await rows(server)
    assert.equal(
      [
        row?.kind,
        row?.action,
        row?.outcome,
        row?.method,
        row?.route,
        row?.status,
        row?.scopes_used,
        row?.client_request_id,
        row?.user_agent,
        row?.ip,
      ],
      [
        'request',
        'incidents.list',
        'allowed',
        'GET',
        '/api/v1/admin/incidents',
        200,
        ['incidents:read'],
        'trace-1',
        'curl/8.5.0',
        '127.0.0.1',
      ],
    )
    assert.equal([row?.actor.kind, row?.actor.id, row?.actor.name], ['token', minted.id, 'reader'])
    assert.match(row?.request_id ?? '', /^req_/)
    const denied = await server.ask({ method: 'POST', path: '/api/v1/admin/incidents', token: minted.token, body: {} })
    assert.is(denied.status, 403)
    const [refused] = await rows(server)
    assert.equal(
      [refused?.outcome, refused?.status, refused?.changes],
      ['denied', 403, { after: { code: denied.json.code } }],
    )
  },
)

log('200 a change and its request are two rows of one request; the secret is in neither', async ({ server }) => {
  const minted = await server.mint({ name: 'fresh' })
  const [request, change] = await rows(server)
  assert.equal([request?.kind, change?.kind, change?.action], ['request', 'change', 'token.create'])
  assert.is(request?.request_id, change?.request_id)
  assert.equal(change?.target, { type: 'token', id: minted.id, name: 'fresh' })
  assert.not.ok(JSON.stringify([request, change]).includes(minted.token))
  assert.is(change?.hash, request?.prev_hash)
})

log(
  '200 pages of the list follow each other without gap or repetition, also while rows are added',
  async ({ server }) => {
    for (let n = 0; n < 25; n += 1) await server.asOwner({ path: '/api/v1/me' })
    const seqs: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer: Answer = await server.asOwner({
        path: `/api/v1/admin/audit-log?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
      })
      seqs.push(...rowsOf(answer).map((row) => row.seq))
      cursor = answer.json.next_cursor
    }
    assert.equal(
      seqs,
      Array.from({ length: seqs[0] ?? 0 }, (_, index) => (seqs[0] ?? 0) - index),
    )
  },
)

log('200 filters find by token, name, action, outcome, scope, route, request and text', async ({ server }) => {
  const minted = await server.mint({ name: 'Pager duty' })
  await server.ask({ path: '/api/v1/admin/components', token: minted.token })
  const found = await server.ask({ path: '/api/v1/admin/tokens', token: minted.token })
  assert.is(found.status, 403)
  const count = async (query: string): Promise<number> => (await rows(server, query)).length
  assert.is(await count(`&token_id=${minted.id}`), 3)
  assert.is(await count('&token_name=pager%20duty'), 2)
  assert.is(await count(`&actor_id=${minted.id}&outcome=denied`), 1)
  assert.is(await count(`&action=token.*&token_id=${minted.id}`), 1)
  assert.is(await count('&scope=components:read'), 1)
  assert.is(await count(`&actor_id=${minted.id}&route=/admin/components`), 1)
  assert.is(await count(`&request_id=${found.headers['x-request-id']}`), 1)
  assert.is(await count('&q=PAGER'), 2)
  assert.is(await count('&kind=change&from=2099-01-01T00:00:00Z'), 0)
})

log('200 a token of one page sees the rows of its page only; the rest is not there', async ({ server }) => {
  const { pageId, token } = await secondPage(server)
  await server.asOwner({ path: '/api/v1/admin/incidents' })
  const answer = await server.ask({
    path: '/api/v1/admin/audit-log',
    token: token.token,
    headers: { Host: 'second.acme.test' },
  })
  assert.is(answer.status, 200)
  assert.ok(rowsOf(answer).length > 0)
  assert.ok(rowsOf(answer).every((row) => row.page_id === pageId))
  assert.ok((await rows(server)).some((row) => row.page_id !== pageId))
})

log('200 the log of a token: what it did and what was done to it, also after it was deleted', async ({ server }) => {
  const minted = await server.mint({ name: 'short-lived' })
  await server.ask({ path: '/api/v1/me', token: minted.token })
  assert.is((await server.asOwner({ method: 'DELETE', path: `/api/v1/admin/tokens/${minted.id}` })).status, 204)
  const answer = await server.asOwner({ path: `/api/v1/admin/tokens/${minted.id}/audit-log` })
  assert.is(answer.status, 200)
  const actions = rowsOf(answer).map((row) => row.action)
  for (const action of ['token.create', 'me.get', 'token.delete'])
    assert.ok(actions.includes(action), `${action} in ${actions}`)
  assert.ok(rowsOf(answer).every((row) => row.actor.id === minted.id || row.target?.id === minted.id))
  const all = await server.asOwner({ path: '/api/v1/admin/tokens/audit-log' })
  assert.ok(rowsOf(all).length >= rowsOf(answer).length)
})

log('200 export: every row, oldest first, as JSON Lines and as CSV that no spreadsheet runs', async ({ server }) => {
  await server.mint({ name: '=cmd|calc' })
  const jsonl = await server.asOwner({ path: '/api/v1/admin/audit-log/export' })
  assert.is(jsonl.status, 200)
  assert.match(jsonl.headers['content-type'] ?? '', 'application/x-ndjson')
  assert.match(jsonl.headers['content-disposition'] ?? '', /^attachment; filename="audit-log-\d{4}-\d\d-\d\d\.jsonl"$/)
  const lines = jsonl.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(
    lines.map((row) => row.seq),
    Array.from({ length: lines.length }, (_, index) => index + 1),
  )
  // The export's own row was on disk before its first byte left.
  assert.is(lines.at(-1).action, 'audit.export')
  const csv = await server.asOwner({ path: '/api/v1/admin/audit-log/export?format=csv&action=token.create' })
  assert.match(csv.headers['content-type'] ?? '', 'text/csv')
  const [header, ...records] = csv.text.trimEnd().split('\r\n')
  assert.match(header ?? '', /^seq,id,at,kind,action/)
  assert.ok(records.some((record) => record.includes(",'=cmd|calc,")))
})

log('200 verify: whole; then someone edits the file, and the first bad row is named', async ({ server }) => {
  for (let n = 0; n < 10; n += 1) await server.asOwner({ path: '/api/v1/me' })
  const verify = () => server.asOwner({ method: 'POST', path: '/api/v1/admin/audit-log/verify' })
  const [one, other] = await Promise.all([verify(), verify()])
  for (const answer of [one, other])
    assert.equal([answer.status, answer.json.ok, answer.json.checked_against], [200, true, 'chain'])
  const [newest] = await rows(server)
  assert.ok(other.json.rows <= (newest?.seq ?? 0))
  const intruder = new SqliteDatabase(join(server.dataDir, 'beatkeeper.db'))
  dropTriggers(intruder)
  intruder.exec("UPDATE audit_log SET action = 'me.put' WHERE seq = 5")
  intruder.close()
  const broken = await verify()
  assert.equal(
    [broken.status, broken.json.ok, broken.json.rows, broken.json.first_bad_seq, broken.json.reason],
    [200, false, 4, 5, 'edited'],
  )
})

log('200 the offline command agrees with the server, while it runs and after it stopped', async ({ server }) => {
  await server.mint()
  const offline = async () => {
    let out = ''
    const code = await auditVerify(
      { data: server.dataDir, json: true },
      { out: (text) => (out += text), err: () => undefined },
    )
    return { code, verdict: JSON.parse(out) }
  }
  const [newest] = await rows(server)
  const live = await offline()
  assert.equal(
    [live.code, live.verdict.ok, live.verdict.server_was_running, live.verdict.rows],
    [0, true, true, (newest?.seq ?? 0) + 1],
  )
  assert.is(live.verdict.workspace_id, server.workspaceId)
})

log(
  '401 requests without a principal are one row for each address and code, there at the latest after a stop',
  async ({ server }) => {
    for (let n = 0; n < 9; n += 1) await server.ask({ path: '/api/v1/admin/tokens' })
    for (let n = 0; n < 4; n += 1) await server.ask({ path: '/api/v1/admin/tokens', token: 'bk_live_nonsense' })
    assert.is((await rows(server, '&action=refused.*')).length, 0)
    await server.restart()
    const refused = await rows(server, '&action=refused.*')
    assert.equal(refused.map((row) => [row.action, row.count, row.status, row.ip, row.actor.kind]).toSorted(), [
      ['refused.invalid_token', 4, 401, '127.0.0.1', 'anonymous'],
      ['refused.unauthenticated', 9, 401, '127.0.0.1', 'anonymous'],
    ])
    assert.ok(refused.every((row) => row.first_at !== undefined))
  },
)

log('403 without audit:read; export and rows of no page only with every page', async ({ server }) => {
  const viewer = await server.mint({ permission: 'read', role_key: 'viewer' })
  for (const path of ['', '/export'])
    assert.is((await server.ask({ path: `/api/v1/admin/audit-log${path}`, token: viewer.token })).status, 403)
  assert.is(
    (await server.ask({ method: 'POST', path: '/api/v1/admin/audit-log/verify', token: viewer.token })).status,
    403,
  )
  const { token } = await secondPage(server)
  const denied = await server.ask({
    path: '/api/v1/admin/audit-log/export',
    token: token.token,
    headers: { Host: 'second.acme.test' },
  })
  assert.is(denied.status, 403)
})

log('404 a token of another page is answered like one that never was', async ({ server }) => {
  const { token } = await secondPage(server)
  const own = await server.mint({ name: 'of the first page' })
  const from = (id: string) =>
    server.ask({
      path: `/api/v1/admin/tokens/${id}/audit-log`,
      token: token.token,
      headers: { Host: 'second.acme.test', 'X-Request-ID': 'same' },
    })
  const foreign = await from(own.id)
  const absent = await from('tok_00000000000000000000000000')
  assert.equal([foreign.status, absent.status], [404, 404])
  assert.is(foreign.text, absent.text)
})

log('422 a cursor of another filter, a damaged one, and filters that mean nothing', async ({ server }) => {
  for (let n = 0; n < 5; n += 1) await server.asOwner({ path: '/api/v1/me' })
  const { json } = await server.asOwner({ path: '/api/v1/admin/audit-log?limit=1&kind=request' })
  const status = async (query: string): Promise<string> => {
    const answer = await server.asOwner({ path: `/api/v1/admin/audit-log?${query}` })
    return `${answer.status} ${answer.json.code ?? ''}`
  }
  assert.is(await status(`kind=request&cursor=${json.next_cursor}`), '200 ')
  assert.is(await status(`cursor=${json.next_cursor}`), '422 invalid_cursor')
  assert.is(await status(`kind=request&cursor=${json.next_cursor}x`), '422 invalid_cursor')
  for (const query of [
    'kind=nothing',
    'outcome=maybe',
    'scope=tokens',
    'from=yesterday',
    'action=DROP%20TABLE',
    'route=tokens',
    'limit=0',
    'unknown=1',
    'q=',
  ]) {
    assert.is(await status(query), '422 validation_failed', query)
  }
})

log.run()
