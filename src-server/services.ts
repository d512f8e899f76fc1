import type { Logger } from 'pino'
import type { PublishedContent } from './content/ready-answers.ts'
import type { NewId } from './contract/ids.ts'
import type { Generation } from './credentials/generation.ts'
import type { LinkKeys } from './credentials/link-keys.ts'
import type { LoginThrottle } from './credentials/login-throttle.ts'
import type { PasskeyChallenges } from './credentials/passkey-challenges.ts'
import type { Passwords } from './credentials/passwords.ts'
import type { CredentialResolver } from './credentials/resolver.ts'
import type { Readable } from './db/database.ts'
import type { Writer } from './db/writer.ts'
import type { SetupCode } from './features/setup/setup-code.ts'
import type { Cursors } from './http/cursor.ts'
import type { ReadyAnswers } from './http/handler.ts'
import type { KeptReplies } from './http/kept-replies.ts'
import type { Journal } from './journal/journal.ts'
import type { Refusals } from './journal/refusals.ts'
import type { StartVerification } from './journal/verify-thread.ts'
import type { Sealer } from './keys/sealer.ts'
import type { Clock } from './lib/clock.ts'
import type { LockDirectory } from './workspace/locks.ts'
import type { PageDirectory } from './workspace/pages.ts'
import type { RoleDirectory } from './workspace/roles.ts'
import type { WorkspaceState } from './workspace/workspace.ts'

/** What features receive, by name; each takes only what it uses, as an interface of its own. Made once in open-services.ts. */
export interface Services {
  readonly version: string
  readonly clock: Clock
  readonly newId: NewId
  readonly log: Logger
  /** Reads, outside of any batch. */
  readonly db: Readable
  /** The one way to write. */
  readonly writer: Writer
  readonly journal: Journal
  /** Verifies the whole log in a thread of its own. */
  readonly startVerification: StartVerification
  /** Refused requests without a principal, coalesced. */
  readonly refusals: Refusals
  readonly generation: Generation
  readonly resolver: CredentialResolver
  readonly workspace: WorkspaceState
  readonly pages: PageDirectory
  readonly roles: RoleDirectory
  readonly locks: LockDirectory
  readonly cursors: Cursors
  readonly readyAnswers: ReadyAnswers
  readonly keptReplies: KeptReplies
  readonly published: PublishedContent
  readonly passwords: Passwords
  readonly throttle: LoginThrottle
  readonly passkeyChallenges: PasskeyChallenges
  readonly setupCode: SetupCode
  /** Seals what must be read again (SMTP password, TOTP secrets, OAuth's keys) before it goes into the database. */
  readonly sealer: Sealer
  /** Keys in the addresses of feeds, views and one-click unsubscribing. */
  readonly linkKeys: LinkKeys
  /** Where others reach this server; null where only this computer does. */
  readonly publicUrl: URL | null
  /** Its host, which a page may take only from a caller with every page. */
  readonly publicHost: string | null
}
