import * as z from 'zod/mini'
import { componentReference } from './components.ts'
import { endpoint } from './endpoint.ts'
import { name, nothing, timeOut } from './fields.ts'
import { id } from './ids.ts'
import { email } from './people.ts'
import { interestIn, interestOut, linkPurposes, subscriberStates } from './subscribers.ts'

/**
 * What visitors do: subscribe, and change what is theirs with a link from their own mailbox. The page at `/m/` is a client of these routes.
 */

/** Something to choose from: what visitors of the page see. */
const choice = z.object({ id: z.string(), name: z.string(), group: z.nullable(z.string()) })
const choices = z.array(choice)

export const subscribe = endpoint({
  id: 'magic.subscribe',
  method: 'POST',
  path: '/subscribe',
  summary: 'Ask to be told by mail; the answer is the same for addresses that we know and do not know',
  permission: 'public',
  environments: 'shared',
  addressLimit: 'magic',
  body: z.strictObject({
    email,
    /** Left out or `null`: all. */
    components: z.optional(interestIn),
  }),
  reply: z.object({ message: z.string() }),
  status: 200,
  change: 'subscriber.create',
  problems: ['rate_limited'],
})

const magic = { permission: 'authenticated', credentials: ['magic'], environments: 'own' } as const
const refusals = ['magic_expired', 'magic_used', 'token_revoked'] as const

/** What a token is for. */
const exchanged = z.object({
  purpose: z.enum(linkPurposes),
  subject: z.object({ id: z.string(), name: z.string() }),
  token: z.string(),
  expires_at: timeOut,
})
export type Exchanged = z.output<typeof exchanged>

export const redeem = endpoint({
  ...magic,
  id: 'magic.redeem',
  method: 'POST',
  path: '/magic/redeem',
  summary: 'Use up a link and exchange it for half an hour of the same one purpose and object',
  magic: { purposes: linkPurposes, stage: 'link' },
  addressLimit: 'magic',
  /** `confirmed`: opening it has confirmed a subscription that waited for it. */
  reply: z.extend(exchanged, { confirmed: z.boolean() }),
  status: 200,
  change: 'magic_link.redeem',
  problems: refusals,
})

/** Calls a minute for each exchanged token. */
const ownLimitPerMinute = 60

const ofSubscription = {
  ...magic,
  magic: { purposes: ['subscription'], stage: 'exchanged' },
  ownLimitPerMinute,
  path: '/magic/subscription',
  problems: refusals,
} as const

const subscription = z.object({
  email: z.string(),
  state: z.enum(subscriberStates),
  components: interestOut,
  choices,
  page: z.string(),
})

export const readSubscription = endpoint({
  ...ofSubscription,
  id: 'magic.subscription',
  method: 'GET',
  summary: 'Read the subscription that the token is for',
  reply: subscription,
  status: 200,
  change: null,
})

export const changeSubscription = endpoint({
  ...ofSubscription,
  id: 'magic.change_subscription',
  method: 'PATCH',
  summary: 'Change what the subscription follows',
  body: z.strictObject({ components: interestIn }),
  reply: subscription,
  status: 200,
  change: 'subscriber.update',
})

export const endSubscription = endpoint({
  ...ofSubscription,
  id: 'magic.end_subscription',
  method: 'DELETE',
  summary: 'End the subscription',
  reply: nothing,
  status: 204,
  change: 'subscriber.end',
})

const ofView = {
  ...magic,
  magic: { purposes: ['custom_view'], stage: 'exchanged' },
  ownLimitPerMinute,
  path: '/magic/custom-view',
  problems: refusals,
} as const

const ownView = z.object({
  id: z.string(),
  name: z.string(),
  components: z.array(componentReference),
  url: z.nullable(z.string()),
  choices,
  page: z.string(),
})

export const readOwnView = endpoint({
  ...ofView,
  id: 'magic.custom_view',
  method: 'GET',
  summary: 'Read the custom view that the token is for',
  reply: ownView,
  status: 200,
  change: null,
})

export const changeOwnView = endpoint({
  ...ofView,
  id: 'magic.change_custom_view',
  method: 'PATCH',
  summary: 'Change the custom view, or give it a new address',
  body: z.strictObject({
    name: z.optional(name),
    components: z.optional(interestIn.check(z.refine((value) => value !== null, 'must name at least one component'))),
    renew_url: z.optional(z.literal(true)),
  }),
  reply: ownView,
  status: 200,
  change: 'custom_view.update',
})

export const deleteOwnView = endpoint({
  ...ofView,
  id: 'magic.delete_custom_view',
  method: 'DELETE',
  summary: 'Delete the custom view',
  reply: nothing,
  status: 204,
  change: 'custom_view.delete',
})

const ofFeed = {
  ...magic,
  magic: { purposes: ['rss_feed'], stage: 'exchanged' },
  ownLimitPerMinute,
  path: '/magic/rss-feed',
  problems: refusals,
} as const

const ownFeed = z.extend(ownView, { components: interestOut })

export const readOwnFeed = endpoint({
  ...ofFeed,
  id: 'magic.rss_feed',
  method: 'GET',
  summary: 'Read the feed that the token is for',
  reply: ownFeed,
  status: 200,
  change: null,
})

export const changeOwnFeed = endpoint({
  ...ofFeed,
  id: 'magic.change_rss_feed',
  method: 'PATCH',
  summary: 'Change the feed, or give it a new address',
  body: z.strictObject({
    name: z.optional(name),
    components: z.optional(interestIn),
    renew_url: z.optional(z.literal(true)),
  }),
  reply: ownFeed,
  status: 200,
  change: 'rss_feed.update',
})

export const deleteOwnFeed = endpoint({
  ...ofFeed,
  id: 'magic.delete_rss_feed',
  method: 'DELETE',
  summary: 'Delete the feed',
  reply: nothing,
  status: 204,
  change: 'rss_feed.delete',
})

const ofEverything = {
  ...magic,
  magic: { purposes: ['manage'], stage: 'exchanged' },
  ownLimitPerMinute,
  path: '/magic/manage',
  problems: refusals,
} as const

export const readEverythingOwn = endpoint({
  ...ofEverything,
  id: 'magic.manage',
  method: 'GET',
  summary: 'See all that belongs to the subscriber whom the token is for',
  reply: z.object({
    email: z.string(),
    subscription: z.object({ state: z.enum(subscriberStates), components: interestOut }),
    custom_views: z.array(z.object({ id: z.string(), name: z.string(), components: z.array(componentReference) })),
    rss_feeds: z.array(z.object({ id: z.string(), name: z.string(), components: interestOut })),
    page: z.string(),
  }),
  status: 200,
  change: null,
})

/**
 * The overview changes nothing by itself: for one of the things in it, it is exchanged for a token of that purpose and object, which ends
 * no later than the overview's own.
 */
export const openOneOwn = endpoint({
  ...ofEverything,
  id: 'magic.open_one',
  method: 'POST',
  summary: 'Get a token for one of the things in the overview; it ends no later than this one',
  body: z.strictObject({
    purpose: z.enum(['subscription', 'custom_view', 'rss_feed']),
    /** With the purpose of its name. */
    custom_view_id: z.optional(id('view')),
    rss_feed_id: z.optional(id('feed')),
  }),
  reply: exchanged,
  status: 200,
  change: 'magic_link.open_one',
  problems: refusals,
})

const page = { permission: 'public', environments: 'shared', root: true, status: 200, answers: 'html' } as const

export const magicPage = endpoint({
  ...page,
  id: 'magic.page',
  method: 'GET',
  path: '/m/',
  summary: 'The page that links open; it asks before it uses one up',
  reply: z.string(),
  change: null,
})

export const subscribePage = endpoint({
  ...page,
  id: 'magic.subscribe_page',
  method: 'GET',
  path: '/subscribe',
  summary: 'A page to subscribe on, without script',
  reply: z.string(),
  change: null,
})

/** Fields of a form: each name with all of its values. What is wrong is said on the page that answers. */
const formValues = z.optional(z.array(z.string().check(z.maxLength(1000))).check(z.maxLength(500)))

export const subscribeByForm = endpoint({
  ...page,
  id: 'magic.subscribe_form',
  method: 'POST',
  path: '/subscribe',
  summary: 'Subscribe by the form of the page',
  takes: 'form',
  addressLimit: 'magic',
  body: z.strictObject({ email: formValues, scope: formValues, component: formValues }),
  reply: z.string(),
  change: 'subscriber.create',
})

/** The key of an address, as credentials/link-keys.ts makes it. */
const aKey = z.strictObject({ key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) })

export const unsubscribePage = endpoint({
  ...page,
  id: 'magic.unsubscribe_page',
  method: 'GET',
  path: '/unsubscribe/:key',
  summary: 'A page with the button that ends a subscription; looking ends nothing',
  params: aKey,
  reply: z.string(),
  change: null,
})

export const unsubscribe = endpoint({
  ...page,
  id: 'magic.unsubscribe',
  method: 'POST',
  path: '/unsubscribe/:key',
  summary: 'End the subscription of this key with one click (RFC 8058)',
  takes: 'anything',
  params: aKey,
  reply: z.string(),
  change: 'subscriber.end',
})

export const magicEndpoints = [
  subscribe,
  redeem,
  readSubscription,
  changeSubscription,
  endSubscription,
  readOwnView,
  changeOwnView,
  deleteOwnView,
  readOwnFeed,
  changeOwnFeed,
  deleteOwnFeed,
  readEverythingOwn,
  openOneOwn,
  magicPage,
  subscribePage,
  subscribeByForm,
  unsubscribePage,
  unsubscribe,
]
