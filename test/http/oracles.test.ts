/** T10: a wrong credential learns nothing: unknown, mistyped beside a real one, and revoked with a wrong end are answered with the same bytes. */
import { crc32 } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mintSecret, secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { isProblem, sameBytes } from './problem.ts'
import { expecting, get, post, startWorld, type World } from './world.ts'

const it = suite('oracles')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Another secret that begins like this one, with a right checksum: what a guesser who knows the visible prefix would try. */
function neighbourOf(token: string): string {
  const body = `${token.slice(0, 12)}${mintSecret('live').slice(12, 40)}`
  let rest = crc32(body)
  let digits = ''
  for (let place = 0; place < 6; place += 1) {
    digits = alphabet[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return body + digits
}

it('T10 the same bytes for unknown, for a known prefix, for a revoked one’s neighbour, for a deleted one, for a mistyped one', async () => {
  const { server } = world
  const [active, revoked, deleted] = [await server.mint(), await server.mint(), await server.mint()]
  await expecting(200, server.asOwner(post(`/admin/tokens/${revoked.id}/revoke`, { reason: 'a test' })))
  await expecting(204, server.asOwner({ method: 'DELETE', path: `/api/v1/admin/tokens/${deleted.id}` }))
  const guesses: Record<string, string> = {
    unknown: mintSecret('live'),
    'unknown test': mintSecret('test'),
    'neighbour of an active one': neighbourOf(active.token),
    'neighbour of a revoked one': neighbourOf(revoked.token),
    deleted: deleted.token,
    'right but for its checksum': `${active.token.slice(0, -1)}${active.token.endsWith('0') ? '1' : '0'}`,
    'cut off': active.token.slice(0, 12),
    nonsense: 'nonsense',
    'of another kind': mintSecret('session'),
  }
  assert.is(secretKindOf(neighbourOf(active.token)), 'live')
  let compared = 0
  for (const request of [
    get('/me'),
    get('/status'),
    get('/admin/tokens'),
    post('/admin/tokens', {}),
    get('/me/sessions'),
  ]) {
    const answers: string[] = []
    for (const token of Object.values(guesses)) {
      const answer = await server.ask({ ...request, token, headers: { 'X-Request-ID': 'same' } })
      isProblem(answer, 401, 'invalid_token')
      answers.push(sameBytes(answer))
      compared += 1
    }
    assert.is(new Set(answers).size, 1, request.path)
  }
  console.log(`T10 wrong credentials ${compared} answers 1 for each route`)
  assert.is((await server.ask(get('/me', { token: revoked.token }))).json.code, 'token_revoked')
})

it('T10 the time that it takes is printed, and judged by the nightly run only', async () => {
  const { server } = world
  const { token } = await server.mint()
  const kinds = [() => mintSecret('live'), () => neighbourOf(token)] as const
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < 250; round += 1)
    for (const [index, make] of kinds.entries()) {
      const secret = make()
      const began = performance.now()
      await server.ask(get('/me', { token: secret }))
      times[index === 0 ? 0 : 1].push(performance.now() - began)
    }
  const t = welch(times[0], times[1])
  console.log(`T10 timing of unknown and neighbour 2 x ${times[0].length} t ${t.toFixed(2)}`)
  assert.ok(Number.isFinite(t))
})

function welch(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length
  return (mean(one) - mean(other)) / Math.sqrt(spread(one) + spread(other))
}

it.run()
