import type { ComponentStatus } from '../contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../contract/incidents.ts'

/** What went wrong at Acme in the last half year. Data only; incidents.ts tells it. */
export interface IncidentPlan {
  readonly name: string
  readonly daysAgo: number
  /** UTC, with fractions. */
  readonly hour: number
  readonly impact: IncidentImpact
  /** Component and its worst status. */
  readonly affects: readonly (readonly [component: string, status: ComponentStatus])[]
  /** Who opens it: a token (`pagerduty`) or a person. */
  readonly by: 'pagerduty' | 'chat-bot' | 'heartbeat' | 'priya' | 'ana' | 'mina'
  readonly first: string
  /** Minutes after the opening, status, words. The last one resolves it; an open one has no last. */
  readonly updates: readonly (readonly [minutes: number, status: IncidentStatus, body: string])[]
  readonly annotation?: string
  readonly rootCause?: string
  readonly page?: 'labs'
  readonly sandbox?: true
}

export const incidentPlans: readonly IncidentPlan[] = [
  {
    name: 'Sign-in with passkeys fails for some people',
    daysAgo: 176,
    hour: 8.2,
    impact: 'minor',
    affects: [['signin', 'degraded_performance']],
    by: 'priya',
    first: 'Some people cannot sign in with a passkey. Passwords work.',
    updates: [
      [25, 'identified', 'A change of this morning rejects passkeys made on older phones. We are taking it back.'],
      [58, 'resolved', 'Passkeys work again everywhere. Nothing has to be set up anew.'],
    ],
    rootCause: 'The attestation check did not know two older formats. Covered by a test since.',
  },
  {
    name: 'Search results are hours old',
    daysAgo: 151,
    hour: 13.5,
    impact: 'minor',
    affects: [['search', 'degraded_performance']],
    by: 'pagerduty',
    first: 'New records do not show up in search.',
    updates: [
      [18, 'identified', 'The index queue stands still since 09:40 UTC. We have added room and it is catching up.'],
      [140, 'resolved', 'The index is current again.'],
    ],
  },
  {
    name: 'Webhook deliveries delayed',
    daysAgo: 118,
    hour: 19.1,
    impact: 'major',
    affects: [['webhooks', 'partial_outage']],
    by: 'pagerduty',
    first: 'Deliveries wait up to 20 minutes. None is lost.',
    updates: [
      [21, 'identified', 'One of three delivery workers ran out of memory. It has been replaced.'],
      [55, 'monitoring', 'The queue is empty again. We are watching it.'],
      [120, 'resolved', 'Deliveries take less than a second, as usual.'],
    ],
    rootCause: 'A customer endpoint answered with 40 MB bodies that we kept in memory. Answers are now cut at 64 kB.',
  },
  {
    name: 'Elevated errors on the REST API',
    daysAgo: 86,
    hour: 6.8,
    impact: 'major',
    affects: [
      ['api', 'partial_outage'],
      ['dashboard', 'degraded_performance'],
    ],
    by: 'pagerduty',
    first: 'About 8% of requests to the REST API end with 502.',
    updates: [
      [9, 'investigating', 'One availability zone answers slowly. Traffic is being moved away from it.'],
      [31, 'identified', 'The network provider confirms a fault in that zone.'],
      [64, 'monitoring', 'All traffic runs through the other two zones. Errors are back to normal.'],
      [190, 'resolved', 'The provider has repaired the zone and it is in use again.'],
    ],
    annotation: 'Moving traffic took 20 minutes because the runbook named the old load balancer. Updated.',
    rootCause: 'Fibre cut at the provider; our failover waited for a person.',
  },
  {
    name: 'CSV exports end early',
    daysAgo: 79,
    hour: 10.4,
    impact: 'minor',
    affects: [['exports', 'degraded_performance']],
    by: 'ana',
    first: 'Exports of more than 100,000 rows end after the first part.',
    updates: [
      [40, 'identified', 'A time limit of a new proxy cuts long answers. We are raising it.'],
      [75, 'resolved', 'Exports of any length run to their end. Please start those of this morning again.'],
    ],
  },
  {
    name: 'Notifications arrive late',
    daysAgo: 71,
    hour: 15.0,
    impact: 'minor',
    affects: [['mail', 'degraded_performance']],
    by: 'chat-bot',
    first: 'E-mail notifications wait up to 15 minutes.',
    updates: [[95, 'resolved', 'Our mail provider has cleared its queue. All waiting messages were sent.']],
  },
  {
    name: 'Dashboard does not load in Safari 26',
    daysAgo: 63,
    hour: 9.1,
    impact: 'minor',
    affects: [['dashboard', 'partial_outage']],
    by: 'priya',
    first: 'In Safari 26 the dashboard stays blank.',
    updates: [
      [22, 'identified', 'A polyfill breaks there. A corrected build is on its way.'],
      [47, 'resolved', 'The corrected build is live. Reload the page once.'],
    ],
  },
  {
    name: 'CDN serves old files in Asia',
    daysAgo: 55,
    hour: 2.6,
    impact: 'minor',
    affects: [['cdn', 'degraded_performance']],
    by: 'heartbeat',
    first: 'Probes in Singapore and Tokyo get files from before the last release.',
    updates: [
      [34, 'identified', 'A purge did not reach two points of presence.'],
      [52, 'resolved', 'Both were purged by hand and serve the present release.'],
    ],
  },
  {
    name: 'GraphQL API refuses valid tokens',
    daysAgo: 47,
    hour: 11.9,
    impact: 'major',
    affects: [['graphql', 'major_outage']],
    by: 'pagerduty',
    first: 'Every request to the GraphQL API is answered with 401.',
    updates: [
      [
        7,
        'identified',
        'The key that signs internal tokens was rotated there an hour too early. It is being put back.',
      ],
      [16, 'monitoring', 'Requests succeed again.'],
      [60, 'resolved', 'No more refusals for an hour.'],
    ],
    annotation: 'Rotation job now waits for all consumers to report the new key.',
    rootCause: 'The rotation schedule had been changed in one repository only.',
  },
  {
    name: 'Slow queries in search',
    daysAgo: 38,
    hour: 14.3,
    impact: 'minor',
    affects: [['search', 'degraded_performance']],
    by: 'pagerduty',
    first: 'Searches take up to five seconds.',
    updates: [
      [28, 'identified', 'One shard is twice the size of the others. It is being split.'],
      [150, 'resolved', 'Searches take 80 ms again.'],
    ],
  },
  {
    name: 'Sign-in unavailable',
    daysAgo: 29,
    hour: 7.4,
    impact: 'critical',
    affects: [
      ['signin', 'major_outage'],
      ['dashboard', 'partial_outage'],
      ['api', 'degraded_performance'],
    ],
    by: 'pagerduty',
    first: 'Nobody can sign in. Sessions that are open go on.',
    updates: [
      [6, 'investigating', 'The session store does not answer. We are moving to its replica.'],
      [19, 'identified', 'The replica has taken over. Sign-in works for most people.'],
      [33, 'monitoring', 'Sign-in works for everyone.'],
      [125, 'resolved', 'The first store is repaired and runs as replica.'],
    ],
    annotation: 'Customer support had 41 calls. A status link is now on the sign-in page itself.',
    rootCause: 'Disk of the session store was full: its log was not rotated after the move in September.',
  },
  {
    name: 'Documentation search does not answer',
    daysAgo: 21,
    hour: 16.2,
    impact: 'none',
    affects: [['docs', 'degraded_performance']],
    by: 'ana',
    first: 'Searching in the documentation gives no results. Browsing works.',
    updates: [[70, 'resolved', 'Search in the documentation works again.']],
  },
  {
    name: 'Webhook signatures wrong for one region',
    daysAgo: 16,
    hour: 12.7,
    impact: 'minor',
    affects: [['webhooks', 'degraded_performance']],
    by: 'priya',
    first: 'Endpoints in eu-south refuse our deliveries: the signature does not match.',
    updates: [
      [30, 'identified', 'One worker has a clock that is eight minutes ahead.'],
      [44, 'resolved', 'Its clock is right again; what was refused is being delivered once more.'],
    ],
  },
  {
    name: 'Elevated latency on the REST API',
    daysAgo: 8,
    hour: 17.8,
    impact: 'minor',
    affects: [['api', 'degraded_performance']],
    by: 'pagerduty',
    first: 'Requests take about twice as long as usual.',
    updates: [
      [26, 'identified', 'A report of one workspace reads a large table without an index.'],
      [41, 'monitoring', 'The report is paused. Latency is falling.'],
      [85, 'resolved', 'Latency is back to normal.'],
    ],
    rootCause: 'Missing index on invoices(closed_at); added.',
  },
  {
    name: 'Images missing in e-mail',
    daysAgo: 3,
    hour: 9.6,
    impact: 'none',
    affects: [['mail', 'degraded_performance']],
    by: 'ana',
    first: 'Some notification e-mails come without images.',
    updates: [[64, 'resolved', 'Images are back. The texts were complete all the time.']],
  },
  {
    name: 'Model gateway out of capacity',
    daysAgo: 58,
    hour: 13.0,
    impact: 'major',
    affects: [['gateway', 'partial_outage']],
    by: 'mina',
    page: 'labs',
    first: 'Two of five requests wait for a free machine and give up.',
    updates: [
      [45, 'identified', 'More machines were ordered.'],
      [210, 'resolved', 'There is room again.'],
    ],
  },
  {
    name: 'Batch jobs of the night did not run',
    daysAgo: 11,
    hour: 6.5,
    impact: 'minor',
    affects: [['batch', 'major_outage']],
    by: 'mina',
    page: 'labs',
    first: 'The scheduler stopped at midnight.',
    updates: [[80, 'resolved', 'All jobs of the night have run by now.']],
  },
  {
    name: 'Rehearsal: database failover',
    daysAgo: 12,
    hour: 10.0,
    impact: 'major',
    affects: [],
    by: 'mina',
    sandbox: true,
    first: 'This is a rehearsal in the sandbox; nobody outside sees it.',
    updates: [[55, 'resolved', 'Failover took 40 seconds.']],
  },
]

/** The one that is open when someone looks; it began so many minutes ago. */
export const openIncident: Omit<IncidentPlan, 'daysAgo' | 'hour'> & { readonly minutesAgo: number } = {
  name: 'Webhook deliveries delayed in us-east',
  minutesAgo: 52,
  impact: 'minor',
  affects: [['webhooks', 'degraded_performance']],
  by: 'pagerduty',
  first: 'Deliveries to endpoints in us-east wait up to ten minutes. None is lost.',
  updates: [
    [12, 'identified', 'A message broker lost its leader and elects a new one too slowly. We are moving its load.'],
    [38, 'identified', 'Two thirds of the load are moved; the wait is down to three minutes.'],
  ],
}
