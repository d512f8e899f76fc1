import { equal, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { configFromFlags } from '../../src-server/config.ts'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { setUpWorkspace } from '../../src-server/features/setup/store.ts'
import { mintFirstToken } from '../../src-server/features/tokens/mint.ts'
import { verifyLog, workspaceIdOf } from '../../src-server/journal/verify.ts'
import { systemClock } from '../../src-server/lib/clock.ts'
import { runServer } from '../../src-server/run.ts'
import { ask } from '../support/ask.ts'

/**
 * T26: a full disk. A real server on a file system of its own, too small for room made beforehand (db/open.ts); it is filled to 50
 * different points; whatever answered 2xx is kept, every key can still be revoked, and once there is room again everything goes on
 * without a restart.
 */

const test = suite('drill.disk-full')
const points = 50
const mebibyte = 1024 * 1024

/** Writes a file until only `leave` bytes are free. */
function fill(file: string, leave: number): void {
  const handle = openSync(file, 'w')
  try {
    const chunk = Buffer.alloc(64 * 1024)
    for (;;) {
      const { bavail, bsize } = statfsSync(file)
      const free = bavail * bsize - leave
      if (free <= 0) break
      if (writeSync(handle, chunk, 0, Math.min(chunk.length, Math.max(4096, free))) === 0) break
    }
    fsyncSync(handle)
  } catch {
    // The disk is full: that was wanted.
  } finally {
    closeSync(handle)
  }
}

test('a full disk loses nothing that was answered, and every key can still be revoked', async () => {
  const mount = mkdtempSync(join(tmpdir(), 'beatkeeper-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120m,mode=0700', 'tmpfs', mount])
  let running: Awaited<ReturnType<typeof runServer>> | null = null
  try {
    const dataDir = join(mount, 'data')
    mkdirSync(dataDir)
    const filler = join(mount, 'filler')
    const config = {
      ...configFromFlags(
        { data: dataDir, port: '0' },
        { platform: 'linux', home: mount, env: { BEATKEEPER_LOG_LEVEL: 'silent' } },
      ),
      tickSeconds: 3600,
    }
    running = await runServer(config, systemClock, {
      passwords: createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } }),
    })
    const { services, port } = running
    const { token } = await services.writer.submit((tx) => {
      tx.run('UPDATE workspace SET rate_limit_live = 1000000')
      const made = setUpWorkspace(tx, {
        workspaceName: 'Full',
        pageName: 'Full',
        host: null,
        email: 'a@example.org',
        ownerName: 'A',
        passwordHash: '',
        now: Date.now(),
        newId: services.newId,
      })
      if (made === null) throw new Error('set up already')
      return mintFirstToken(tx, services, {
        name: 'owner',
        description: '',
        level: 'admin',
        roleKey: 'owner',
        pageId: null,
        owner: { id: made.ownerId, name: 'A' },
        now: Date.now(),
        lifetimeMs: 86_400_000,
      })
    })
    services.generation.advance()
    const post = (path: string, body: object) => ask(port, { method: 'POST', path: `/api/v1${path}`, token, body })

    const answered: string[] = []
    let refused = 0
    let revoked = 0
    for (let point = 0; point < points; point += 1) {
      const made = await post('/admin/tokens', { name: `victim ${point}`, permission: 'read', role_key: 'viewer' })
      equal(made.status, 201, made.text)
      // From nothing at all to a few megabytes.
      fill(filler, Math.floor((point / points) ** 2 * 4 * mebibyte))
      for (let attempt = 0; attempt < 12; attempt += 1) {
        const content = await post('/admin/incidents', {
          name: `incident ${point}.${attempt}`,
          status: 'investigating',
          body: 'x'.repeat(8000),
        })
        if (content.status === 201) answered.push(String(content.json.id))
        else {
          equal(content.status, 503, content.text)
          equal(content.json.code, 'storage_full', content.text)
          refused += 1
        }
      }
      const end = await post(`/admin/tokens/${made.json.id}/revoke`, { reason: 'the disk is full' })
      equal(end.status, 200, `point ${point}: ${end.text}`)
      revoked += 1
      equal((await ask(port, { path: '/api/v1/me', token: made.json.token })).json.code, 'token_revoked')
      rmSync(filler, { force: true })
      await running.look()
      const again = await post('/admin/incidents', { name: `afterwards ${point}`, status: 'investigating' })
      equal(again.status, 201, `point ${point} does not recover: ${again.text}`)
      answered.push(String(again.json.id))
    }
    const kept = answered.filter((id) => services.db.get('SELECT 1 FROM incidents WHERE id = ?', id) !== undefined)
    const verdict = verifyLog(services.db, workspaceIdOf(services.db) ?? '')
    console.log(
      `T26 disk full points ${points}, refused ${refused}, answered ${answered.length} lost ${answered.length - kept.length}, revoked ${revoked} of ${points}`,
    )
    ok(refused > 0, 'the disk was never full')
    equal(kept.length, answered.length)
    equal(verdict.ok, true, JSON.stringify(verdict))
  } finally {
    await running?.stop()
    execFileSync('umount', ['-l', mount])
    rmSync(mount, { recursive: true, force: true })
  }
})

test.run()
