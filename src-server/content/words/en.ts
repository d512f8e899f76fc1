import type { Words } from '../words.ts'

export const english: Words = {
  language: 'en',
  component: {
    operational: 'Operational',
    under_maintenance: 'Under maintenance',
    degraded_performance: 'Degraded performance',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
  },
  incident: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
  },
  impact: { none: 'No impact', minor: 'Minor impact', major: 'Major impact', critical: 'Critical impact' },
  indicator: {
    none: 'All systems operational',
    maintenance: 'Maintenance in progress',
    minor: 'Some systems are impaired',
    major: 'Major outage',
    critical: 'Critical outage',
  },
  summary: {
    none: 'Everything is working as it should.',
    maintenance: 'Planned work is under way. Parts may be unavailable for a while.',
    minor: 'Most things work. We are looking after the rest.',
    major: 'Something important is down. We are working on it.',
    critical: 'Our service is down. We are working on it with everything we have.',
  },
  help: 'Get help',
  openIncidents: 'What is happening now',
  maintenanceNow: 'Maintenance in progress',
  maintenanceAhead: 'Planned maintenance',
  components: 'Services',
  otherComponents: 'Other services',
  history: 'The last 14 days',
  affects: 'Affects',
  began: 'Began',
  resolvedAfter: (duration) => `Resolved after ${duration}`,
  allUpdates: (count) => (count === 1 ? 'Show the update' : `Show all ${count} updates`),
  completed: 'Maintenance completed',
  quiet: 'No incidents.',
  quietDays: (first, last) => `${first} – ${last}`,
  daysAgo: (days) => `${days} days ago`,
  today: 'Today',
  uptime: (percent) => `${percent} uptime`,
  noOutage: 'No outage',
  noData: 'No data yet',
  uptimeSummary: (days, percent, troubledDays) =>
    percent === null
      ? 'No uptime data yet.'
      : `${percent} uptime in the last ${days} days; ${
          troubledDays === 0
            ? 'no day with trouble'
            : troubledDays === 1
              ? 'one day with trouble'
              : `${troubledDays} days with trouble`
        }.`,
  howCounted:
    'Uptime counts a major outage in full and a partial outage as three tenths. Degraded performance and planned maintenance do not count.',
  timesIn: (zone) => `All times: ${zone}`,
  emptyTitle: 'This page is new',
  emptyText: 'There is nothing to report yet. Services and their status will appear here.',
  notSetUpTitle: 'A status page will be here soon',
  notSetUpText: 'It is still being set up. Please come back later.',
  updates: {
    open: 'Get updates',
    email: 'E-mail address',
    submit: 'Subscribe',
    hint: 'We send a link there first. One click ends it.',
    choose: 'Choose services',
  },
}
