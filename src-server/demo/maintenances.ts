import { cancelMaintenance, completeMaintenance, createMaintenance } from '../contract/maintenances.ts'
import { midnight, type Story } from './story.ts'
import { githubCaller } from './tokens.ts'

/** Planned work: done, called off, and to come. */

interface Plan {
  readonly name: string
  readonly body: string
  /** Negative: so many days from now. */
  readonly daysAgo: number
  readonly hour: number
  readonly hours: number
  readonly announcedDaysBefore: number
  readonly affects: readonly string[]
  readonly by: 'jonas' | 'release'
  /** Ended by hand so many minutes before its planned end. */
  readonly earlyMinutes?: number
  readonly cancelledDaysBefore?: number
}

const plans: readonly Plan[] = [
  {
    name: 'Database upgrade',
    body: 'The primary database moves to a new version. Writes wait for up to a minute.',
    daysAgo: 84,
    hour: 4,
    hours: 2,
    announcedDaysBefore: 7,
    affects: ['api', 'graphql', 'dashboard'],
    by: 'jonas',
    earlyMinutes: 35,
  },
  {
    name: 'Certificate rotation',
    body: 'Certificates of all public endpoints are renewed. No interruption is expected.',
    daysAgo: 66,
    hour: 9,
    hours: 1,
    announcedDaysBefore: 3,
    affects: ['cdn'],
    by: 'release',
  },
  {
    name: 'Search index rebuild',
    body: 'Results may be incomplete while the index is rebuilt.',
    daysAgo: 43,
    hour: 22,
    hours: 4,
    announcedDaysBefore: 5,
    affects: ['search'],
    by: 'jonas',
  },
  {
    name: 'Network work in eu-south',
    body: 'Our provider replaces switches. Traffic runs through the other zones.',
    daysAgo: 27,
    hour: 23,
    hours: 3,
    announcedDaysBefore: 9,
    affects: ['api', 'webhooks'],
    by: 'release',
    cancelledDaysBefore: 2,
  },
  {
    name: 'Mail provider change',
    body: 'Notifications may take a few minutes longer.',
    daysAgo: 13,
    hour: 6,
    hours: 2,
    announcedDaysBefore: 6,
    affects: ['mail'],
    by: 'release',
    earlyMinutes: 20,
  },
  {
    name: 'Export workers move to new machines',
    body: 'Running exports finish first; new ones wait until the move is done.',
    daysAgo: -4,
    hour: 5,
    hours: 2,
    announcedDaysBefore: 6,
    affects: ['exports'],
    by: 'release',
  },
  {
    name: 'Quarterly failover exercise',
    body: 'We move all traffic to the second region and back. Short interruptions are possible.',
    daysAgo: -12,
    hour: 7,
    hours: 3,
    announcedDaysBefore: 15,
    affects: ['api', 'graphql', 'dashboard', 'signin'],
    by: 'jonas',
  },
]

export function tellMaintenances(story: Story): void {
  for (const plan of plans) {
    const begin = midnight(story.now, plan.daysAgo) + plan.hour * 3_600_000
    const end = begin + plan.hours * 3_600_000
    story.daysAgo(plan.daysAgo + plan.announcedDaysBefore, 13, async (world) => {
      const jonas = world.as(story.person('jonas'))
      // The release workflow announces what it does with its own token.
      const release =
        plan.by === 'release' ? world.withToken(story.token('maintenance-old').secret, githubCaller) : jonas
      const { id } = await release(createMaintenance, {
        body: {
          name: plan.name,
          body: plan.body,
          scheduled_for: new Date(begin).toISOString(),
          scheduled_until: new Date(end).toISOString(),
          components: plan.affects.map((key) => ({ id: story.component(key) })),
        },
      })
      const { cancelledDaysBefore, earlyMinutes } = plan
      if (cancelledDaysBefore !== undefined)
        story.daysAgo(plan.daysAgo + cancelledDaysBefore, 12, async () => {
          await jonas(cancelMaintenance, { params: { id } })
        })
      else if (earlyMinutes !== undefined)
        story.daysAgo(plan.daysAgo, plan.hour + plan.hours - earlyMinutes / 60, async () => {
          await jonas(completeMaintenance, { params: { id } })
        })
    })
    // The clock moves it: be there when it does.
    for (const moment of [begin, end]) story.at(moment + 1000, () => undefined)
  }
}
