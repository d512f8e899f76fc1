/**
 * T23: what cannot be logged is not done. Every place where the log writes is made to fail, one after another, under every sort of change:
 * the answer is 503 and nothing but the log's own tables could have moved; with the fault gone the same call goes through.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openReadOnly } from '../../src-server/db/open.ts'
import { verifyLog, workspaceIdOf } from '../../src-server/journal/verify.ts'
import type { Ask } from '../support/ask.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const completeness = suite<{ server: TestServer; file: string }>('T23 audit completeness')
completeness.before(async (context) => {
  context.server = await startTestServer()
  context.file = join(context.server.dataDir, 'beatkeeper.db')
})
completeness.after(({ server }) => server.stop())

/** Where the log writes for a change by someone whom it has not met, from where nobody came before. */
const places = ['audit_log', 'audit_details', 'actors', 'clients', 'usage_subjects', 'usage_daily'] as const

/** Opens the file beside the server, as an operator would, and closes it again. */
function beside<Result>(file: string, work: (connection: SqliteDatabase.Database) => Result): Result {
  const connection = new SqliteDatabase(file)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

function breakPlace(file: string, table: string): void {
  const on = table === 'usage_daily' ? ['INSERT', 'UPDATE'] : ['INSERT']
  beside(file, (connection) => {
    for (const event of on)
      connection.exec(
        `CREATE TRIGGER fault_${event} BEFORE ${event} ON ${table} BEGIN SELECT RAISE(ABORT, 'fault'); END`,
      )
  })
}

function mend(file: string): void {
  beside(file, (connection) =>
    connection.exec('DROP TRIGGER IF EXISTS fault_INSERT; DROP TRIGGER IF EXISTS fault_UPDATE'),
  )
}

const logTables = new Set([
  'audit_log',
  'audit_details',
  'actors',
  'clients',
  'usage_subjects',
  'usage_routes',
  'usage_daily',
  'sqlite_sequence',
])

/** A digest of everything in the file but the log. */
function stateOf(file: string): string {
  return beside(file, (connection) => {
    const hash = createHash('sha256')
    const tables = connection
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all()
    for (const table of tables.filter((name) => !logTables.has(name))) {
      hash.update(table)
      for (const row of connection.prepare(`SELECT * FROM ${table}`).raw().iterate()) hash.update(JSON.stringify(row))
    }
    return hash.digest('hex')
  })
}

const base = '/api/v1/admin'

/** One call of every sort that changes something; made afresh for each fault, so that none depends on another. */
async function calls(server: TestServer): Promise<(Ask & { done: number })[]> {
  const [token, other, third] = [await server.mint(), await server.mint(), await server.mint()]
  const make = async (path: string, body: unknown): Promise<string> => {
    const answer = await server.asOwner({ method: 'POST', path: `${base}${path}`, body })
    assert.is(answer.status, 201, answer.text)
    return answer.json.id
  }
  const incident = await make('/incidents', { name: 'Slow', status: 'investigating' })
  const maintenance = await make('/maintenances', {
    name: 'Move',
    scheduled_for: '2099-01-01T00:00:00Z',
    scheduled_until: '2099-01-01T01:00:00Z',
  })
  const component = await make('/components', { name: 'API' })
  return [
    {
      method: 'POST',
      path: `${base}/tokens`,
      body: { name: 'new', permission: 'read', role_key: 'viewer' },
      done: 201,
    },
    { method: 'PATCH', path: `${base}/tokens/${token.id}`, body: { notes: 'changed' }, done: 200 },
    { method: 'POST', path: `${base}/tokens/${token.id}/disable`, done: 200 },
    { method: 'POST', path: `${base}/tokens/${other.id}/rotate`, body: {}, done: 201 },
    { method: 'POST', path: `${base}/tokens/${token.id}/revoke`, body: { reason: 'test' }, done: 200 },
    { method: 'DELETE', path: `${base}/tokens/${third.id}`, done: 204 },
    { method: 'POST', path: `${base}/incidents`, body: { name: 'Down', status: 'investigating' }, done: 201 },
    {
      method: 'POST',
      path: `${base}/incidents/${incident}/updates`,
      body: { status: 'identified', body: 'Found it.' },
      done: 201,
    },
    { method: 'DELETE', path: `${base}/incidents/${incident}`, done: 204 },
    { method: 'PATCH', path: `${base}/maintenances/${maintenance}`, body: { name: 'Move on' }, done: 200 },
    { method: 'PATCH', path: `${base}/components/${component}`, body: { status: 'major_outage' }, done: 200 },
    { method: 'PATCH', path: `${base}/settings/branding`, body: { brand_color: '#123456' }, done: 200 },
    {
      method: 'POST',
      path: '/api/v1/org/pages',
      body: { name: 'Another', hosts: [`p${Math.random().toString(36).slice(2)}.acme.test`] },
      done: 201,
    },
    { method: 'GET', path: `${base}/incidents`, done: 200 },
  ]
}

completeness(
  'what cannot be logged is answered 503 and not done, whichever place of the log fails',
  async ({ server, file }) => {
    server.running.services.log.level = 'silent' // each refusal is an error in the server's own log, as it should be
    let refused = 0
    for (const place of places) {
      for (const { done, ...call } of await calls(server)) {
        const fresh = await server.mint({
          name: `fresh ${refused}`,
          permission: 'admin',
          role_key: 'owner',
          page_id: null,
        })
        const request: Ask = {
          ...call,
          token: fresh.token,
          headers: { 'User-Agent': `agent ${refused}`, 'X-Request-ID': `trace-${refused}` },
        }
        const what = `${call.method} ${call.path} with ${place} broken`
        const before = stateOf(file)
        breakPlace(file, place)
        const answer = await server.ask(request)
        mend(file)
        assert.equal([answer.status, answer.json.code], [503, 'audit_unavailable'], what)
        assert.ok(answer.headers['retry-after'], what)
        assert.is(stateOf(file), before, `${what} changed something`)
        assert.is((await server.ask(request)).status, done, `${what}, then mended`)
        refused += 1
      }
    }
    const { db, close } = openReadOnly(file)
    assert.ok(verifyLog(db, workspaceIdOf(db) ?? '').ok)
    close()
    console.log(
      `T23 audit completeness: ${places.length} places x ${refused / places.length} calls, ${refused} answered 503 with nothing changed`,
    )
  },
)

completeness.run()
