/** T12: every raw request of the corpus has its exact status, our own body, an X-Request-ID, and the connection ends where it must. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type RawAnswer, sendRaw } from './raw.ts'
import { rawCases } from './raw-corpus.ts'
import { startWorld, type World } from './world.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const it = suite('raw HTTP')
let world: World
it.before(async () => {
  world = await startWorld()
})
it.after(() => world.server.stop())

function isOurs(answer: RawAnswer | undefined, name: string): void {
  if (answer === undefined) throw new Error(`${name}: no answer`)
  assert.match(answer.headers['x-request-id'] ?? '', /^[A-Za-z0-9._-]{1,128}$/, name)
  assert.is(answer.headers['x-content-type-options'], 'nosniff', name)
  if (answer.status < 400) return
  assert.is(answer.headers['content-type'], 'application/problem+json; charset=utf-8', name)
  assert.equal([answer.json.status, answer.json.code], [answer.status, answer.headers['x-error']], name)
  assert.is(answer.json.request_id, answer.headers['x-request-id'], name)
}

it('T12 every case of the corpus', async () => {
  const { port } = world.server.running
  const cases = rawCases(`127.0.0.1:${port}`, world.server.ownerToken)
  const different: string[] = []
  for (const { name, bytes, status, code, close, statuses = [status], half } of cases) {
    const { answers, closed } = await sendRaw(port, bytes, { answers: statuses.length, half: half === true })
    const got = { statuses: answers.map((answer) => answer.status), code: answers[0]?.json.code ?? null, closed }
    const expected = { statuses: [...statuses], code, closed: close }
    if (JSON.stringify(got) !== JSON.stringify(expected))
      different.push(`${name}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`)
    for (const answer of answers) isOurs(answer, name)
  }
  console.log(`T12 raw requests ${cases.length} different ${different.length}`)
  assert.is(different.join('\n'), '')
  assert.ok(cases.length >= 80)
})

it('T12 mutated: a thousand of them with bytes changed, moved and cut, and nothing worse than a refusal', async () => {
  const { port } = world.server.running
  const cases = rawCases(`127.0.0.1:${port}`, world.server.ownerToken)
  const mutated = fc.sample(mutationOf(cases), { numRuns: 1000, seed })
  let answered = 0
  for (const bytes of mutated) {
    const { answers } = await sendRaw(port, bytes, { half: true, untilClosed: true })
    for (const answer of answers) {
      isOurs(answer, bytes.toString('latin1'))
      assert.ok(answer.status < 500, `${answer.status} to ${JSON.stringify(bytes.toString('latin1'))}`)
      answered += 1
    }
  }
  console.log(`T12 mutated requests ${mutated.length} answers ${answered} of them 5xx 0, seed ${seed}`)
})

/** One of the cases, cut, with a piece of another put in, and some bytes changed. */
function mutationOf(cases: readonly { bytes: string | Buffer }[]): fc.Arbitrary<Buffer> {
  const piece = fc.constantFrom(...cases).map(({ bytes }) => Buffer.from(bytes.toString('latin1'), 'latin1'))
  const flips = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
  return fc.tuple(piece, piece, fc.nat(600), fc.nat(600), flips).map(([one, other, cut, from, changes]) => {
    const bytes = Buffer.concat([one.subarray(0, cut), other.subarray(from), Buffer.from('\r\n\r\n')])
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
    return bytes
  })
}

it('the server still answers, and the log’s chain holds', async () => {
  assert.is((await world.server.ask({ path: '/healthz' })).status, 200)
  const verdict = await world.server.asOwner({ method: 'POST', path: '/api/v1/admin/audit-log/verify' })
  assert.is(verdict.json.ok, true)
})

it.run()
