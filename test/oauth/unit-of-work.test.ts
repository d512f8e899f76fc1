/** One commit a request: what cannot be written answers 503 and changes nothing, a code included; no answer leaves before its rows are on disk. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Writable } from '../../src-server/db/database.ts'
import { systemOrigin } from '../../src-server/journal/entry.ts'
import { createUnitsOfWork, UnitOfWork } from '../../src-server/oauth/unit-of-work.ts'
import { databaseHash } from '../http/database-hash.ts'
import { expecting, get, startWorld, type World } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'
import { Browser } from './browser.ts'
import {
  authorize,
  authorizePath,
  connect,
  exchange,
  pkce,
  proof,
  protocol,
  refresh,
  registerApp,
  type TestApp,
  tokensIn,
} from './oauth-app.ts'

const it = suite('oauth unit of work')
let world: World
let app: TestApp
it.before(async () => {
  world = await startWorld({ logLevel: 'silent' })
  app = await registerApp(world.owner)
})
it.after(() => world.server.stop())

class FullDisk extends Error {
  readonly code = 'SQLITE_FULL'
}

/** Runs a request of which the n-th batch fails. */
async function whileFailing<Result>(nth: number, work: () => Promise<Result>): Promise<Result> {
  const { writer } = world.server.running.services
  const { submit } = writer
  let batches = 0
  Object.assign(writer, {
    submit: async (inner: (tx: Writable) => unknown, essential?: boolean) => {
      batches += 1
      if (batches === nth) throw new FullDisk('database or disk is full')
      return submit(inner, essential)
    },
  })
  try {
    return await work()
  } finally {
    Object.assign(writer, { submit })
  }
}

const unavailable = (answer: Answer): void => {
  assert.equal(
    [answer.status, answer.json.error, answer.headers['x-error'], answer.headers['retry-after']],
    [503, 'temporarily_unavailable', 'storage_full', '5'],
  )
}

it('503 where the last commit fails, and the code can be sent again once there is room', async () => {
  const authorized = await authorize(world.server, app)
  unavailable(await whileFailing(2, () => exchange(world.server, app, authorized)))
  await expecting(200, exchange(world.server, app, authorized))
})

it('503 where even the use cannot be written; nothing changed, and the refresh token goes on', async () => {
  const tokens = await connect(world.server, app)
  const before = databaseHash(world.server.running.services.db)
  unavailable(await whileFailing(1, () => refresh(world.server, app, tokens.refresh)))
  assert.is(databaseHash(world.server.running.services.db), before)
  unavailable(await whileFailing(2, () => refresh(world.server, app, tokens.refresh)))
  await expecting(200, refresh(world.server, app, tokens.refresh))
})

it('503 as a page where people are asked, and the same page works a moment later', async () => {
  const browser = new Browser(world.server)
  const path = authorizePath(app, { code_challenge: pkce().challenge })
  await browser.open('/oauth/jwks')
  const refused = await whileFailing(1, () => browser.open(path))
  assert.equal([refused.status, /Nothing was changed/.test(refused.text)], [503, true])
  await browser.open(path)
  await browser.signIn()
  const failed = await whileFailing(1, () => browser.submit({ act: 'allow' }))
  assert.is(failed.status, 503)
  const list = await expecting(200, world.owner.ask(get(`/admin/oauth-apps/${app.id}/grants`)))
  const before = list.json.data.length
  await browser.open(browser.path)
  const answer = await browser.submit({ act: 'allow' })
  assert.match(answer.headers.location ?? '', /code=/)
  const after = await expecting(200, world.owner.ask(get(`/admin/oauth-apps/${app.id}/grants`)))
  assert.ok(after.json.data.length >= before)
})

it('invalid_grant, and no token, where the grant ends while tokens are being made', async () => {
  const authorized = await authorize(world.server, app)
  const { writer } = world.server.running.services
  const { submit } = writer
  let batches = 0
  Object.assign(writer, {
    submit: async (inner: (tx: Writable) => unknown, essential?: boolean) => {
      batches += 1
      // Between the use of the code and the commit of its tokens.
      if (batches === 2)
        await submit((tx) =>
          tx.run('UPDATE oauth_grants SET revoked_at = ? WHERE app_id = ?', world.server.clock.wall(), app.id),
        )
      return submit(inner, essential)
    },
  })
  const answer = await exchange(world.server, app, authorized).finally(() => Object.assign(writer, { submit }))
  assert.equal([answer.status, answer.json.error], [400, 'invalid_grant'])
  const { db } = world.server.running.services
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM oauth_artefacts JOIN oauth_grants ON oauth_grants.id = grant_id
     WHERE kind = 'access' AND oauth_artefacts.created_at >= oauth_grants.revoked_at`,
  )
  assert.is(row?.n, 0)
})

it('revoking goes on while changes are refused for want of room; tokens are not issued', async () => {
  const tokens = await connect(world.server, app)
  const fresh = tokensIn(await expecting(200, refresh(world.server, app, tokens.refresh)))
  await expecting(200, protocol(world.server, 'revoke', { token: fresh.access, ...proof(app) }))
  assert.is((await world.server.ask(get('/me', { token: fresh.access }))).json.code, 'token_revoked')
  assert.is((await world.server.ask(get('/me', { token: tokens.access }))).status, 200, 'an access token ends alone')
  await expecting(200, refresh(world.server, app, fresh.refresh))
})

it('a unit belongs to its request, through every await; outside of one there is none', async () => {
  const units = createUnitsOfWork()
  const unit = (endpoint: string): UnitOfWork =>
    new UnitOfWork({ endpoint, now: 1, hostPageId: null, origin: systemOrigin })
  const seen = await Promise.all(
    ['a', 'b', 'c'].map((name, index) =>
      units.run(unit(name), async () => {
        for (let turn = 0; turn <= index; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        return units.current.endpoint
      }),
    ),
  )
  assert.equal(seen, ['a', 'b', 'c'])
  assert.throws(() => units.current, /in a request only/)
  const one = unit('x')
  assert.equal([one.endsFirst('gnt_1'), one.endsFirst('gnt_1'), one.endsFirst('gnt_2')], [true, false, true])
  const outcomes: boolean[] = []
  one.onSettled((committed) => outcomes.push(committed))
  one.settle(false)
  one.settle(true)
  assert.equal(outcomes, [false], 'settled once')
})

it.run()
