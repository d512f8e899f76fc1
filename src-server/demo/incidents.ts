import {
  acknowledgeIncident,
  annotateIncident,
  closeIncident,
  createIncident,
  postIncidentUpdate,
  setIncidentRootCause,
} from '../contract/incidents.ts'
import { agents } from './browsers.ts'
import { type IncidentPlan, incidentPlans, openIncident } from './incident-plans.ts'
import type { Story } from './story.ts'
import { pagerDutyCaller } from './tokens.ts'
import type { Caller, Where, World } from './world.ts'

/** Tells the incidents: opened by a token or a person, taken up by someone, worked on, and closed. */
export function tellIncidents(story: Story): void {
  for (const plan of incidentPlans) story.daysAgo(plan.daysAgo, plan.hour, (world) => open(story, world, plan))
  story.minutesAgo(openIncident.minutesAgo, (world) => open(story, world, openIncident))
}

type Plan = Pick<
  IncidentPlan,
  'name' | 'impact' | 'affects' | 'by' | 'first' | 'updates' | 'annotation' | 'rootCause' | 'page' | 'sandbox'
>

async function open(story: Story, world: World, plan: Plan): Promise<void> {
  const where: Where = {
    ...(plan.page === undefined ? {} : { pageId: story.page(plan.page) }),
    ...(plan.sandbox === true ? { environment: 'test' as const } : {}),
  }
  const components = plan.affects.map(([key, status]) => ({ id: story.component(key), status }))
  const { id } = await openerOf(
    story,
    world,
    plan,
    where,
  )(createIncident, {
    body: { name: plan.name, status: 'investigating', impact: plan.impact, body: plan.first, components },
  })
  // People write from here on: whoever was on call, on Labs and in the sandbox the owner.
  const writer = plan.page === undefined && plan.sandbox === undefined ? 'priya' : 'mina'
  const ask = world.as(story.person(writer), where)
  story.later(4, async () => {
    await ask(acknowledgeIncident, { params: { id } })
  })
  for (const [minutes, status, body] of plan.updates) {
    story.later(minutes, async () => {
      if (status === 'resolved') await ask(closeIncident, { params: { id }, body: { body } })
      else await ask(postIncidentUpdate, { params: { id }, body: { status, body } })
    })
  }
  const last = plan.updates.at(-1)?.[0] ?? 0
  const { annotation, rootCause } = plan
  if (annotation !== undefined)
    story.later(last + 90, async () => {
      await ask(annotateIncident, { params: { id }, body: { body: annotation } })
    })
  if (rootCause !== undefined)
    story.later(last + 26 * 60, async () => {
      await ask(setIncidentRootCause, { params: { id }, body: { body: rootCause } })
    })
}

const callers: Readonly<Record<'pagerduty' | 'chat-bot' | 'heartbeat', Caller>> = {
  pagerduty: pagerDutyCaller,
  'chat-bot': { address: '10.20.5.77', agent: agents.chatBot },
  heartbeat: { address: '10.31.0.8', agent: agents.heartbeat },
}

function openerOf(story: Story, world: World, { by }: Plan, where: Where) {
  switch (by) {
    case 'pagerduty':
    case 'chat-bot':
    case 'heartbeat':
      return world.withToken(story.token(by).secret, callers[by])
    default:
      return world.as(story.person(by), where)
  }
}
