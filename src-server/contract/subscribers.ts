import * as z from 'zod/mini'
import { componentReference, componentReferencesIn } from './components.ts'
import { endpoint } from './endpoint.ts'
import { cursor, limit, listOf, name, nothing, querySearch, timeIn, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { patchOf } from './patch.ts'
import { email, someone } from './people.ts'

/**
 * Who is told about a page, and what of it is shown apart: subscribers, custom views and feeds of chosen components, as the team sees them.
 * What visitors and the holders of links can do stands in magic-routes.ts.
 */

export const subscriberStates = ['pending', 'confirmed', 'ended'] as const
export type SubscriberState = (typeof subscriberStates)[number]

/** Chosen components; `null` = all, also those to come. */
export const interestOut = z.nullable(z.array(componentReference))
const someComponents = componentReferencesIn.check(z.minLength(1))
export const interestIn = z.nullable(someComponents)

/** Whose something is. */
const owner = z.nullable(z.object({ id: z.string(), email: z.string() }))

export const subscriber = z.object({
  id: z.string(),
  email: z.string(),
  /** `pending`: the link in their mail has not been opened yet. */
  state: z.enum(subscriberStates),
  components: interestOut,
  environment: z.enum(['live', 'test']),
  added_by: z.enum(['visitor', 'team']),
  /** Who of the team added it. */
  created_by: z.nullable(someone),
  created_at: timeOut,
  updated_at: timeOut,
  confirmed_at: z.nullable(timeOut),
  ended_at: z.nullable(timeOut),
  ended_by: z.nullable(z.enum(['visitor', 'team'])),
})
export type Subscriber = z.output<typeof subscriber>

export const customView = z.object({
  id: z.string(),
  name: z.string(),
  components: z.array(componentReference),
  /** Whose it is: links to change it are for them. */
  subscriber: owner,
  environment: z.enum(['live', 'test']),
  created_by: someone,
  created_at: timeOut,
  updated_at: timeOut,
})
export type CustomView = z.output<typeof customView>

export const rssFeed = z.object({
  id: z.string(),
  name: z.string(),
  components: interestOut,
  subscriber: owner,
  environment: z.enum(['live', 'test']),
  created_by: someone,
  created_at: timeOut,
  updated_at: timeOut,
})
export type RssFeed = z.output<typeof rssFeed>

/**
 * The address of a view or a feed: whoever has it can read it. Not in lists. `null` in the sandbox, which nothing public reads, and
 * where the install's key was replaced since (`renew_url` gives a new one).
 */
const address = { url: z.nullable(z.string()) }
export const customViewWithUrl = z.extend(customView, address)
export const rssFeedWithUrl = z.extend(rssFeed, address)

const content = { environments: 'content' } as const
const reading = { ...content, permission: 'subscribers:read', status: 200, change: null } as const
const writing = { ...content, permission: 'subscribers:write' } as const

const listQuery = {
  updated_since: z.optional(timeIn),
  q: z.optional(querySearch),
  limit,
  cursor,
}
const namedSort = z.optional(
  z.enum(['created_at', '-created_at', 'updated_at', '-updated_at', 'name', '-name'] as const),
)

const aSubscriber = z.strictObject({ id: id('subscriber') })
const aView = z.strictObject({ id: id('view') })
const aFeed = z.strictObject({ id: id('feed') })

export const listSubscribers = endpoint({
  ...reading,
  id: 'subscribers.list',
  method: 'GET',
  path: '/admin/subscribers',
  summary: 'List subscribers',
  query: z.strictObject({
    state: z.optional(z.enum(subscriberStates)),
    /** Those whom a change of this component would reach. */
    component_id: z.optional(id('component')),
    ...listQuery,
    sort: z.optional(z.enum(['created_at', '-created_at', 'updated_at', '-updated_at', 'email', '-email'])),
  }),
  reply: listOf(subscriber),
})

export const subscriberStats = endpoint({
  ...reading,
  id: 'subscribers.stats',
  method: 'GET',
  path: '/admin/subscribers/stats',
  summary: 'Count subscribers by state',
  reply: z.object({ total: z.int(), pending: z.int(), confirmed: z.int(), ended: z.int() }),
})

export const createSubscriber = endpoint({
  ...writing,
  id: 'subscribers.create',
  method: 'POST',
  path: '/admin/subscribers',
  summary: 'Add a subscriber; they confirm by mail unless you have their consent already',
  body: z.strictObject({
    email,
    /** Left out or `null`: all. */
    components: z.optional(interestIn),
    /** `true`: you have their consent; no mail asks for it. Not for someone who has unsubscribed. */
    confirmed: z.optional(z.boolean()),
  }),
  reply: subscriber,
  status: 201,
  change: 'subscriber.create',
  problems: ['conflict'],
})

export const getSubscriber = endpoint({
  ...reading,
  id: 'subscribers.get',
  method: 'GET',
  path: '/admin/subscribers/:id',
  summary: 'Read a subscriber',
  params: aSubscriber,
  reply: subscriber,
})

const changeableSubscriber = {
  components: interestIn,
  /** `ended` ends it and keeps the record; only they themselves can begin again. */
  state: z.enum(subscriberStates),
}
export const changeableSubscriberFields: ReadonlySet<string> = new Set(Object.keys(changeableSubscriber))

export const updateSubscriber = endpoint({
  ...writing,
  id: 'subscribers.update',
  method: 'PATCH',
  path: '/admin/subscribers/:id',
  summary: 'Change what a subscriber follows, or end the subscription and keep its record',
  params: aSubscriber,
  body: patchOf(subscriber, changeableSubscriber),
  reply: subscriber,
  status: 200,
  change: 'subscriber.update',
  problems: ['invalid_transition'],
})

export const deleteSubscriber = endpoint({
  ...writing,
  id: 'subscribers.delete',
  method: 'DELETE',
  path: '/admin/subscribers/:id',
  summary: 'Forget a subscriber: address, choice and links are removed for good',
  params: aSubscriber,
  reply: nothing,
  status: 204,
  change: 'subscriber.delete',
})

/** The purposes that a link of a subscriber can have. */
export const linkPurposes = ['manage', 'subscription', 'custom_view', 'rss_feed'] as const
export type LinkPurpose = (typeof linkPurposes)[number]

export const createMagicLink = endpoint({
  ...writing,
  id: 'subscribers.magic_link',
  method: 'POST',
  path: '/admin/subscribers/:id/magic-link',
  summary: 'Make a link with which a subscriber changes one thing; shown once, 15 minutes, used once',
  params: aSubscriber,
  body: z.strictObject({
    /** Left out: `manage`, an overview of all that is theirs. */
    purpose: z.optional(z.enum(linkPurposes)),
    /** The view or feed, which must be theirs. */
    custom_view_id: z.optional(id('view')),
    rss_feed_id: z.optional(id('feed')),
  }),
  bodyOptional: true,
  reply: z.object({ url: z.string(), expires_at: timeOut }),
  status: 201,
  change: 'magic_link.create',
  problems: ['conflict', 'privilege_escalation'],
})

export const magicLinkStates = ['open', 'used', 'expired', 'revoked'] as const

export const magicLink = z.object({
  id: z.string(),
  purpose: z.enum(linkPurposes),
  status: z.enum(magicLinkStates),
  subscriber: z.object({ id: z.string(), email: z.string() }),
  /** The one thing that it is for. */
  subject: z.object({ id: z.string(), name: z.string() }),
  /** `null`: it went out in a mail of ours. */
  created_by: z.nullable(someone),
  created_at: timeOut,
  expires_at: timeOut,
  used_at: z.nullable(timeOut),
})
export type MagicLink = z.output<typeof magicLink>

export const listMagicLinks = endpoint({
  ...reading,
  id: 'subscribers.list_magic_links',
  method: 'GET',
  path: '/admin/magic-links',
  summary: 'List the links of subscribers of the last month, the latest first; never the links themselves',
  query: z.strictObject({
    subscriber_id: z.optional(id('subscriber')),
    status: z.optional(z.enum(magicLinkStates)),
    purpose: z.optional(z.enum(linkPurposes)),
    limit,
    cursor,
  }),
  reply: listOf(magicLink),
})

export const deleteMagicLink = endpoint({
  ...writing,
  id: 'subscribers.delete_magic_link',
  method: 'DELETE',
  path: '/admin/magic-links/:id',
  summary: 'End a link, and what it was exchanged for',
  params: z.strictObject({ id: id('magicLink') }),
  reply: nothing,
  status: 204,
  change: 'magic_link.revoke',
})

export const listCustomViews = endpoint({
  ...reading,
  id: 'custom_views.list',
  method: 'GET',
  path: '/admin/custom-views',
  summary: 'List custom views',
  query: z.strictObject({ subscriber_id: z.optional(id('subscriber')), ...listQuery, sort: namedSort }),
  reply: listOf(customView),
})

export const createCustomView = endpoint({
  ...writing,
  id: 'custom_views.create',
  method: 'POST',
  path: '/admin/custom-views',
  summary: 'Make a status page of chosen components, for whoever has its address',
  body: z.strictObject({ name, components: someComponents, subscriber_id: z.optional(z.nullable(id('subscriber'))) }),
  reply: customViewWithUrl,
  status: 201,
  change: 'custom_view.create',
})

export const getCustomView = endpoint({
  ...reading,
  id: 'custom_views.get',
  method: 'GET',
  path: '/admin/custom-views/:id',
  summary: 'Read a custom view, with its address',
  params: aView,
  reply: customViewWithUrl,
})

/** Ends the address and gives a new one. */
const renewUrl = z.optional(z.literal(true))
const changeableView = { name, components: someComponents }
const changeableFeed = { name, components: interestIn }
/** Whose it is can be said by the id alone. */
const givenTo = z.optional(z.nullable(id('subscriber')))
export const changeableViewFields: ReadonlySet<string> = new Set([
  ...Object.keys(changeableView),
  'subscriber_id',
  'renew_url',
])
export const changeableFeedFields = changeableViewFields

export const updateCustomView = endpoint({
  ...writing,
  id: 'custom_views.update',
  method: 'PATCH',
  path: '/admin/custom-views/:id',
  summary: 'Change name, components or owner of a custom view, or give it a new address',
  params: aView,
  body: z.extend(patchOf(customViewWithUrl, changeableView), { subscriber_id: givenTo, renew_url: renewUrl }),
  reply: customViewWithUrl,
  status: 200,
  change: 'custom_view.update',
})

export const deleteCustomView = endpoint({
  ...writing,
  id: 'custom_views.delete',
  method: 'DELETE',
  path: '/admin/custom-views/:id',
  summary: 'Delete a custom view; its address shows nothing from then on',
  params: aView,
  reply: nothing,
  status: 204,
  change: 'custom_view.delete',
})

export const listRssFeeds = endpoint({
  ...reading,
  id: 'rss_feeds.list',
  method: 'GET',
  path: '/admin/rss-feeds',
  summary: 'List feeds of chosen components',
  query: z.strictObject({ subscriber_id: z.optional(id('subscriber')), ...listQuery, sort: namedSort }),
  reply: listOf(rssFeed),
})

export const createRssFeed = endpoint({
  ...writing,
  id: 'rss_feeds.create',
  method: 'POST',
  path: '/admin/rss-feeds',
  summary: 'Make a feed of chosen components, for whoever has its address',
  body: z.strictObject({
    name,
    /** Left out or `null`: all. */
    components: z.optional(interestIn),
    subscriber_id: z.optional(z.nullable(id('subscriber'))),
  }),
  reply: rssFeedWithUrl,
  status: 201,
  change: 'rss_feed.create',
})

export const getRssFeed = endpoint({
  ...reading,
  id: 'rss_feeds.get',
  method: 'GET',
  path: '/admin/rss-feeds/:id',
  summary: 'Read a feed, with its address',
  params: aFeed,
  reply: rssFeedWithUrl,
})

export const updateRssFeed = endpoint({
  ...writing,
  id: 'rss_feeds.update',
  method: 'PATCH',
  path: '/admin/rss-feeds/:id',
  summary: 'Change name, components or owner of a feed, or give it a new address',
  params: aFeed,
  body: z.extend(patchOf(rssFeedWithUrl, changeableFeed), { subscriber_id: givenTo, renew_url: renewUrl }),
  reply: rssFeedWithUrl,
  status: 200,
  change: 'rss_feed.update',
})

export const deleteRssFeed = endpoint({
  ...writing,
  id: 'rss_feeds.delete',
  method: 'DELETE',
  path: '/admin/rss-feeds/:id',
  summary: 'Delete a feed; its address answers nothing from then on',
  params: aFeed,
  reply: nothing,
  status: 204,
  change: 'rss_feed.delete',
})

export const subscriberEndpoints = [
  listSubscribers,
  subscriberStats,
  createSubscriber,
  getSubscriber,
  updateSubscriber,
  deleteSubscriber,
  createMagicLink,
  listMagicLinks,
  deleteMagicLink,
  listCustomViews,
  createCustomView,
  getCustomView,
  updateCustomView,
  deleteCustomView,
  listRssFeeds,
  createRssFeed,
  getRssFeed,
  updateRssFeed,
  deleteRssFeed,
]
