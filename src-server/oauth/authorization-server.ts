import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Logger } from 'pino'
import type { NewId } from '../contract/ids.ts'
import type { Generation } from '../credentials/generation.ts'
import { endGrants, liveGrants } from '../credentials/oauth-grants.ts'
import type { Readable, Writable } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import { systemOrigin } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { Sealer } from '../keys/sealer.ts'
import type { PageDirectory } from '../workspace/pages.ts'
import type { RoleDirectory } from '../workspace/roles.ts'
import { createAdapter } from './adapter/index.ts'
import type { AdapterParts } from './adapter/parts.ts'
import { issuedEvent, reuseEvent, revokedEvent } from './events.ts'
import { choicesOf } from './interaction/choices.ts'
import { issuerOf } from './issuer.ts'
import { errorPage } from './pages/error.ts'
import { createProvider, type OidcModule, scopesIn } from './provider.ts'
import { keepSigningKey, keyIsDue, makeSigningKey, publishedKeys, signsFrom } from './signing-keys.ts'
import { createUnitsOfWork, type LoggedEvent, type UnitOfWork, type UnitsOfWork } from './unit-of-work.ts'

export interface AuthorizationServices {
  readonly db: Readable
  readonly writer: Pick<Writer, 'submit'>
  readonly journal: Pick<Journal, 'append' | 'trustedNow'>
  readonly generation: Generation
  readonly sealer: Pick<Sealer, 'seal' | 'open'>
  readonly newId: NewId
  readonly log: Logger
  readonly publicUrl: URL | null
  readonly pages: PageDirectory
  readonly roles: RoleDirectory
}

/** The provider of this server, made on first use and anew when its keys or its address change. */
export interface AuthorizationServer {
  readonly units: UnitsOfWork
  readonly issuer: string
  /** Loads oidc-provider where it was not used yet, and makes a key where there is none. */
  provider(): Promise<Provider>
  /** The keys have changed: they are looked at anew. */
  keysChanged(): void
  /** Appends a row about a grant, in the open batch. */
  append(tx: Writable, unit: UnitOfWork, event: LoggedEvent): void
}

/** How long a look at the keys is believed, in milliseconds. */
const keysLookMs = 60_000

/** @param port asked when it is known (`--port 0`). */
export function createAuthorizationServer(services: AuthorizationServices, port: () => number): AuthorizationServer {
  const { db, writer, journal, generation, sealer, log } = services
  const units = createUnitsOfWork()
  let oidc: OidcModule | null = null
  let made: { readonly provider: Provider; readonly issuer: string; readonly kids: string; lookedAt: number } | null =
    null
  let makingKey: Promise<void> | null = null

  const append = (tx: Writable, unit: UnitOfWork, { event, actor, onBehalfOf }: LoggedEvent): void => {
    journal.append(tx, { ...unit.origin, actor, onBehalfOf, pageId: event.pageId ?? null }, event)
  }

  const endGrant = (unit: UnitOfWork, grantId: string): void => {
    if (!unit.endsFirst(grantId)) return
    const used = unit.foundUsed
    const reason =
      used === null ? 'revoked by the app' : `${used === 'code' ? 'authorization code' : 'refresh token'} used again`
    unit.hold((tx) => {
      for (const grant of endGrants(tx, { grantId }, unit.now, reason)) {
        append(tx, unit, used === null ? revokedEvent(tx, grant, reason) : reuseEvent(tx, grant, used))
        generation.advance()
      }
    })
  }

  const addKey = async (due: 'now' | 'soon'): Promise<void> => {
    const key = await makeSigningKey()
    await writer.submit((tx) => {
      const now = journal.trustedNow()
      keepSigningKey(tx, sealer, key, { now, signsFrom: signsFrom(due, now) })
      journal.append(tx, systemOrigin, {
        kind: 'event',
        action: 'oauth.rotate_keys',
        target: { type: 'oauth_key', id: key.kid, label: null },
        after: { kid: key.kid },
      })
    })
    made = null
  }

  /** One key at a time, however many requests wait for it. */
  const keyMade = (due: 'now' | 'soon'): Promise<void> => {
    makingKey ??= addKey(due).finally(() => {
      makingKey = null
    })
    return makingKey
  }

  /** The rows of tokens that were issued: their grant, their scopes, how often the refresh token was rotated. */
  const issued = ({ oidc: context }: KoaContextWithOIDC): void => {
    const unit = units.current
    const { AccessToken: access, RefreshToken: refresh } = context.entities
    const grantId = access?.grantId
    if (grantId === undefined) return
    const by = context.params?.grant_type === 'refresh_token' ? 'refresh' : 'code'
    const scopes = scopesIn(access?.scope)
    const rotations = by === 'refresh' ? (refresh?.rotations ?? null) : null
    unit.hold((tx) => {
      for (const grant of liveGrants(tx, { grantId }, unit.now))
        append(tx, unit, issuedEvent(tx, grant, { by, scopes, rotations }))
    })
  }

  const partsWith = (module: OidcModule): AdapterParts => ({
    db,
    writer,
    units,
    generation,
    log,
    invalidGrant: (detail) => new module.errors.InvalidGrant(detail),
    append,
    endGrant,
  })

  return {
    units,
    get issuer() {
      return issuerOf(services.publicUrl, port())
    },
    async provider() {
      const issuer = issuerOf(services.publicUrl, port())
      const now = journal.trustedNow()
      if (made !== null && made.issuer === issuer && Math.abs(now - made.lookedAt) < keysLookMs) return made.provider
      const due = keyIsDue(db, sealer, now)
      if (due !== null) await keyMade(due)
      oidc ??= await import('oidc-provider')
      const keys = publishedKeys(db, sealer, now)
      const kids = keys.map(({ kid }) => kid).join()
      if (made?.issuer === issuer && made.kids === kids) {
        made.lookedAt = now
        return made.provider
      }
      const provider = createProvider({
        oidc,
        issuer,
        keys,
        adapter: createAdapter(partsWith(oidc)),
        db,
        units,
        onlyPageOf: (userId) => {
          const { pages, roles } = services
          const [only, ...more] = choicesOf(db, userId, { pages, roles, hostPageId: null }).pages
          return more.length === 0 ? (only?.id ?? null) : null
        },
        errorPage: (shown) => errorPage(shown, units.current.origin.requestId),
        issued,
        failed: (error) => {
          units.current.failure = error
        },
      })
      made = { provider, issuer, kids, lookedAt: now }
      return provider
    },
    keysChanged: () => {
      made = null
    },
    append,
  }
}
