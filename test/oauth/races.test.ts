/**
 * T7: single use under race. Sixteen at once for each code and refresh token, with jitter inside the server's storage and before each request:
 * exactly one comes through, whoever replays ends it all, and what was ended answers nobody who asks afterwards.
 */
import { Agent, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Writable } from '../../src-server/db/database.ts'
import { systemOrigin } from '../../src-server/journal/entry.ts'
import { createAdapter } from '../../src-server/oauth/adapter/index.ts'
import { createUnitsOfWork, UnitOfWork } from '../../src-server/oauth/unit-of-work.ts'
import { expecting, get, startWorld, type World } from '../http/world.ts'
import type { Answer } from '../support/ask.ts'
import { Browser } from './browser.ts'
import { authorize, connect, exchange, refresh, registerApp, type TestApp, tokensIn } from './oauth-app.ts'

const rounds = Number(process.env.ROUNDS ?? (process.env.CI === 'true' ? 200 : 25))
const parallel = 16
const it = suite('races')
let world: World
let app: TestApp
let browser: Browser
let state = 1
it.before(async () => {
  world = await startWorld()
  app = await registerApp(world.owner)
  browser = new Browser(world.server)
  console.log(`T7 oauth races: seed ${state}`)
})
it.after(() => world.server.stop())

/** 0 to 3 milliseconds, from a generator whose seed is printed. */
function jitter(): Promise<void> {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return new Promise((resolve) => setTimeout(resolve, (state >>> 0) % 4))
}

/** Lets every write of the authorization server wait 0 to 3 ms before and after its batch, as a slow storage would; answers how to undo it. */
function slowDown(change: (tx: Writable) => Writable = (tx) => tx): () => void {
  const { writer } = world.server.running.services
  const { submit } = writer
  Object.assign(writer, {
    submit: async <Result>(work: (tx: Writable) => Result, essential?: boolean) => {
      await jitter()
      const result = await submit((tx) => work(change(tx)), essential)
      await jitter()
      return result
    },
  })
  return () => void Object.assign(writer, { submit })
}

/** The same request from sixteen callers at once. */
async function atOnce(ask: () => Promise<Answer>): Promise<{ won: Answer[]; lost: Answer[] }> {
  const answers = await Promise.all(Array.from({ length: parallel }, () => jitter().then(ask)))
  return { won: answers.filter(({ status }) => status === 200), lost: answers.filter(({ status }) => status !== 200) }
}

const isDead = async (token: string): Promise<boolean> => (await world.server.ask(get('/me', { token }))).status === 401
const code = () => authorize(world.server, app, { browser })

/** One code for sixteen callers, and which tokens live when all of them have been answered. */
async function raceForCode(): Promise<{ won: number; live: number; errors: Set<string> }> {
  const authorized = await code()
  const { won, lost } = await atOnce(() => exchange(world.server, app, authorized))
  const tokens = won.map(tokensIn)
  const dead = await Promise.all(tokens.map(({ access }) => isDead(access)))
  const refreshed = await Promise.all(tokens.map((each) => refresh(world.server, app, each.refresh)))
  return {
    won: won.length,
    live: dead.filter((each) => !each).length + refreshed.filter(({ status }) => status === 200).length,
    errors: new Set(lost.map(({ status, json }) => `${status} ${json.error}`)),
  }
}

it('T7 of sixteen callers with one code exactly one gets tokens, and the replay ends them', async () => {
  const restore = slowDown()
  let won = 0
  let live = 0
  try {
    for (let round = 0; round < rounds; round += 1) {
      const race = await raceForCode()
      assert.is(race.won, 1, `round ${round}`)
      assert.equal([...race.errors], ['400 invalid_grant'])
      won += race.won
      live += race.live
    }
  } finally {
    restore()
  }
  console.log(`T7 code races ${rounds} x ${parallel}: ${won} succeeded, ${live} live after the replay`)
  assert.equal([won, live], [rounds, 0])
})

it('T7 of sixteen callers with one refresh token exactly one gets tokens, and nobody loses them within the grace', async () => {
  const restore = slowDown()
  let { refresh: line, access } = await connect(world.server, app, { browser })
  let won = 0
  let live = 0
  try {
    for (let round = 0; round < rounds; round += 1) {
      const race = await atOnce(() => refresh(world.server, app, line))
      assert.is(race.won.length, 1, `round ${round}`)
      assert.equal([...new Set(race.lost.map(({ json }) => json.error))], ['invalid_grant'])
      const [tokens] = race.won.map(tokensIn)
      line = tokens?.refresh ?? ''
      access = tokens?.access ?? ''
      won += 1
      if (!(await isDead(access))) live += 1
    }
  } finally {
    restore()
  }
  console.log(`T7 refresh races ${rounds} x ${parallel}: ${won} succeeded, ${live} of ${rounds} live within the grace`)
  assert.equal([won, live], [rounds, rounds])
})

it('T7 a refresh token that comes again after the grace ends every token of its line, once', async () => {
  const tokens = await connect(world.server, app, { browser })
  const second = tokensIn(await expecting(200, refresh(world.server, app, tokens.refresh)))
  world.server.clock.pass(9_000)
  assert.is((await refresh(world.server, app, tokens.refresh)).json.error, 'invalid_grant')
  assert.not.ok(await isDead(second.access), 'a lost answer ends nothing')
  world.server.clock.pass(2_000)
  const restore = slowDown()
  const { won, lost } = await atOnce(() => refresh(world.server, app, tokens.refresh)).finally(restore)
  assert.equal([won.length, lost.length], [0, parallel])
  assert.ok(await isDead(second.access))
  assert.is((await refresh(world.server, app, second.refresh)).json.error, 'invalid_grant')
  const { json } = await expecting(200, world.owner.ask(get('/admin/audit-log?action=grant.reuse&limit=1')))
  assert.equal(
    [json.data[0].outcome, json.data[0].actor.on_behalf_of.name, json.data[0].changes.after.reason],
    ['denied', app.name, 'refresh token used again'],
  )
})

/** Sixteen that have all found a code unused before the first of them uses it: how many may. */
async function useAtOnce(change?: (tx: Writable) => Writable): Promise<number> {
  const { services } = world.server.running
  const authorized = await code()
  const units = createUnitsOfWork()
  const adapter = createAdapter({
    ...services,
    units,
    invalidGrant: (detail) => new Error(detail),
    append: () => undefined,
    endGrant: () => undefined,
  })('AuthorizationCode')
  const restore = slowDown(change)
  try {
    const used = await Promise.allSettled(
      Array.from({ length: parallel }, () =>
        units.run(
          new UnitOfWork({ endpoint: 'token', now: world.server.clock.wall(), hostPageId: null, origin: systemOrigin }),
          async () => {
            const found = await adapter.find(authorized.code)
            assert.equal([found?.clientId, found?.consumed], [app.id, undefined])
            await jitter()
            try {
              await adapter.consume(authorized.code)
            } finally {
              units.current.settle(true)
            }
          },
        ),
      ),
    )
    return used.filter(({ status }) => status === 'fulfilled').length
  } finally {
    restore()
  }
}

it('T7 sixteen that have looked before the first of them acts: one may, by compare-and-set', async () => {
  for (let round = 0; round < Math.ceil(rounds / 5); round += 1) assert.is(await useAtOnce(), 1)
})

it('T7 teeth: a use that looks first and writes later lets them all through', async () => {
  // The compare of the compare-and-set, taken away.
  const through = await useAtOnce((tx) => ({
    ...tx,
    get: (sql, ...values) => tx.get(sql.replace('AND consumed_at IS NULL', ''), ...values),
  }))
  console.log(`T7 teeth: a naive consume lets ${through} of ${parallel} through`)
  assert.is(through, parallel)
})

/** Connections that ask without a pause; each answer with the moment at which its request began. */
function keepAsking(token: string): { stop(): Promise<{ began: number; status: number }[]> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const seen: { began: number; status: number }[] = []
  let goesOn = true
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const asked = request(
        {
          host: '127.0.0.1',
          port: world.server.running.port,
          path: '/api/v1/me',
          agent,
          headers: { Authorization: `Bearer ${token}` },
        },
        (res) => {
          res.resume()
          res.on('end', () => {
            seen.push({ began, status: res.statusCode ?? 0 })
            resolve()
          })
        },
      )
      asked.on('error', reject)
      asked.end()
    })
  const busy = Promise.all(
    Array.from({ length: 32 }, async () => {
      while (goesOn) await one()
    }),
  )
  return {
    async stop() {
      goesOn = false
      await busy
      agent.destroy()
      return seen
    },
  }
}

it('T7 no request that begins after a grant was ended succeeds, with 32 busy connections', async () => {
  const endings = Math.ceil(rounds / 5)
  let late = 0
  let before = 0
  let after = 0
  for (let round = 0; round < endings; round += 1) {
    const { access } = await connect(world.server, app, { browser })
    const { json } = await expecting(200, world.server.ask(get('/me', { token: access })))
    const busy = keepAsking(access)
    while ((await world.server.ask(get('/me', { token: access }))).status !== 200);
    const path = `/api/v1/me/connected-apps/${json.id}`
    await expecting(204, world.owner.ask({ method: 'DELETE', path }))
    const ended = performance.now()
    await Promise.all(Array.from({ length: 8 }, () => isDead(access)))
    const seen = await busy.stop()
    before += seen.filter(({ status }) => status === 200).length
    after += seen.filter(({ began }) => began > ended).length
    late += seen.filter(({ began, status }) => began > ended && status !== 401).length
  }
  console.log(`T7 oauth revocations ${endings}: ${before} calls before, ${after} after, ${late} of them succeeded`)
  assert.ok(before > 0 && after > 0)
  assert.is(late, 0)
})

it.run()
