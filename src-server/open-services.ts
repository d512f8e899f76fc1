import type { Logger } from 'pino'
import { createReadyAnswers } from './content/ready-answers.ts'
import { idPrefixes } from './contract/ids.ts'
import { createGeneration } from './credentials/generation.ts'
import { createLinkKeys } from './credentials/link-keys.ts'
import { createLoginThrottle } from './credentials/login-throttle.ts'
import { createPasskeyChallenges } from './credentials/passkey-challenges.ts'
import { createPasswords, type Passwords } from './credentials/passwords.ts'
import { createOAuthResolver } from './credentials/resolve-oauth.ts'
import { createResolver } from './credentials/resolver.ts'
import { createSessionResolver } from './credentials/sessions.ts'
import type { Readable } from './db/database.ts'
import type { OpenDatabase } from './db/open.ts'
import { createWriter, type WriterOptions } from './db/writer.ts'
import { createSetupCode } from './features/setup/setup-code.ts'
import { countUses } from './features/tokens/rotation.ts'
import { createCursors } from './http/cursor.ts'
import { createKeptReplies } from './http/kept-replies.ts'
import { createJournal } from './journal/journal.ts'
import { createRefusals } from './journal/refusals.ts'
import { verificationThread } from './journal/verify-thread.ts'
import type { Sealer } from './keys/sealer.ts'
import type { Clock } from './lib/clock.ts'
import { createNewId } from './lib/id.ts'
import type { Services } from './services.ts'
import { threadEntry } from './thread-entry.ts'
import { createLockDirectory } from './workspace/locks.ts'
import { rolesOf } from './workspace/members.ts'
import { createPageDirectory } from './workspace/pages.ts'
import { createRoleDirectory } from './workspace/roles.ts'
import { createWorkspaceState, ensureWorkspace } from './workspace/workspace.ts'

export interface ServiceOptions extends Pick<WriterOptions, 'onStorageFull' | 'onCommitted' | 'onBroken'> {
  database: OpenDatabase
  clock: Clock
  log: Logger
  version: string
  publicUrl: URL | null
  sealer: Sealer
  /** Cheaper passwords for tests. */
  passwords?: Passwords
}

/** Builds the services over an open, migrated database. Starts no timer and listens to nothing. */
export function openServices({
  database,
  clock,
  log,
  version,
  publicUrl,
  sealer,
  passwords,
  ...storage
}: ServiceOptions): Services {
  const { connection, db } = database
  const newId = createNewId(clock, idPrefixes)
  ensureWorkspace(db, { newId, now: clock.wall() })
  const workspace = createWorkspaceState(db)
  const pages = createPageDirectory(db)
  const roles = createRoleDirectory(db, () => workspace.current.advancedRbac)
  const locks = createLockDirectory(db)
  const writer = createWriter({ connection, db, ...storage })
  const journal = createJournal({ db, clock, newId, workspaceId: workspace.current.id })
  writer.join(journal)

  const counter = createGeneration()
  let movedInBatch = false
  // Whoever changed access data says so once; whatever is kept of it in memory is read anew in the same turn.
  const generation = {
    get current() {
      return counter.current
    },
    advance() {
      workspace.reload()
      pages.reload()
      roles.reload()
      locks.reload()
      counter.advance()
      movedInBatch = true
    },
  }
  let overlapBegan = false
  journal.onUse((tx, uses) => {
    overlapBegan = countUses(tx, uses)
  })
  writer.join({
    settled(committed) {
      // What a batch changed is seen by the requests behind it in the same batch; if it is undone, it is read anew as it was.
      if (committed ? overlapBegan : movedInBatch) generation.advance()
      overlapBegan = false
      movedInBatch = false
    },
  })

  const theirRoles = (readable: Readable, userId: string) => rolesOf(readable, userId, roles.roleOf)
  const sessions = createSessionResolver(theirRoles)
  const resolveOAuth = createOAuthResolver(theirRoles)
  const keptReplies = createKeptReplies()
  const ready = createReadyAnswers(keptReplies)
  return {
    version,
    clock,
    newId,
    log,
    db,
    writer,
    journal,
    startVerification: verificationThread(connection.name, workspace.current.id, threadEntry('journal/verify-worker')),
    refusals: createRefusals(clock),
    generation,
    resolver: createResolver({ db, generation, roleOf: roles.roleOf, sessions, resolveOAuth }),
    workspace,
    pages,
    roles,
    locks,
    cursors: createCursors(() => workspace.current.cursorKey),
    readyAnswers: ready,
    keptReplies,
    published: ready,
    passwords: passwords ?? createPasswords(),
    throttle: createLoginThrottle(clock),
    passkeyChallenges: createPasskeyChallenges(sealer),
    setupCode: createSetupCode({ clock }),
    sealer,
    linkKeys: createLinkKeys(sealer.derive('link keys')),
    publicUrl,
    publicHost: publicUrl?.hostname ?? null,
  }
}
