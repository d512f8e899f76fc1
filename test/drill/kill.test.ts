import { equal, ok } from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { suite } from 'uvu'
import { openDatabase } from '../../src-server/db/open.ts'
import { verifyLog, workspaceIdOf } from '../../src-server/journal/verify.ts'
import { seedFolder } from '../bench/seed.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/**
 * T24: kill -9 under load. Eight clients create, revoke, change roles and replay; the server is killed in the middle; whatever was
 * acknowledged must be there, nothing may be half done, and the chain must verify. CYCLES sets how often (200 in CI).
 */

const test = suite('drill.kill')
const cycles = Number(process.env.CYCLES ?? (process.env.CI === 'true' ? 200 : 20))

interface Promised {
  /** A number that must not be zero once the server was killed. */
  readonly sql: string
  readonly values: string[]
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

function send(
  port: number,
  token: string,
  method: string,
  path: string,
  body: object | null,
  headers: Record<string, string>,
): Promise<{ status: number; json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const text = body === null ? null : JSON.stringify(body)
    const req = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method,
        path: `/api/v1${path}`,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(text === null
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
          ...headers,
        },
      },
      (res) => {
        let answer = ''
        res.on('data', (chunk) => {
          answer += String(chunk)
        })
        res.on('end', () =>
          res.complete
            ? resolve({ status: res.statusCode ?? 0, json: answer === '' ? {} : JSON.parse(answer) })
            : reject(new Error('cut off')),
        )
        res.on('error', reject)
      },
    )
    req.on('error', reject)
    req.end(text ?? undefined)
  })
}

/** One client: until the server is gone it changes things, and notes what was acknowledged. */
async function client(
  port: number,
  token: string,
  name: string,
  promised: Promised[],
  isOver: () => boolean,
): Promise<void> {
  const logged = (id: string): void => {
    promised.push({ sql: 'SELECT count(*) AS n FROM audit_details WHERE caller_request_id = ?', values: [id] })
  }
  for (let turn = 0; !isOver(); turn += 1) {
    const requestId = `${name}-${turn}`
    try {
      const created = await send(
        port,
        token,
        'POST',
        '/admin/tokens',
        { name: requestId, permission: 'read', role_key: 'viewer' },
        { 'X-Request-ID': `${requestId}-a` },
      )
      if (created.status !== 201) throw new Error(`create answered ${created.status}`)
      const id = String(created.json.id)
      promised.push({ sql: 'SELECT count(*) AS n FROM tokens WHERE id = ?', values: [id] })
      logged(`${requestId}-a`)
      const revoked = await send(
        port,
        token,
        'POST',
        `/admin/tokens/${id}/revoke`,
        { reason: 'drill' },
        { 'X-Request-ID': `${requestId}-b` },
      )
      if (revoked.status !== 200) throw new Error(`revoke answered ${revoked.status}`)
      promised.push({ sql: 'SELECT count(*) AS n FROM tokens WHERE id = ? AND revoked_at IS NOT NULL', values: [id] })
      logged(`${requestId}-b`)
      const key = `${name}-${turn}-key`
      const incident = await send(
        port,
        token,
        'POST',
        '/admin/incidents',
        { name: requestId, status: 'investigating' },
        { 'Idempotency-Key': key, 'X-Request-ID': `${requestId}-c` },
      )
      if (incident.status !== 201) throw new Error(`incident answered ${incident.status}`)
      promised.push({ sql: 'SELECT count(*) AS n FROM incidents WHERE id = ?', values: [String(incident.json.id)] })
      promised.push({
        sql: 'SELECT count(*) AS n FROM idempotency WHERE status = 201 AND instr(body, ?) > 0',
        values: [String(incident.json.id)],
      })
      const read = await send(port, token, 'GET', '/admin/tokens/stats', null, { 'X-Request-ID': `${requestId}-d` })
      if (read.status !== 200) throw new Error(`stats answered ${read.status}`)
      logged(`${requestId}-d`)
      if (turn % 3 === 0) {
        const roleKey = `role-${name}-${turn}`.toLowerCase()
        const role = await send(
          port,
          token,
          'POST',
          '/admin/roles',
          { key: roleKey, name: roleKey, permissions: ['incidents:read'] },
          { 'X-Request-ID': `${requestId}-e` },
        )
        if (role.status !== 201) throw new Error(`role answered ${role.status}`)
        promised.push({ sql: 'SELECT count(*) AS n FROM roles WHERE key = ?', values: [roleKey] })
      }
    } catch (error) {
      // Once the server is being killed a request may break off: it was not acknowledged and nothing was promised.
      if (!isOver()) throw error
    }
  }
}

test('no acknowledged change, and no acknowledged log row, is lost when the server is killed under load', async () => {
  const seeded = await seedFolder()
  {
    const database = openDatabase(`${seeded.dataDir}/beatkeeper.db`)
    database.db.run('UPDATE workspace SET advanced_rbac = 1')
    // Roles belong to the workspace: the token of this drill speaks for every page.
    database.db.run("UPDATE tokens SET page_id = NULL WHERE name = 'bench'")
    database.close()
  }
  let acknowledged = 0
  let lost = 0
  let rows = 0
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const server: ServerProcess = await startServerProcess(seeded.dataDir)
    const promised: Promised[] = []
    let over = false
    const clients = Array.from({ length: 8 }, (_, number) =>
      client(server.port, seeded.token, `c${cycle}-${number}`, promised, () => over),
    )
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 240))
    over = true
    await server.kill()
    await Promise.all(clients)

    const database = openDatabase(`${seeded.dataDir}/beatkeeper.db`)
    for (const { sql, values } of promised)
      if ((database.db.get<{ n: number }>(sql, ...values)?.n ?? 0) === 0) lost += 1
    acknowledged += promised.length
    // Every change has its request: nothing is half done.
    const halves = database.db.get<{ n: number }>(
      "SELECT count(*) AS n FROM audit_log AS change WHERE kind = 'change' AND request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_log AS request WHERE request.request_id = change.request_id AND request.kind = 'request' AND request.seq > change.seq AND request.seq < change.seq + 16)",
    )
    equal(cycle % 20 === 0 ? halves?.n : 0, 0, 'a change without its request')
    if (cycle % 10 === 9 || cycle === cycles - 1) {
      const verdict = verifyLog(database.db, workspaceIdOf(database.db) ?? '')
      equal(verdict.ok, true, JSON.stringify(verdict))
      rows = verdict.rows
    }
    database.close()
  }
  rmSync(seeded.dataDir, { recursive: true, force: true })
  console.log(`T24 kill -9 cycles ${cycles} acknowledged ${acknowledged} lost ${lost}, ${rows} rows verify`)
  ok(acknowledged > cycles, 'the clients did something')
  equal(lost, 0)
})

test.after(() => agent.destroy())
test.run()
