import { redeem, subscribe } from '../contract/magic-routes.ts'
import {
  createCustomView,
  createMagicLink,
  createRssFeed,
  createSubscriber,
  updateSubscriber,
} from '../contract/subscribers.ts'
import { agents } from './browsers.ts'
import type { Story } from './story.ts'

/** Who is told about Acme's pages, what is shown to some apart, and the links that a few of them used. */

interface PlannedSubscriber {
  readonly email: string
  readonly daysAgo: number
  readonly hour: number
  /** Keys of components; left out: everything. */
  readonly follows?: readonly string[]
  /** Where they subscribed from, and then opened their link; left out: added by the team, with their consent. */
  readonly address?: string
  readonly page?: 'labs'
  readonly endsDaysAgo?: number
}

const plans: readonly PlannedSubscriber[] = [
  { email: 'oncall@northwind.test', daysAgo: 340, hour: 9.2 },
  { email: 'it@harbour.test', daysAgo: 331, hour: 14.1, follows: ['api', 'webhooks'] },
  { email: 'ines.almeida@example.org', daysAgo: 302, hour: 10.4, address: '203.0.113.17', follows: ['signin'] },
  { email: 'status-room@fabrikam.test', daysAgo: 280, hour: 8.8 },
  { email: 'k.nakamura@example.org', daysAgo: 244, hour: 3.6, address: '198.51.100.61' },
  { email: 'ops@contoso.test', daysAgo: 219, hour: 15.7, follows: ['api', 'graphql', 'signin', 'search', 'exports'] },
  { email: 'mateo@example.org', daysAgo: 196, hour: 17.3, address: '203.0.113.90', endsDaysAgo: 88 },
  { email: 'support@tailspin.test', daysAgo: 150, hour: 11.2, follows: ['dashboard', 'mail'] },
  { email: 'lars.holm@example.org', daysAgo: 118, hour: 7.9, address: '198.51.100.7', follows: ['cdn'] },
  { email: 'research@fourthcoffee.test', daysAgo: 97, hour: 13.4, page: 'labs' },
  { email: 'b.osei@example.org', daysAgo: 64, hour: 16.6, address: '203.0.113.141' },
  { email: 'platform@wingtip.test', daysAgo: 31, hour: 9.5, follows: ['webhooks'] },
  {
    email: 'eva.lind@example.org',
    daysAgo: 12,
    hour: 12.8,
    address: '198.51.100.203',
    follows: ['signin', 'dashboard'],
  },
]

/** They asked a moment ago; the mail with their link stands in the outbox. */
const waiting = [
  { email: 'rosa.weiss@example.org', minutesAgo: 210, address: '203.0.113.66' },
  { email: 'helpdesk@adatum.test', minutesAgo: 47, address: '198.51.100.34' },
] as const

export function tellSubscribers(story: Story): void {
  const chosen = (keys: readonly string[] | undefined) =>
    keys === undefined ? null : keys.map((key) => ({ id: story.component(key) }))
  const ids = new Map<string, string>()

  for (const plan of plans) {
    story.daysAgo(plan.daysAgo, plan.hour, async (world) => {
      const where = plan.page === undefined ? {} : { pageId: story.page(plan.page) }
      const mina = world.as(story.person('mina'), where)
      const body = { email: plan.email, components: chosen(plan.follows) }
      const added = await mina(createSubscriber, {
        body: plan.address === undefined ? { ...body, confirmed: true } : body,
      })
      ids.set(plan.email, added.id)
      if (plan.address === undefined) return
      const caller = { address: plan.address, agent: agents.firefox }
      const { url } = await mina(createMagicLink, { params: { id: added.id }, body: { purpose: 'subscription' } })
      story.later(9, async () => {
        await world.withLink(new URL(url).hash.replace('#t=', ''), caller)(redeem, {})
      })
    })
    if (plan.endsDaysAgo === undefined) continue
    story.daysAgo(plan.endsDaysAgo, 8, async (world) => {
      const id = ids.get(plan.email)
      if (id !== undefined)
        await world.as(story.person('ana'))(updateSubscriber, { params: { id }, body: { state: 'ended' } })
    })
  }

  for (const { email, minutesAgo, address } of waiting) {
    story.minutesAgo(minutesAgo, async (world) => {
      await world.visitor({ address, agent: agents.safari })(subscribe, { body: { email } })
    })
  }

  story.daysAgo(214, 10, async (world) => {
    await world.as(story.person('ana'))(createCustomView, {
      body: {
        name: 'Contoso: what they use',
        components: chosen(['api', 'graphql', 'signin', 'search', 'exports']) ?? [],
        subscriber_id: ids.get('ops@contoso.test') ?? null,
      },
    })
  })
  story.daysAgo(160, 11, async (world) => {
    const ana = world.as(story.person('ana'))
    await ana(createCustomView, {
      body: { name: 'Screen in the support room', components: chosen(['dashboard', 'signin', 'mail']) ?? [] },
    })
    await ana(createRssFeed, { body: { name: 'Chat: #acme-status', components: null } })
  })
  story.daysAgo(74, 15, async (world) => {
    await world.as(story.person('mina'))(createRssFeed, {
      body: {
        name: 'Northwind on-call bridge',
        components: chosen(['api', 'webhooks']),
        subscriber_id: ids.get('oncall@northwind.test') ?? null,
      },
    })
  })
  // One link that nobody has opened yet, and one that was used a moment ago.
  story.minutesAgo(22, async (world) => {
    const id = ids.get('ops@contoso.test')
    if (id === undefined) return
    const { url } = await world.as(story.person('ana'))(createMagicLink, { params: { id }, body: {} })
    story.later(4, async () => {
      const caller = { address: '203.0.113.209', agent: agents.chrome }
      await world.withLink(new URL(url).hash.replace('#t=', ''), caller)(redeem, {})
    })
  })
  story.minutesAgo(6, async (world) => {
    const id = ids.get('oncall@northwind.test')
    if (id !== undefined) await world.as(story.person('mina'))(createMagicLink, { params: { id }, body: {} })
  })
}
