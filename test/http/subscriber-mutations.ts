import type { Answer, Ask } from '../support/ask.ts'
import type { Mutation } from './mutations.ts'
import { expecting, post, type World } from './world.ts'

/** Of mutations.ts, those of subscribers, custom views and feeds: by the team, by visitors, and by the holders of links. */

let made = 0
const fresh = (): string => {
  made += 1
  return `s${made}`
}

export interface Owned {
  readonly subscriber: string
  readonly component: string
  readonly view: string
  readonly feed: string
}

/** A subscriber with a view and a feed. */
export async function ownedThings(ask: (request: Ask) => Promise<Answer>): Promise<Owned> {
  const make = async (path: string, body: object): Promise<string> =>
    (await expecting(201, ask(post(`/admin${path}`, body)))).json.id
  const component = await make('/components', { name: fresh() })
  const subscriber = await make('/subscribers', { email: `${fresh()}@example.org`, confirmed: true })
  const components = [{ id: component }]
  const view = await make('/custom-views', { name: fresh(), components, subscriber_id: subscriber })
  const feed = await make('/rss-feeds', { name: fresh(), components, subscriber_id: subscriber })
  return { subscriber, component, view, feed }
}

export type Purpose = 'manage' | 'subscription' | 'custom_view' | 'rss_feed'

/** The body that asks for a link of a purpose. */
export function linkBody(purpose: Purpose, owned: Owned): object {
  if (purpose === 'custom_view') return { purpose, custom_view_id: owned.view }
  return purpose === 'rss_feed' ? { purpose, rss_feed_id: owned.feed } : { purpose }
}

/** The token of a fresh link. */
export async function linkToken(
  ask: (request: Ask) => Promise<Answer>,
  purpose: Purpose,
  owned: Owned,
): Promise<string> {
  const path = `/admin/subscribers/${owned.subscriber}/magic-link`
  const { json } = await expecting(201, ask(post(path, linkBody(purpose, owned))))
  return String(json.url).split('#t=')[1] ?? ''
}

/** What a fresh link was exchanged for. */
export async function exchangedToken(
  world: Pick<World, 'server'>,
  ask: (request: Ask) => Promise<Answer>,
  purpose: Purpose,
  owned: Owned,
): Promise<string> {
  const headers = { 'X-Magic-Token': await linkToken(ask, purpose, owned) }
  return (await expecting(200, world.server.ask(post('/magic/redeem', undefined, { headers })))).json.token
}

const byTeam = (endpoint: string, request: (owned: Owned, world: World) => Promise<Ask> | Ask): Mutation => ({
  endpoint,
  async prepare(world) {
    const asked = await request(await ownedThings(world.owner.ask), world)
    return () => world.owner.ask(asked)
  },
})

const byHolder = (
  endpoint: string,
  purpose: Purpose,
  method: string,
  path: string,
  body?: (owned: Owned) => object,
): Mutation => ({
  endpoint,
  async prepare(world) {
    const owned = await ownedThings(world.owner.ask)
    const token = await exchangedToken(world, world.owner.ask, purpose, owned)
    const asked: Ask = {
      method,
      path: `/api/v1${path}`,
      headers: { 'X-Magic-Token': token },
      ...(body === undefined ? {} : { body: body(owned) }),
    }
    return () => world.server.ask(asked)
  },
})

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const subscriber = ({ subscriber: id }: Owned): string => `/api/v1/admin/subscribers/${id}`
const view = ({ view: id }: Owned): string => `/api/v1/admin/custom-views/${id}`
const feed = ({ feed: id }: Owned): string => `/api/v1/admin/rss-feeds/${id}`
const some = ({ component: id }: Owned) => [{ id }]

export const subscriberMutations: readonly Mutation[] = [
  byTeam('subscribers.create', () => post('/admin/subscribers', { email: `${fresh()}@example.org` })),
  byTeam('subscribers.update', (owned) => ({
    method: 'PATCH',
    path: subscriber(owned),
    body: { components: some(owned) },
  })),
  byTeam('subscribers.delete', (owned) => ({ method: 'DELETE', path: subscriber(owned) })),
  byTeam('subscribers.magic_link', (owned) => ({ method: 'POST', path: `${subscriber(owned)}/magic-link` })),
  byTeam('subscribers.delete_magic_link', async (owned, world) => {
    await linkToken(world.owner.ask, 'manage', owned)
    const listed = await world.owner.ask({ path: `/api/v1/admin/magic-links?subscriber_id=${owned.subscriber}` })
    return { method: 'DELETE', path: `/api/v1/admin/magic-links/${listed.json.data[0].id}` }
  }),
  byTeam('custom_views.create', (owned) => post('/admin/custom-views', { name: fresh(), components: some(owned) })),
  byTeam('custom_views.update', (owned) => ({ method: 'PATCH', path: view(owned), body: { name: fresh() } })),
  byTeam('custom_views.delete', (owned) => ({ method: 'DELETE', path: view(owned) })),
  byTeam('rss_feeds.create', () => post('/admin/rss-feeds', { name: fresh() })),
  byTeam('rss_feeds.update', (owned) => ({ method: 'PATCH', path: feed(owned), body: { renew_url: true } })),
  byTeam('rss_feeds.delete', (owned) => ({ method: 'DELETE', path: feed(owned) })),

  {
    endpoint: 'magic.subscribe',
    async prepare({ server }) {
      const asked = post('/subscribe', { email: `${fresh()}@example.org` })
      return () => server.ask(asked)
    },
  },
  {
    endpoint: 'magic.subscribe_form',
    async prepare({ server }) {
      const body = `email=${fresh()}%40example.org&scope=all`
      return () => server.ask({ method: 'POST', path: '/subscribe', headers: form, body })
    },
  },
  {
    endpoint: 'magic.unsubscribe',
    async prepare(world) {
      const { subscriber: id } = await ownedThings(world.owner.ask)
      const key = world.server.running.services.linkKeys.keyFor('unsubscribe', id, 1)
      const body = 'List-Unsubscribe=One-Click'
      return () => world.server.ask({ method: 'POST', path: `/unsubscribe/${key}`, headers: form, body })
    },
  },
  {
    endpoint: 'magic.redeem',
    async prepare(world) {
      const headers = {
        'X-Magic-Token': await linkToken(world.owner.ask, 'manage', await ownedThings(world.owner.ask)),
      }
      return () => world.server.ask(post('/magic/redeem', undefined, { headers }))
    },
  },
  byHolder('magic.change_subscription', 'subscription', 'PATCH', '/magic/subscription', (owned) => ({
    components: some(owned),
  })),
  byHolder('magic.end_subscription', 'subscription', 'DELETE', '/magic/subscription'),
  byHolder('magic.change_custom_view', 'custom_view', 'PATCH', '/magic/custom-view', () => ({ name: fresh() })),
  byHolder('magic.delete_custom_view', 'custom_view', 'DELETE', '/magic/custom-view'),
  byHolder('magic.change_rss_feed', 'rss_feed', 'PATCH', '/magic/rss-feed', () => ({ renew_url: true })),
  byHolder('magic.delete_rss_feed', 'rss_feed', 'DELETE', '/magic/rss-feed'),
  byHolder('magic.open_one', 'manage', 'POST', '/magic/manage', (owned) => linkBody('custom_view', owned)),
]
