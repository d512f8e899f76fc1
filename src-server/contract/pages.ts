import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, querySearch, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'

/** The status pages of the workspace. Their hosts are changed in the section `domains` of each page's settings. */

export const page = z.object({
  id: z.string(),
  name: z.string(),
  /** The page of requests that name none. */
  is_default: z.boolean(),
  /** The first is the primary one. */
  hosts: z.array(z.string()),
  created_at: timeOut,
})
export type PageResource = z.output<typeof page>

const changeable = { name, is_default: z.boolean() }
export const changeablePageFields: ReadonlySet<string> = new Set(Object.keys(changeable))

/** An id of another shape is the id of nothing; it is refused before any query. */
const aPage = z.strictObject({ id: id('page') })

export const listPages = endpoint({
  id: 'pages.list',
  method: 'GET',
  path: '/org/pages',
  summary: 'List the pages of the workspace',
  permission: 'settings:read',
  environments: 'shared',
  everyPage: true,
  query: z.strictObject({
    q: z.optional(querySearch),
    sort: z.optional(z.enum(['created_at', '-created_at', 'name', '-name'])),
    limit,
    cursor,
  }),
  reply: listOf(page),
  status: 200,
  change: null,
})

export const createPage = endpoint({
  id: 'pages.create',
  method: 'POST',
  path: '/org/pages',
  summary: 'Add a page',
  permission: 'settings:write',
  environments: 'shared',
  everyPage: true,
  body: z.strictObject({ name, hosts: z.optional(z.array(z.string().check(z.maxLength(300))).check(z.maxLength(50))) }),
  reply: page,
  status: 201,
  change: 'page.create',
  problems: ['host_taken'],
})

export const getPage = endpoint({
  id: 'pages.get',
  method: 'GET',
  path: '/org/pages/:id',
  params: aPage,
  summary: 'Read a page',
  permission: 'settings:read',
  environments: 'shared',
  everyPage: true,
  reply: page,
  status: 200,
  change: null,
})

export const updatePage = endpoint({
  id: 'pages.update',
  method: 'PATCH',
  path: '/org/pages/:id',
  params: aPage,
  summary: 'Rename a page or make it the default one',
  permission: 'settings:write',
  environments: 'shared',
  everyPage: true,
  body: patchOf(page, changeable),
  reply: page,
  status: 200,
  change: 'page.update',
})

export const deletePage = endpoint({
  id: 'pages.delete',
  method: 'DELETE',
  path: '/org/pages/:id',
  params: aPage,
  summary: 'Delete a page with all of its content',
  permission: 'settings:write',
  environments: 'shared',
  everyPage: true,
  reply: nothing,
  status: 204,
  change: 'page.delete',
  problems: ['default_page', 'conflict'],
})

export const pageEndpoints = [listPages, createPage, getPage, updatePage, deletePage]
