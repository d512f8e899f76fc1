/** The ballast: laid where there is room, given up once, and no reason to stop where it cannot be laid. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createStorageGuard } from '../../src-server/db/storage-guard.ts'

const it = suite<{ folder: string; ballast: string }>('storage guard')
it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'beatkeeper-guard-'))
  context.ballast = join(context.folder, 'ballast')
})
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

it('lies beside the database, 16 MiB, readable by nobody else', ({ folder, ballast }) => {
  const guard = createStorageGuard(join(folder, 'a.db'))
  guard.look()
  assert.is(guard.isLow, false)
  assert.is(statSync(ballast).size, 16 * 1024 * 1024)
  if (process.platform !== 'win32') assert.is(statSync(ballast).mode & 0o777, 0o600)
})

it('is given up once; content changes are then refused until there is room again, and it is laid anew', ({
  folder,
  ballast,
}) => {
  const guard = createStorageGuard(join(folder, 'a.db'))
  guard.look()
  assert.equal([guard.dropBallast(), guard.isLow, existsSync(ballast)], [true, true, false])
  assert.is(guard.dropBallast(), false)
  guard.look()
  assert.equal([guard.isLow, existsSync(ballast)], [false, true])
})

it('goes on without where it cannot be laid', ({ folder, ballast }) => {
  mkdirSync(join(ballast, 'in the way'), { recursive: true })
  const guard = createStorageGuard(join(folder, 'a.db'))
  guard.look()
  assert.equal([guard.isLow, guard.dropBallast()], [false, false])
})

it.run()
