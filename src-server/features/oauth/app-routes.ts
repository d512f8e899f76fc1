import {
  createOAuthApp,
  deleteOAuthApp,
  disableOAuthApp,
  enableOAuthApp,
  getOAuthApp,
  listOAuthApps,
  type OAuthAppResource,
  rotateOAuthAppSecret,
  updateOAuthApp,
} from '../../contract/oauth-apps.ts'
import { sameJson } from '../../contract/patch.ts'
import { Problem } from '../../contract/problems.ts'
import { noteMinted } from '../../credentials/minted.ts'
import { endGrants, grantRevoked } from '../../credentials/oauth-grants.ts'
import { whoActs } from '../../credentials/principal.ts'
import { hashSecret, mintSecret, visiblePrefixOf } from '../../credentials/secret-format.ts'
import type { Readable, Writable } from '../../db/database.ts'
import { limitByDefault, pageOf } from '../../http/cursor.ts'
import { type Change, change, type Route, read } from '../../http/handler.ts'
import { storedWords } from '../../lib/stored-json.ts'
import { presentApp } from './present.ts'
import type { OAuthServices } from './routes.ts'
import { refuseBeyond, refuseBuiltIn, refuseFixedFields } from './rules.ts'
import {
  type AppRow,
  deleteApp,
  findAppRow,
  insertApp,
  insertSecret,
  listAppRows,
  retireSecrets,
  secretsOf,
  setAppDisabled,
  updateApp,
} from './store.ts'

const overlapByDefaultSeconds = 86_400

/** Registering OAuth apps, their secrets, switching them off and on. */
export function appRoutes({ cursors, newId }: OAuthServices): Route[] {
  const present = (db: Readable, row: AppRow, now: number): OAuthAppResource =>
    presentApp(row, secretsOf(db, row.id, now))

  const targetOf = ({ id, name }: AppRow) => ({ target: { type: 'app', id, label: name }, pageId: null })

  const again = (db: Readable, id: string, now: number) => {
    const row = appOf(db, id, now)
    return { body: present(db, row, now), version: row.version }
  }

  const end = (batch: Change, row: AppRow, now: number, reason: string): number => {
    const ended = endGrants(batch.db, { appId: row.id }, now, reason)
    for (const grant of ended) batch.record(grantRevoked(grant, reason))
    return ended.length
  }

  return [
    read(listOAuthApps, (call, db) => {
      const { q, status, built_in: builtIn = false, limit = limitByDefault, cursor } = call.query
      const binding = ['oauth_apps', q ?? null, status ?? null, String(builtIn)]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listAppRows(db, { filters: { q, status, builtIn }, limit, after, now: call.now })
      const body = pageOf(
        rows,
        limit,
        (row) => present(db, row, call.now),
        (row) => cursors.encode([row.created_at, row.id], binding),
      )
      return { body }
    }),

    read(getOAuthApp, (call, db) => again(db, call.params.id, call.now)),

    change(createOAuthApp, (call, batch) => {
      const { name, description = '', logo_url = null, redirect_uris, scopes, client_type } = call.body
      refuseBeyond(call.caller, scopes)
      const by = whoActs(call.caller)
      const id = newId('app')
      insertApp(batch.db, {
        id,
        name,
        description,
        logo_url,
        redirect_uris: JSON.stringify(redirect_uris),
        scopes: JSON.stringify(scopes),
        client_type,
        created_at: call.now,
        created_by: by.id,
        created_by_name: by.name,
      })
      const secret = client_type === 'public' ? null : addSecret(batch.db, id, call.now)
      noteMinted(batch.db, call.caller, { type: 'oauth_app', id, name }, call.now)
      batch.record({
        target: { type: 'app', id, label: name },
        pageId: null,
        after: { name, description, logo_url: shortened(logo_url), redirect_uris, scopes, client_type },
      })
      const row = appOf(batch.db, id, call.now)
      return { body: { ...present(batch.db, row, call.now), client_secret: secret }, version: row.version }
    }),

    change(updateOAuthApp, (call, batch) => {
      const row = appOf(batch.db, call.params.id, call.now)
      batch.expectVersion(row.version)
      refuseBuiltIn(row)
      refuseFixedFields(call.body, present(batch.db, row, call.now))
      const before = {
        name: row.name,
        description: row.description,
        logo_url: row.logo_url,
        redirect_uris: storedWords(row.redirect_uris),
      }
      const after = {
        name: call.body.name ?? before.name,
        description: call.body.description ?? before.description,
        logo_url: call.body.logo_url === undefined ? before.logo_url : call.body.logo_url,
        redirect_uris: call.body.redirect_uris ?? before.redirect_uris,
      }
      if (sameJson(before, after)) return again(batch.db, row.id, call.now)
      // Where codes go decides who gets them; what an app is called and looks like decides whom people believe they allow.
      refuseBeyond(call.caller, storedWords(row.scopes))
      updateApp(batch.db, row.id, { ...after, redirect_uris: JSON.stringify(after.redirect_uris) })
      noteMinted(batch.db, call.caller, { type: 'oauth_app', id: row.id, name: after.name }, call.now)
      batch.record({
        ...targetOf({ ...row, name: after.name }),
        before: { ...before, logo_url: shortened(before.logo_url) },
        after: { ...after, logo_url: shortened(after.logo_url) },
      })
      batch.accessChanged()
      return again(batch.db, row.id, call.now)
    }),

    change(
      deleteOAuthApp,
      (call, batch) => {
        const row = appOf(batch.db, call.params.id, call.now)
        batch.expectVersion(row.version)
        refuseBuiltIn(row)
        const ended = end(batch, row, call.now, `${row.name} was deleted`)
        deleteApp(batch.db, row.id, call.now)
        batch.record({
          ...targetOf(row),
          before: { name: row.name, scopes: storedWords(row.scopes), client_type: row.client_type },
          after: { grants_ended: ended },
        })
        batch.accessChanged()
        return { body: undefined }
      },
      { essential: true },
    ),

    change(rotateOAuthAppSecret, (call, batch) => {
      const row = appOf(batch.db, call.params.id, call.now)
      if (row.client_type === 'public')
        throw new Problem('not_rotatable', { detail: 'A public app has no secret: PKCE proves who began.' })
      refuseBeyond(call.caller, storedWords(row.scopes))
      const overlap = call.body.overlap_seconds ?? overlapByDefaultSeconds
      retireSecrets(batch.db, row.id, call.now + overlap * 1000, call.now)
      const secret = addSecret(batch.db, row.id, call.now)
      noteMinted(batch.db, call.caller, { type: 'oauth_app', id: row.id, name: row.name }, call.now)
      batch.record({ ...targetOf(row), after: { overlap_seconds: overlap } })
      const after = appOf(batch.db, row.id, call.now)
      return { body: { ...present(batch.db, after, call.now), client_secret: secret }, version: after.version }
    }),

    change(
      disableOAuthApp,
      (call, batch) => {
        const row = appOf(batch.db, call.params.id, call.now)
        batch.expectVersion(row.version)
        if (row.disabled_at !== null)
          throw new Problem('already_disabled', { detail: 'This app is switched off already.' })
        const ended = end(batch, row, call.now, `${row.name} was switched off`)
        setAppDisabled(batch.db, row.id, call.now)
        batch.record({
          ...targetOf(row),
          before: { status: 'active' },
          after: { status: 'disabled', grants_ended: ended },
        })
        batch.accessChanged()
        return again(batch.db, row.id, call.now)
      },
      { essential: true },
    ),

    change(enableOAuthApp, (call, batch) => {
      const row = appOf(batch.db, call.params.id, call.now)
      batch.expectVersion(row.version)
      if (row.disabled_at === null) throw new Problem('already_enabled', { detail: 'This app is on already.' })
      refuseBeyond(call.caller, storedWords(row.scopes))
      setAppDisabled(batch.db, row.id, null)
      batch.record({ ...targetOf(row), before: { status: 'disabled' }, after: { status: 'active' } })
      batch.accessChanged()
      return again(batch.db, row.id, call.now)
    }),
  ]
}

/** @throws Problem `not_found`. */
export function appOf(db: Readable, id: string, now: number): AppRow {
  const row = findAppRow(db, id, now)
  if (row === undefined) throw new Problem('not_found')
  return row
}

/** Makes a secret and keeps its hash; the value leaves with this answer and never again. */
function addSecret(tx: Writable, appId: string, now: number): string {
  const secret = mintSecret('client_secret')
  insertSecret(tx, { hash: hashSecret(secret), app_id: appId, prefix: visiblePrefixOf(secret), created_at: now })
  return secret
}

/** A picture in the log is its beginning: enough to see that it changed. */
function shortened(picture: string | null): string | null {
  return picture === null || picture.length <= 200 ? picture : `${picture.slice(0, 200)}…`
}
