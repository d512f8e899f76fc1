import { listIncidents } from '../contract/incidents.ts'
import { listMaintenances } from '../contract/maintenances.ts'
import {
  createToken,
  deleteToken,
  disableToken,
  revokeToken,
  rotateToken,
  type TokenWithSecret,
} from '../contract/tokens.ts'
import { agents } from './browsers.ts'
import type { Story, StoryToken } from './story.ts'
import { plannedTokens } from './token-plans.ts'
import type { Caller } from './world.ts'

/** Tokens in every state that a token can be in, each with a life that explains it. */

/** Tells how tokens come and go. `story.tokens` fills as they are made. */
export function tellTokens(story: Story): void {
  for (const { key, by, ownedBy, madeDaysAgo, onLabs, inTest, body } of plannedTokens) {
    story.daysAgo(madeDaysAgo, 9.5, async (world) => {
      const where = {
        ...(onLabs === true ? { pageId: story.page('labs') } : {}),
        ...(inTest === true ? { environment: 'test' as const } : {}),
      }
      const owner = story.person(ownedBy ?? by)
      const token = await world.as(story.person(by), where)(createToken, { body: { ...body, owner_id: owner.id } })
      story.tokens.set(key, kept(token))
    })
  }

  story.daysAgo(61, 17, async (world) => {
    await world.as(story.person('mina'))(revokeToken, {
      params: { id: story.token('contractor').id },
      body: { reason: 'Engagement ended (INC-2201); Northwind confirmed that it was removed.' },
    })
  })
  story.daysAgo(9, 11, async (world) => {
    await world.as(story.person('ana'))(disableToken, { params: { id: story.token('chat-bot').id } })
  })
  story.daysAgo(8, 10, async (world) => {
    await world.as(story.person('ana'))(deleteToken, { params: { id: story.token('scratch').id } })
  })
  // Someone pasted it into an address: it is refused, flagged, and waits for a person to rotate it.
  story.daysAgo(5, 8.25, async (world) => {
    await world.ask(`/api/v1/status?token=${story.token('preview-hooks').secret}`, previewCaller)
  })
  // Rotated the day before yesterday; the successor came into use this morning, so both work until tomorrow.
  story.minutesAgo(32 * 60, async (world) => {
    const successor = await world.as(story.person('ana'))(rotateToken, {
      params: { id: story.token('maintenance-old').id },
      body: { overlap_seconds: 86_400 },
    })
    story.tokens.set('maintenance', kept(successor))
  })
  for (const minutes of [182, 181, 176])
    story.minutesAgo(minutes, async (world) => {
      await world.withToken(story.token('maintenance').secret, githubCaller)(listMaintenances)
    })
  // The last ones before someone looks.
  story.minutesAgo(24, async (world) => {
    await world.withToken(story.token('pagerduty').secret, pagerDutyCaller)(listIncidents, {
      query: { status: 'open' },
    })
  })
  story.minutesAgo(4, async (world) => {
    await world.withToken(story.token('terraform-prod').secret, terraformCaller)(listMaintenances)
  })
  story.minutesAgo(0.4, async (world) => {
    await world.withToken(story.token('grafana').secret, grafanaCaller)(listIncidents, { query: { status: 'open' } })
  })
}

export const terraformCaller: Caller = { address: '10.20.4.11', agent: agents.terraform }
export const pagerDutyCaller: Caller = { address: '34.212.8.90', agent: agents.pagerduty }
export const grafanaCaller: Caller = { address: '10.20.7.3', agent: agents.grafana }
export const githubCaller: Caller = { address: '140.82.114.21', agent: agents.github }
const previewCaller: Caller = { address: '10.31.2.14', agent: agents.preview }

function kept(token: TokenWithSecret): StoryToken {
  return {
    id: token.id,
    name: token.name,
    prefix: token.token_prefix,
    secret: token.token,
    pageId: token.page_id,
    environment: token.environment,
  }
}
