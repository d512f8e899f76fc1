import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configFromFlags } from '../../src-server/config.ts'
import { createPasswords } from '../../src-server/credentials/passwords.ts'
import { insertApp } from '../../src-server/features/oauth/store.ts'
import { setUpWorkspace } from '../../src-server/features/setup/store.ts'
import { mintFirstToken } from '../../src-server/features/tokens/mint.ts'
import { systemClock } from '../../src-server/lib/clock.ts'
import { runServer } from '../../src-server/run.ts'
import { plantAccess } from '../oauth/planted-access.ts'

export interface Seeded {
  readonly dataDir: string
  readonly token: string
  /** An OAuth access token of the owner, for the page. */
  readonly accessToken: string
  readonly componentId: string
  readonly groupId: string
  readonly host: string
}

/** A folder with an owner, a token whose limit stands in no benchmark's way, twenty incidents and a few components. */
export async function seedFolder(dataDir = mkdtempSync(join(tmpdir(), 'beatkeeper-bench-'))): Promise<Seeded> {
  const config = {
    ...configFromFlags(
      { data: dataDir, port: '0' },
      { platform: process.platform, home: tmpdir(), env: { BEATKEEPER_LOG_LEVEL: 'error' } },
    ),
  }
  const running = await runServer(config, systemClock, {
    passwords: createPasswords({ cost: { memoryCost: 64, timeCost: 1, parallelism: 1 } }),
  })
  const { services } = running
  const { token, pageId, ownerId } = await services.writer.submit((tx) => {
    tx.run('UPDATE workspace SET rate_limit_live = 3000000')
    const made = setUpWorkspace(tx, {
      workspaceName: 'Bench',
      pageName: 'Bench',
      host: 'status.bench.test',
      email: 'bench@example.org',
      ownerName: 'Bench',
      passwordHash: '',
      now: Date.now(),
      newId: services.newId,
    })
    if (made === null) throw new Error('the folder was set up already')
    const first = mintFirstToken(tx, services, {
      name: 'bench',
      description: '',
      level: 'admin',
      roleKey: 'owner',
      pageId: made.pageId,
      owner: { id: made.ownerId, name: 'Bench' },
      now: Date.now(),
      lifetimeMs: 86_400_000,
    })
    return { ...made, token: first.token }
  })
  services.generation.advance()
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await fetch(`${running.url}/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    const made: { id: string } = JSON.parse(await answer.text())
    return made
  }
  const group = await post('/admin/component-groups', { name: 'Core' })
  const component = await post('/admin/components', { name: 'API', group_id: group.id })
  for (const name of ['Web', 'Database', 'Mail']) await post('/admin/components', { name })
  for (let number = 1; number <= 20; number += 1) {
    await post('/admin/incidents', {
      name: `Incident ${number}`,
      status: 'investigating',
      body: 'We are looking into it.',
      components: [{ id: component.id, status: 'degraded_performance' }],
    })
  }
  const appId = services.newId('app')
  const scopes = ['incidents:read', 'status_pages:read']
  await services.writer.submit((tx) =>
    insertApp(tx, {
      id: appId,
      name: 'bench',
      description: '',
      logo_url: null,
      redirect_uris: '["https://app.example.com/callback"]',
      scopes: JSON.stringify(scopes),
      client_type: 'confidential',
      created_at: Date.now(),
      created_by: ownerId,
      created_by_name: 'Bench',
    }),
  )
  const accessToken = await plantAccess(
    { running, clock: systemClock },
    { appId, userId: ownerId, pageId, scopes, endsIn: 86_400_000 },
  )
  await running.stop()
  return { dataDir, token, accessToken, componentId: component.id, groupId: group.id, host: 'status.bench.test' }
}
