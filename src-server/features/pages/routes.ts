import { hostsOf } from '../../content/hosts.ts'
import { type Condition, holdsText, listingOf } from '../../content/listing.ts'
import { hostOfAnother, renamePage, writeHosts } from '../../content/page-settings.ts'
import type { PublishedContent } from '../../content/ready-answers.ts'
import { rfc3339Of } from '../../contract/fields.ts'
import type { NewId } from '../../contract/ids.ts'
import {
  changeablePageFields,
  createPage,
  deletePage,
  getPage,
  listPages,
  type PageResource,
  updatePage,
} from '../../contract/pages.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { endGrants, grantRevoked } from '../../credentials/oauth-grants.ts'
import type { Readable } from '../../db/database.ts'
import type { Cursors } from '../../http/cursor.ts'
import { type Change, change, type Route, read } from '../../http/handler.ts'
import { storedWords } from '../../lib/stored-json.ts'
import {
  countPages,
  countTokensOfPage,
  deletePageRow,
  findPage,
  insertPage,
  listPageRows,
  makeDefault,
  type PageRow,
} from './store.ts'

export interface PageServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly published: PublishedContent
}

/** One workspace serves a handful of pages; a runaway script must not make it thousands. */
const pagesAtMost = 200

/** `/org/pages`. */
export function pageRoutes({ newId, cursors, published }: PageServices): Route[] {
  /** Whoever asks next finds the page, or no longer does. */
  const announce = (batch: Change, pageId: string): void => {
    batch.accessChanged()
    batch.afterCommit(() => published.changed(pageId))
  }

  return [
    read(listPages, (call, db) => {
      const conditions: Condition[] = [{ sql: 'TRUE', values: [] }]
      if (call.query.q !== undefined) conditions.push(holdsText('p.name', call.query.q))
      const listing = listingOf(cursors, {
        name: listPages.id,
        pageId: '',
        environment: '',
        query: call.query,
        defaultSort: 'created_at',
        columns: { created_at: 'p.created_at', name: 'p.name COLLATE NOCASE' },
        id: 'p.id',
        conditions,
      })
      return { body: listing.page(listPageRows(db, listing), presentPage) }
    }),

    change(createPage, (call, batch) => {
      const { db } = batch
      if (countPages(db) >= pagesAtMost) {
        throw new Problem('conflict', { detail: `A workspace has at most ${pagesAtMost} pages. Delete one first.` })
      }
      const id = newId('page')
      const hosts = hostsOf(call.body.hosts ?? [])
      const taken = hostOfAnother(db, id, hosts)
      if (taken !== undefined) throw new Problem('host_taken', { detail: `${taken} belongs to another page already.` })
      insertPage(db, id, call.body.name, call.now)
      if (hosts.length > 0) writeHosts(db, id, hosts)
      const row = readPage(db, id)
      const after = presentPage(row)
      batch.record({ target: targetOf(row), pageId: null, after })
      announce(batch, id)
      return { body: after, version: row.version }
    }),

    read(getPage, (call, db) => {
      const row = readPage(db, call.params.id)
      return { body: presentPage(row), version: row.version }
    }),

    change(updatePage, (call, batch) => {
      const { db } = batch
      const { body } = call
      const row = readPage(db, call.params.id)
      batch.expectVersion(row.version)
      const before = presentPage(row)
      const errors = fixedFieldErrors(body, before, changeablePageFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      if (body.is_default === false && row.is_default === 1) {
        throw invalidField('/is_default', 'cannot be taken away; make another page the default one instead')
      }
      if (body.name !== undefined && body.name !== row.name) renamePage(db, row.id, body.name)
      if (body.is_default === true) makeDefault(db, row.id)
      const changed = readPage(db, row.id)
      const after = presentPage(changed)
      batch.record({ target: targetOf(changed), pageId: null, before, after })
      announce(batch, row.id)
      return { body: after, version: changed.version }
    }),

    change(deletePage, (call, batch) => {
      const { db } = batch
      const row = readPage(db, call.params.id)
      batch.expectVersion(row.version)
      if (row.is_default === 1) throw new Problem('default_page')
      const tokens = countTokensOfPage(db, row.id)
      if (tokens > 0) {
        const count = tokens === 1 ? 'one API token' : `${tokens} API tokens`
        throw new Problem('conflict', { detail: `This page still has ${count}. Revoke and delete them first.` })
      }
      const reason = `the page ${row.name} was deleted`
      for (const grant of endGrants(db, { pageId: row.id }, call.now, reason)) batch.record(grantRevoked(grant, reason))
      deletePageRow(db, row.id)
      batch.record({ target: targetOf(row), pageId: null, before: presentPage(row) })
      announce(batch, row.id)
      return { body: undefined }
    }),
  ]
}

/** @throws Problem `not_found`. */
function readPage(db: Readable, id: string): PageRow {
  const row = findPage(db, id)
  if (row === undefined) throw new Problem('not_found')
  return row
}

function presentPage(row: PageRow): PageResource {
  return {
    id: row.id,
    name: row.name,
    is_default: row.is_default === 1,
    hosts: storedWords(row.hosts),
    created_at: rfc3339Of(row.created_at),
  }
}

function targetOf(row: PageRow): { type: string; id: string; label: string } {
  return { type: 'page', id: row.id, label: row.name }
}
