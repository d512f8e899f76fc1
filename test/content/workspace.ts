import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '../../src-server/content/scope.ts'
import { idPrefixes, type NewId } from '../../src-server/contract/ids.ts'
import type { Writable } from '../../src-server/db/database.ts'
import { migrate } from '../../src-server/db/migrate.ts'
import { openDatabase } from '../../src-server/db/open.ts'
import { createNewId } from '../../src-server/lib/id.ts'

/** A migrated database in a folder of its own, with two pages: for tests of stores, which need no server. */
export interface ContentWorkspace {
  readonly db: Writable
  readonly newId: NewId
  readonly page: Scope
  /** The same page, sandbox. */
  readonly sandbox: Scope
  readonly otherPage: Scope
  close(): void
}

export function openContentWorkspace(): ContentWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-content-'))
  const { connection, db } = openDatabase(join(folder, 'test.db'))
  migrate(connection)
  const newId = createNewId({ wall: () => Date.now() }, idPrefixes)
  const [one, other] = [newId('page'), newId('page')]
  db.run("INSERT INTO pages (id, name, is_default, created_at) VALUES (?, 'Harbour', 1, 0)", one)
  db.run("INSERT INTO pages (id, name, is_default, created_at) VALUES (?, 'Lighthouse', 0, 0)", other)
  return {
    db,
    newId,
    page: { pageId: one, environment: 'live' },
    sandbox: { pageId: one, environment: 'test' },
    otherPage: { pageId: other, environment: 'live' },
    close() {
      connection.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
