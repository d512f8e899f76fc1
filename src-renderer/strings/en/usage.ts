/** Plan and usage, and the chart of requests. */

const count = (value: number): string => value.toLocaleString('en')
const plural = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`

export const usage = {
  title: 'Plan & usage',
  things: 'figures',
  subtitle: 'What there is, how much room it takes and how much it’s asked, in',
  plan: 'Plan',
  invoices: 'Invoices',
  noInvoices: 'None: nobody bills you for your own server.',
  countsLabel: 'What there is',
  pages: 'Pages',
  members: 'Members',
  tokens: 'API tokens',
  tokensDetail: (total: number) => `active, of ${count(total)} in all`,
  roles: 'Custom roles',
  rows: 'Audit events',
  rowsDetail: 'kept in the log',
  storage: 'Storage',
  database: 'Database file',
  free: 'Free inside it',
  storageHint:
    'What is free inside is used first. The log makes up most of the file; the policy says how long it’s kept.',
  toSettings: 'Open the policy',
  requests: 'Requests per day',
  range: 'How far back',
  days: (value: number) => plural(value, 'day', 'days'),
}

export const chart = {
  allowed: 'Allowed',
  refused: 'Refused',
  summary: (allowed: number, refused: number, days: number, busiest: string, most: number) =>
    `${count(allowed)} allowed and ${count(refused)} refused in ${plural(days, 'day', 'days')}. The busiest was ${busiest} with ${count(most)}.`,
  nothing: (days: number) => `No requests in ${plural(days, 'day', 'days')}.`,
  showTable: 'Show as table',
  showChart: 'Show as chart',
  table: 'Requests per day, as a table',
  day: 'Day',
  denied: 'Denied',
  failed: 'Failed',
}
