import type { QueryInput } from '../../../src-server/contract/endpoint.ts'
import { type listOutbox, type MailState, mailStates } from '../../../src-server/contract/mail.ts'
import {
  type LinkPurpose,
  type listMagicLinks,
  type listRssFeeds,
  type listSubscribers,
  magicLinkStates,
  subscriberStates,
} from '../../../src-server/contract/subscribers.ts'

/** Subscribers, views, feeds, mails and links without a DOM. Pure; test/renderer/subscribers-model.test.ts. */

export interface Params {
  [name: string]: string | string[] | undefined
  q?: string
  state?: string
  sort?: string
  new?: string
  follow?: string
  end?: string
  forget?: string
  link?: string
  edit?: string
  address?: string
  renew?: string
  delete?: string
  open?: string
  subscriber?: string
}

export const tabs = ['people', 'views', 'feeds', 'outbox'] as const
export type TabId = (typeof tabs)[number]

const paths: Readonly<Record<TabId, string>> = {
  people: '/subscribers',
  views: '/subscribers/views',
  feeds: '/subscribers/feeds',
  outbox: '/subscribers/outbox',
}

export function pathOf(tab: TabId): string {
  return paths[tab]
}

/** Which tab an address stands for; the console's own beginning before it does not matter. */
export function tabOf(pathname: string): TabId {
  return tabs.find((tab) => tab !== 'people' && pathname.endsWith(paths[tab])) ?? 'people'
}

export function paramOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

function oneOf<Word extends string>(words: readonly Word[], value: string | string[] | undefined): Word | undefined {
  return words.find((word) => word === paramOf(value))
}

export interface Sort {
  column: string
  descending: boolean
}

const peopleSorts = ['email', 'created_at'] as const
const namedSorts = ['name', 'updated_at'] as const

function sorted<Column extends string>(
  columns: readonly Column[],
  wanted: string,
  byDefault: Column,
  descendingByDefault: boolean,
): { column: Column; descending: boolean; sort: Column | `-${Column}` } {
  const down = wanted.startsWith('-')
  const known = columns.find((column) => column === (down ? wanted.slice(1) : wanted))
  const column = known ?? byDefault
  const descending = known === undefined ? descendingByDefault : down
  return { column, descending, sort: descending ? `-${column}` : column }
}

export function peopleSort(params: Params) {
  return sorted(peopleSorts, paramOf(params.sort), 'created_at', true)
}

export function namedSort(params: Params) {
  return sorted(namedSorts, paramOf(params.sort), 'name', false)
}

function searched(params: Params): { q?: string } {
  const q = paramOf(params.q).trim().slice(0, 200)
  return q === '' ? {} : { q }
}

export function peopleStateOf(params: Params) {
  return oneOf(subscriberStates, params.state) ?? 'all'
}

/** What is asked of `GET /admin/subscribers`. */
export function peopleQuery(params: Params): QueryInput<typeof listSubscribers> {
  const state = peopleStateOf(params)
  return { sort: peopleSort(params).sort, ...searched(params), ...(state === 'all' ? {} : { state }) }
}

/** What is asked of the lists of views and feeds. */
export function selectionsQuery(params: Params): QueryInput<typeof listRssFeeds> {
  return { sort: namedSort(params).sort, ...searched(params) }
}

export const mailFilters = ['all', ...mailStates] as const

export function mailStateOf(params: Params): MailState | 'all' {
  return oneOf(mailStates, params.state) ?? 'all'
}

export function outboxQuery(params: Params): QueryInput<typeof listOutbox> {
  const state = mailStateOf(params)
  return { ...searched(params), ...(state === 'all' ? {} : { state }) }
}

export const linkFilters = ['all', ...magicLinkStates] as const

export function linkStateOf(params: Params) {
  return oneOf(magicLinkStates, params.state) ?? 'all'
}

export function linksQuery(params: Params): QueryInput<typeof listMagicLinks> {
  const status = linkStateOf(params)
  const subscriber = paramOf(params.subscriber)
  return {
    ...(status === 'all' ? {} : { status }),
    ...(/^sub_[0-9a-z]{26}$/.test(subscriber) ? { subscriber_id: subscriber } : {}),
  }
}

/** Chosen components as the form has them; `scope` says whether they count. */
export interface Following {
  scope: 'everything' | 'some'
  components: string[]
}

export function followingOf(components: readonly { readonly id: string }[] | null): Following {
  return components === null
    ? { scope: 'everything', components: [] }
    : { scope: 'some', components: components.map(({ id }) => id) }
}

/** The same as a body has it: `null` = all. */
export function chosenOf({ scope, components }: Following): { id: string }[] | null {
  return scope === 'everything' ? null : components.map((id) => ({ id }))
}

const namesAtMost = 3

/** The first names of what is chosen, and how many more there are. */
export function firstNames(components: readonly { readonly name: string }[]): { names: string; more: number } {
  const shown = components.length === namesAtMost + 1 ? namesAtMost + 1 : namesAtMost
  return {
    names: components
      .slice(0, shown)
      .map(({ name }) => name)
      .join(', '),
    more: Math.max(0, components.length - shown),
  }
}

/** The body that asks for a link. */
export function linkBody(purpose: LinkPurpose, object: string) {
  if (purpose === 'custom_view') return { purpose, custom_view_id: object }
  return purpose === 'rss_feed' ? { purpose, rss_feed_id: object } : { purpose }
}
