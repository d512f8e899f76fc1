import type { Config } from '../config.ts'
import type { Readable } from '../db/database.ts'
import { type FirstWorkspaceMade, makeFirstWorkspace } from '../first-workspace.ts'
import { type OpenFolder, openFolder } from '../open-folder.ts'
import { agents } from './browsers.ts'
import { createDemoClock, type DemoClock } from './demo-clock.ts'
import { tellIncidents } from './incidents.ts'
import { tellMaintenances } from './maintenances.ts'
import { tellPeople } from './people.ts'
import { createStory, midnight } from './story.ts'
import { tellStrangers } from './strangers.ts'
import { tellSubscribers } from './subscribers.ts'
import { createTimeline } from './timeline.ts'
import { tellTokens } from './tokens.ts'
import { tellTraffic } from './traffic.ts'
import { tellWorkspace } from './workspace.ts'
import { createWorld } from './world.ts'

/**
 * Fills an empty data folder with a year of a company called Acme: two pages, five people, tokens in every state, incidents, planned work, and
 * the log of it all.
 *
 * Chosen: the story is lived through, moment by moment, by a real application whose clock it moves; names, numbers and moments are the
 * same every time, counted back from `now`. Ids, salts and secrets are fresh, because they must be. Held by test/cli/demo.test.ts.
 */
export interface DemoOptions {
  readonly dataDir: string
  /** The moment at which someone looks, milliseconds UTC. */
  readonly now: number
  /** Everyone in the demo has it. */
  readonly password: string
  readonly logLevel?: Config['logLevel']
  /** How far the story is, from 0 to 1. */
  onProgress?(share: number): void
}

export interface DemoSummary {
  readonly email: string
  readonly workspaceId: string
  readonly pages: number
  readonly people: number
  readonly tokens: number
  readonly incidents: number
  readonly maintenances: number
  readonly auditRows: number
}

const beginsDaysAgo = 372
const email = 'mina@acme.dev'

/**
 * @returns null when the workspace in the folder is set up already; nothing was changed.
 * @throws StartFailure when the folder cannot be used.
 */
export async function fillDemoFolder(options: DemoOptions): Promise<DemoSummary | null> {
  const { dataDir, now, password, logLevel = 'warn' } = options
  const clock = createDemoClock(midnight(now, beginsDaysAgo) + 9 * 3_600_000)
  const open = openFolder({ dataDir, publicUrl: null, logLevel, clock })
  try {
    const made = await makeFirstWorkspace(open.services, {
      name: 'Acme',
      pageName: 'Acme',
      host: 'status.acme.dev',
      email,
      ownerName: 'Mina Okafor',
      password,
      token: null,
    })
    if (made === null) return null
    await live(open, clock, made, options)
    return summaryOf(open.services.db, made)
  } finally {
    await open.close()
  }
}

/** Tells everything, and lives through it. */
async function live(
  open: OpenFolder,
  clock: DemoClock,
  { ownerId, pageId }: FirstWorkspaceMade,
  { now, password, onProgress }: DemoOptions,
): Promise<void> {
  const begin = clock.wall()
  const timeline = createTimeline()
  const world = createWorld(open, clock, now)
  const story = createStory(now, timeline, world)
  story.people.set('mina', { id: ownerId, name: 'Mina Okafor', address: '10.20.7.12', agent: agents.firefox })
  story.pages.set('main', pageId)
  tellTraffic(story, open.services.newId, beginsDaysAgo - 1)
  tellPeople(story, password)
  tellWorkspace(story)
  tellTokens(story)
  tellIncidents(story)
  tellMaintenances(story)
  tellSubscribers(story)
  tellStrangers(story)
  for (let day = beginsDaysAgo; day >= 0; day -= 1) story.daysAgo(day, 0, () => open.tick())
  await timeline.run(now, async (ms) => {
    await world.arrive(ms)
    onProgress?.((ms - begin) / (now - begin))
  })
  await world.end()
}

function summaryOf(db: Readable, { workspaceId }: FirstWorkspaceMade): DemoSummary {
  const count = (table: string): number => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0
  return {
    email,
    workspaceId,
    pages: count('pages'),
    people: count('users'),
    tokens: count('tokens'),
    incidents: count('incidents'),
    maintenances: count('maintenances'),
    auditRows: count('audit_log'),
  }
}
