import { equal, ok } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import { openDatabase } from '../../src-server/db/open.ts'
import { verifyLog, workspaceIdOf } from '../../src-server/journal/verify.ts'
import { Disk, type Loss } from './disk.ts'
import { readTrace } from './trace.ts'

/**
 * T25: power loss. The real storage runs under strace; at acknowledgements the disk is rebuilt as it could look if the power had gone at that moment,
 * with unsynced writes lost, kept in part and in any order, or torn. What was acknowledged must be there, nothing corrupt.
 * Teeth: with synchronous=NORMAL the same test must find lost rows. IMAGES sets how many (1,000 in CI).
 */

const test = suite('drill.power-loss')
const imagesWanted = Number(process.env.IMAGES ?? (process.env.CI === 'true' ? 1000 : 150))

/** A small generator with a printed seed, so that a failure can be replayed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    return ((state ^ (state >>> 12)) >>> 0) / 0x1_0000_0000
  }
}

interface Outcome {
  images: number
  lost: number
  corrupt: number
  syncs: number
  acknowledgements: number
}

function replay(mode: 'full' | 'normal', wanted: number, seed: number): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-power-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  const traceFile = join(folder, 'trace')
  const batches = Math.max(40, Math.ceil(wanted / 3))
  execFileSync(
    'strace',
    [
      '-f',
      '-xx',
      '-s',
      '10000000',
      '-o',
      traceFile,
      '-e',
      'trace=openat,open,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat',
      process.execPath,
      join(import.meta.dirname, 'storage-writer.ts'),
      join(data, 'beatkeeper.db'),
      String(batches),
      mode,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], maxBuffer: 1 << 30 },
  )
  const steps = readTrace(traceFile, data)
  const random = randomFrom(seed)
  const disk = new Disk()
  const outcome: Outcome = {
    images: 0,
    lost: 0,
    corrupt: 0,
    syncs: steps.filter((step) => step.kind === 'sync').length,
    acknowledgements: 0,
  }
  const losses: Loss[] = ['all', 'some', 'torn']
  for (const step of steps) {
    disk.step(step)
    if (step.kind !== 'acknowledge') continue
    outcome.acknowledgements += 1
    for (const loss of losses) {
      if (outcome.images >= wanted) break
      outcome.images += 1
      const restored = join(folder, `image-${outcome.images}`)
      mkdirSync(restored)
      for (const [path, bytes] of disk.after(loss, random)) writeFileSync(join(restored, basename(path)), bytes)
      try {
        const database = openDatabase(join(restored, 'beatkeeper.db'))
        try {
          const head = database.db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit_log')?.seq ?? 0
          if (head < step.seq) outcome.lost += 1
          const intact = database.connection.pragma('integrity_check', { simple: true }) === 'ok'
          const verdict = verifyLog(database.db, workspaceIdOf(database.db) ?? '')
          if (!intact || !verdict.ok) outcome.corrupt += 1
        } finally {
          database.close()
        }
      } catch {
        // A file that cannot be opened, or has no log any more, lost what was promised.
        outcome.lost += 1
      }
      rmSync(restored, { recursive: true, force: true })
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return outcome
}

test('nothing that was acknowledged is lost, and nothing is corrupt, whenever the power goes', () => {
  const seed = Number(process.env.BEATKEEPER_SEED ?? Date.now() % 1_000_000)
  const { images, lost, corrupt, syncs, acknowledgements } = replay('full', imagesWanted, seed)
  console.log(
    `T25 power-loss images ${images} lost ${lost} corrupt ${corrupt} (${acknowledgements} acknowledgements, ${syncs} syncs, seed ${seed})`,
  )
  equal(images, imagesWanted)
  equal(lost, 0)
  equal(corrupt, 0)
  ok(syncs >= acknowledgements, 'every commit was synced')
})

test('teeth: with synchronous=NORMAL the same replay finds what was lost', () => {
  const { images, lost } = replay('normal', 60, 7)
  console.log(`T25 teeth: synchronous=NORMAL loses rows in ${lost} of ${images} images`)
  ok(lost > images / 3, `only ${lost} of ${images} images lost something`)
})

test.run()
