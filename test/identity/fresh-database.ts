import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idPrefixes, type NewId } from '../../src-server/contract/ids.ts'
import type { Writable } from '../../src-server/db/database.ts'
import { migrate } from '../../src-server/db/migrate.ts'
import { type OpenDatabase, openDatabase } from '../../src-server/db/open.ts'
import { setUpWorkspace } from '../../src-server/features/setup/store.ts'
import type { Clock } from '../../src-server/lib/clock.ts'
import { createNewId } from '../../src-server/lib/id.ts'
import { ensureWorkspace } from '../../src-server/workspace/workspace.ts'

/** A clock that a test turns by hand; both readings move together. */
export interface HandClock extends Clock {
  now: number
}

export function handClock(now = Date.UTC(2026, 10, 21, 9)): HandClock {
  const clock: HandClock = { now, wall: () => clock.now, monotonic: () => clock.now }
  return clock
}

export interface FreshDatabase {
  readonly db: Writable
  readonly clock: HandClock
  readonly newId: NewId
  readonly file: string
  /** Closes the file and opens it again, as a restart does. */
  reopen(): Writable
  close(): void
}

/** A migrated database file in a folder of its own, with the workspace's row. */
export function freshDatabase(clock = handClock()): FreshDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-identity-'))
  const file = join(folder, 'beatkeeper.db')
  const newId = createNewId(clock, idPrefixes)
  let open: OpenDatabase = openDatabase(file)
  migrate(open.connection)
  ensureWorkspace(open.db, { newId, now: clock.now })
  return {
    get db() {
      return open.db
    },
    clock,
    newId,
    file,
    reopen() {
      open.close()
      open = openDatabase(file)
      return open.db
    },
    close() {
      open.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The same, set up, with an owner `owner@example.org`. */
export function setUpDatabase(
  passwordHash = 'none',
): FreshDatabase & { readonly ownerId: string; readonly pageId: string } {
  const fresh = freshDatabase()
  const made = setUpWorkspace(fresh.db, {
    workspaceName: 'Acme',
    pageName: 'Acme status',
    host: 'status.example.org',
    email: 'owner@example.org',
    ownerName: 'Olive Owner',
    passwordHash,
    now: fresh.clock.now,
    newId: fresh.newId,
  })
  if (made === null) throw new Error('a fresh database was set up already')
  return {
    get db() {
      return fresh.db
    },
    clock: fresh.clock,
    newId: fresh.newId,
    file: fresh.file,
    reopen: fresh.reopen,
    close: fresh.close,
    ownerId: made.ownerId,
    pageId: made.pageId,
  }
}
