import type { Timeline } from './timeline.ts'
import type { Person, World } from './world.ts'

/** What the parts of the story share: when it is now, who is there, and ways to say when something happens. */
export interface Story {
  /** The end of the story, milliseconds UTC: the moment at which someone looks at it. */
  readonly now: number
  readonly people: Map<string, Person>
  /** Tokens by the story's own key; raw values live in memory only. */
  readonly tokens: Map<string, StoryToken>
  /** Ids of pages and components, by the story's own key. */
  readonly pages: Map<string, string>
  readonly components: Map<string, string>
  person(key: string): Person
  token(key: string): StoryToken
  page(key: string): string
  component(key: string): string
  /** At this hour (UTC, fractions allowed) of the day so many days ago; past the end it does not happen. */
  daysAgo(days: number, hour: number, happens: Happening): void
  /** At this time, milliseconds UTC. */
  at(ms: number, happens: Happening): void
  minutesAgo(minutes: number, happens: Happening): void
  /** So many minutes after what happens now. */
  later(minutes: number, happens: Happening): void
}

export type Happening = (world: World) => Promise<void> | void

export interface StoryToken {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly secret: string
  readonly pageId: string | null
  readonly environment: 'live' | 'test'
}

const dayMs = 86_400_000

/** Midnight (UTC) of the day so many days before `now`. */
export function midnight(now: number, daysAgo: number): number {
  return Math.floor(now / dayMs) * dayMs - daysAgo * dayMs
}

export function createStory(now: number, timeline: Timeline, world: World): Story {
  const people = new Map<string, Person>()
  const tokens = new Map<string, StoryToken>()
  const pages = new Map<string, string>()
  const components = new Map<string, string>()
  const at = (ms: number, happens: Happening): void => timeline.at(ms, () => happens(world))
  const named = <Value>(map: Map<string, Value>, key: string): Value => {
    const value = map.get(key)
    if (value === undefined) throw new Error(`the story speaks of ${key} before there is one`)
    return value
  }
  return {
    now,
    people,
    tokens,
    pages,
    components,
    person: (key) => named(people, key),
    token: (key) => named(tokens, key),
    page: (key) => named(pages, key),
    component: (key) => named(components, key),
    at,
    daysAgo: (days, hour, happens) => at(midnight(now, days) + hour * 3_600_000, happens),
    minutesAgo: (minutes, happens) => at(now - minutes * 60_000, happens),
    later: (minutes, happens) => at(world.clock.wall() + minutes * 60_000, happens),
  }
}
