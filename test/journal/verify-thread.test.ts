/** The whole log verified in a thread: the same verdict, progress on the way, a loop that stays free, and an end when nobody waits. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createVerifier } from '../../src-server/features/audit/verifier.ts'
import { type Verdict, verifyLog } from '../../src-server/journal/verify.ts'
import { type VerificationRun, verificationThread } from '../../src-server/journal/verify-thread.ts'
import { startTestServer, type TestServer } from '../support/harness.ts'

const it = suite('verification in a thread')
const entry = new URL('../../src-server/journal/verify-worker.ts', import.meta.url)
let server: TestServer
it.before(async () => {
  server = await startTestServer()
})
it.after(() => server.stop())

/** A log of some length, made by the journal itself. */
async function lengthen(rows: number): Promise<void> {
  const { writer, journal } = server.running.services
  const { systemOrigin } = await import('../../src-server/journal/entry.ts')
  await writer.submit((tx) => {
    for (let row = 0; row < rows; row += 1)
      journal.append(tx, systemOrigin, { kind: 'event', action: 'server.start', after: { version: `${row}` } })
  })
}

const file = (): string => `${server.dataDir}/beatkeeper.db`
const start = () => verificationThread(file(), server.running.services.workspace.current.id, entry)

it('says what a verification in one go says, and the loop turns meanwhile', async () => {
  await lengthen(30_000)
  const { db, workspace } = server.running.services
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const run = start()()
  let furthest = 0
  const looking = setInterval(() => {
    furthest = Math.max(furthest, run.progress()?.done ?? 0)
  }, 5)
  const verdict = await run.verdict
  isOver = true
  clearInterval(looking)
  assert.equal(verdict, verifyLog(db, workspace.current.id))
  assert.ok(verdict.ok && verdict.rows > 30_000)
  assert.ok(turns > 100, `the loop turned ${turns} times`)
  assert.ok(furthest > 0, 'it said how far it was')
})

it('a request that is given up ends the thread, and the next one is answered', async () => {
  await lengthen(30_000)
  const gone = new AbortController()
  const headers = { Authorization: `Bearer ${server.ownerToken}` }
  const url = `${server.url}/api/v1/admin/audit-log/verify`
  const given = fetch(url, { method: 'POST', headers, signal: gone.signal }).then(
    () => 'answered',
    () => 'given up',
  )
  const progress = async () => (await server.asOwner({ path: '/api/v1/admin/audit-log/verification' })).json
  while (!(await progress()).running) await new Promise((resolve) => setImmediate(resolve))
  gone.abort()
  assert.is(await given, 'given up')
  while ((await progress()).running) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(await progress(), { running: false, done: 0, total: null })
  const again = await server.asOwner({ method: 'POST', path: '/api/v1/admin/audit-log/verify' })
  assert.equal([again.status, again.json.ok], [200, true])
})

it('whoever asks during one shares the next; it is cancelled when the last of them has gone, and not before', async () => {
  const verdict: Verdict = { ok: true, rows: 1, lastSeq: 1, head: 'x', erased: 0 }
  const runs: { finish(): void; cancelled: boolean }[] = []
  const verifier = createVerifier((): VerificationRun => {
    const { promise, resolve, reject } = Promise.withResolvers<Verdict>()
    const run = { finish: () => resolve(verdict), cancelled: false }
    runs.push(run)
    return {
      verdict: promise,
      progress: () => ({ done: runs.length, total: 2 }),
      cancel() {
        run.cancelled = true
        reject(new Error('ended'))
      },
    }
  })
  const leaves: (() => void)[] = []
  const wait = (): Promise<Verdict> => verifier.verify((react) => leaves.push(react))
  const [first, second, third] = [wait(), wait(), wait()]
  assert.equal([runs.length, verifier.progress()?.done], [1, 1])
  leaves[1]?.()
  runs[0]?.finish()
  assert.equal(await first, verdict)
  while (runs.length < 2) await new Promise((resolve) => setImmediate(resolve))
  assert.is(runs[1]?.cancelled, false, 'one of the two still waits')
  runs[1]?.finish()
  assert.equal(await Promise.all([second, third]), [verdict, verdict])
  assert.is(verifier.isRunning, false)
  const last = wait()
  leaves[3]?.()
  assert.is(runs[2]?.cancelled, true)
  assert.is(await last.catch(() => 'ended'), 'ended')
  assert.is(verifier.isRunning, false)
})

it('what the storage says against it is an answer, and nothing is left running', async () => {
  const nothing = verificationThread(`${server.dataDir}/no-such.db`, 'wsp_x', entry)
  const run = nothing()
  const said = await run.verdict.then(
    () => 'a verdict',
    (error: Error) => error.message,
  )
  assert.match(said, /no database at/)
})

it.run()
