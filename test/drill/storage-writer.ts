import { idPrefixes } from '../../src-server/contract/ids.ts'
import { migrate } from '../../src-server/db/migrate.ts'
import { openDatabase } from '../../src-server/db/open.ts'
import { createWriter } from '../../src-server/db/writer.ts'
import { systemOrigin } from '../../src-server/journal/entry.ts'
import { createJournal } from '../../src-server/journal/journal.ts'
import { systemClock } from '../../src-server/lib/clock.ts'
import { createNewId } from '../../src-server/lib/id.ts'
import { ensureWorkspace, readWorkspace } from '../../src-server/workspace/workspace.ts'

/**
 * The storage of the server without its HTTP: real open, real group commit, real log. After each COMMIT it writes `ACK <seq>` to
 * stdout: for a power cut, that write is the moment something was promised. Arguments: file, how many batches, and the word
 * `normal` for the run that must lose rows.
 */
const [file = '', batches = '0', mode = 'full'] = process.argv.slice(2)
const database = openDatabase(file)
if (mode === 'normal') database.connection.pragma('synchronous = NORMAL')
migrate(database.connection)
const newId = createNewId(systemClock, idPrefixes)
ensureWorkspace(database.db, { newId, now: Date.now() })
let committed = 0
const writer = createWriter({
  connection: database.connection,
  db: database.db,
  onStorageFull: () => false,
  onCommitted: () => {
    committed += 1
    // As checkpoint.ts does, but often, so that a trace of a few hundred batches holds many.
    if (committed % 25 === 0) database.connection.pragma('wal_checkpoint(PASSIVE)')
  },
  onBroken: (error) => {
    throw error
  },
})
const journal = createJournal({
  db: database.db,
  clock: systemClock,
  newId,
  workspaceId: readWorkspace(database.db).id,
})
writer.join(journal)
for (let batch = 1; batch <= Number(batches); batch += 1) {
  const rows = 1 + (batch % 4)
  const seqs = await Promise.all(
    Array.from({ length: rows }, (_, number) =>
      writer.submit((tx) => {
        tx.run('UPDATE workspace SET name = ?, version = version + 1', `batch ${batch}.${number}`)
        return journal.append(tx, systemOrigin, {
          kind: 'event',
          action: 'workspace.update',
          target: { type: 'workspace', id: 'w', label: null },
          after: { name: `batch ${batch}.${number}` },
        }).seq
      }),
    ),
  )
  process.stdout.write(`ACK ${Math.max(...seqs)}\n`)
}
process.exit(0)
