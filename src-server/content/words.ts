import type { ComponentStatus } from '../contract/components.ts'
import type { IncidentImpact, IncidentStatus } from '../contract/incidents.ts'
import type { Indicator } from '../contract/public.ts'
import { german } from './words/de.ts'
import { english } from './words/en.ts'
import { spanish } from './words/es.ts'
import { french } from './words/fr.ts'

/** Everything the status page says by itself, in one language. */
export interface Words {
  /** BCP 47. */
  readonly language: string
  readonly component: Readonly<Record<ComponentStatus, string>>
  readonly incident: Readonly<Record<IncidentStatus, string>>
  readonly impact: Readonly<Record<IncidentImpact, string>>
  readonly indicator: Readonly<Record<Indicator, string>>
  /** One sentence under the indicator. */
  readonly summary: Readonly<Record<Indicator, string>>
  readonly help: string
  readonly openIncidents: string
  readonly maintenanceNow: string
  readonly maintenanceAhead: string
  readonly components: string
  readonly otherComponents: string
  readonly history: string
  readonly affects: string
  readonly began: string
  readonly resolvedAfter: (duration: string) => string
  readonly allUpdates: (count: number) => string
  readonly completed: string
  readonly quiet: string
  readonly quietDays: (first: string, last: string) => string
  readonly daysAgo: (days: number) => string
  readonly today: string
  readonly uptime: (percent: string) => string
  readonly noOutage: string
  readonly noData: string
  /** What a screen reader says instead of the bars. */
  readonly uptimeSummary: (days: number, percent: string | null, troubledDays: number) => string
  readonly howCounted: string
  readonly timesIn: (zone: string) => string
  readonly emptyTitle: string
  readonly emptyText: string
  readonly notSetUpTitle: string
  readonly notSetUpText: string
  /** Asking to be told. */
  readonly updates: {
    readonly open: string
    readonly email: string
    readonly submit: string
    readonly hint: string
    readonly choose: string
  }
}

const languages: ReadonlyMap<string, Words> = new Map(
  [english, german, french, spanish].map((words) => [words.language, words]),
)

/** The words of a locale's language; English where we have none. */
export function wordsFor(locale: string): Words {
  return languages.get(locale.toLowerCase().split('-')[0] ?? '') ?? english
}
