import type { BodyInput, QueryInput } from '../../../src-server/contract/endpoint.ts'
import type { createPage, listPages } from '../../../src-server/contract/pages.ts'

/** Pages without a DOM. Pure; test/renderer/pages-model.test.ts. */

export interface PagesParams {
  [name: string]: string | string[] | undefined
  q?: string
  sort?: string
  new?: string
  rename?: string
  delete?: string
}

export function paramOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

export interface Sort {
  column: 'name' | 'created_at'
  descending: boolean
}

/** The order in force: the oldest first, as pages were added. */
export function sortOf(params: PagesParams): Sort {
  const wanted = paramOf(params.sort)
  const column = wanted.replace(/^-/, '')
  return column === 'name' || column === 'created_at'
    ? { column, descending: wanted.startsWith('-') }
    : { column: 'created_at', descending: false }
}

/** What is asked of `GET /org/pages`. */
export function listQuery(params: PagesParams): QueryInput<typeof listPages> {
  const q = paramOf(params.q).trim().slice(0, 200)
  const { column, descending } = sortOf(params)
  return { sort: descending ? `-${column}` : column, ...(q === '' ? {} : { q }) }
}

export interface NewPage {
  name: string
  hosts: string[]
}

/** What is sent for a new page. */
export function newPageBody(values: NewPage): BodyInput<typeof createPage> {
  return { name: values.name.trim(), ...(values.hosts.length === 0 ? {} : { hosts: values.hosts }) }
}
