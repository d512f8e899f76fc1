import { createComponent, createComponentGroup } from '../contract/components.ts'
import { createLock } from '../contract/locks.ts'
import { updateOrgSettings } from '../contract/org.ts'
import { createPage } from '../contract/pages.ts'
import { createRole } from '../contract/roles.ts'
import { updateBrandingSettings, updateGeneralSettings, updateLocalizationSettings } from '../contract/settings.ts'
import type { Story } from './story.ts'
import { terraformCaller } from './tokens.ts'

/** The workspace itself: policy, roles, pages with their components and settings, and what Terraform manages. */

interface PlannedComponent {
  readonly key: string
  readonly name: string
  readonly description: string
}

const groups: readonly { name: string; description: string; components: readonly PlannedComponent[] }[] = [
  {
    name: 'API',
    description: 'What integrations call',
    components: [
      { key: 'api', name: 'REST API', description: 'api.acme.dev' },
      { key: 'webhooks', name: 'Webhook delivery', description: 'Events to your endpoints' },
      { key: 'graphql', name: 'GraphQL API', description: 'api.acme.dev/graphql' },
    ],
  },
  {
    name: 'Application',
    description: 'What people use',
    components: [
      { key: 'dashboard', name: 'Dashboard', description: 'app.acme.dev' },
      { key: 'signin', name: 'Sign-in', description: 'Passwords, passkeys and single sign-on' },
      { key: 'mail', name: 'Notifications', description: 'E-mail and push' },
    ],
  },
  {
    name: 'Data',
    description: 'What happens behind it',
    components: [
      { key: 'search', name: 'Search', description: 'Index and queries' },
      { key: 'exports', name: 'Exports', description: 'CSV and warehouse sync' },
    ],
  },
]
const alone: readonly PlannedComponent[] = [
  { key: 'cdn', name: 'CDN', description: 'Static files and images' },
  { key: 'docs', name: 'Documentation', description: 'docs.acme.dev' },
]
const labsComponents: readonly PlannedComponent[] = [
  { key: 'gateway', name: 'Model gateway', description: 'Inference for experiments' },
  { key: 'playground', name: 'Playground', description: 'play.acme-labs.dev' },
  { key: 'batch', name: 'Batch jobs', description: 'Overnight runs' },
]

export function tellWorkspace(story: Story): void {
  story.daysAgo(371, 11, async (world) => {
    const ask = world.as(story.person('mina'))
    await ask(updateGeneralSettings, {
      body: { description: 'Live status of everything that Acme runs.', support_url: 'https://acme.dev/support' },
    })
    await ask(updateBrandingSettings, {
      body: { brand_color: '#2f55d4', header: 'Acme status', footer: 'Acme, Inc. All times are shown in UTC.' },
    })
    await ask(updateLocalizationSettings, { body: { locale: 'en-GB', time_zone: 'UTC' } })
    for (const group of groups) {
      const made = await ask(createComponentGroup, { body: { name: group.name, description: group.description } })
      for (const { key, name, description } of group.components) {
        const component = await ask(createComponent, { body: { name, description, group_id: made.id } })
        story.components.set(key, component.id)
      }
    }
    for (const { key, name, description } of alone)
      story.components.set(key, (await ask(createComponent, { body: { name, description } })).id)
  })

  story.daysAgo(364, 9, async (world) => {
    await world.as(story.person('mina'))(updateOrgSettings, {
      body: { features: { advanced_rbac: true }, token_policy: { self_rotation: true } },
    })
    await world.as(story.person('mina'))(createRole, {
      body: {
        key: 'beat-operator',
        name: 'Beat operator',
        description: 'Runs the Beats and opens incidents from them.',
        permissions: ['checks:write', 'incidents:write', 'components:read'],
      },
    })
  })
  story.daysAgo(201, 9, async (world) => {
    await world.as(story.person('mina'))(updateOrgSettings, { body: { token_policy: { allow_never_expires: true } } })
  })
  story.daysAgo(150, 14, async (world) => {
    await world.as(story.person('ana'))(createRole, {
      body: {
        key: 'release-captain',
        name: 'Release captain',
        description: 'Plans maintenances and keeps the components in order.',
        permissions: ['maintenances:write', 'components:write', 'incidents:read'],
      },
    })
  })

  story.daysAgo(130, 13, async (world) => {
    const ask = world.as(story.person('mina'))
    const page = await ask(createPage, { body: { name: 'Acme Labs', hosts: ['status.acme-labs.dev'] } })
    story.pages.set('labs', page.id)
    const onLabs = world.as(story.person('mina'), { pageId: page.id })
    await onLabs(updateGeneralSettings, { body: { description: 'Experiments. They break, and we say when.' } })
    await onLabs(updateBrandingSettings, { body: { brand_color: '#0f766e', footer: 'Acme Labs' } })
    for (const { key, name, description } of labsComponents)
      story.components.set(key, (await onLabs(createComponent, { body: { name, description } })).id)
  })

  story.daysAgo(88, 10, async (world) => {
    const ask = world.as(story.person('mina'))
    const managedBy = story.token('terraform-prod').id
    await ask(createLock, {
      params: { feature: 'branding' },
      body: { reason: 'Branding lives in acme/infra, module status-page.', managed_by: managedBy },
    })
    await ask(createLock, {
      params: { feature: 'domains' },
      body: { reason: 'Domains change together with DNS, in Terraform.', managed_by: managedBy },
    })
  })
  // Ana tries what is locked: the log shows 423 and who manages it.
  story.daysAgo(24, 15, async (world) => {
    await world
      .as(story.person('ana'))(updateBrandingSettings, { body: { brand_color: '#d4372f' } })
      .catch(() => undefined)
  })
  story.daysAgo(19, 10.5, async (world) => {
    const { secret } = story.token('terraform-prod')
    await world.withToken(secret, terraformCaller)(updateBrandingSettings, {
      body: { footer: 'Acme, Inc. All times are shown in UTC. Subscribe to hear of incidents first.' },
    })
  })
}
