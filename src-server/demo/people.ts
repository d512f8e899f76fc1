import { acceptInvite, createInvite, deleteMember, updateMember } from '../contract/members.ts'
import { agents } from './browsers.ts'
import type { Story } from './story.ts'
import type { Person } from './world.ts'

/** Who works at Acme. The owner is there from the first minute; the others are invited, and one has left. */

interface Colleague {
  readonly key: 'ana' | 'priya' | 'jonas' | 'lena' | 'tomas'
  readonly name: string
  readonly email: string
  readonly role: string
  readonly joinedDaysAgo: number
  readonly address: string
  readonly agent: string
}

const colleagues: readonly Colleague[] = [
  {
    key: 'ana',
    name: 'Ana Sousa',
    email: 'ana@acme.dev',
    role: 'admin',
    joinedDaysAgo: 368,
    address: '10.20.7.31',
    agent: agents.chrome,
  },
  {
    key: 'tomas',
    name: 'Tomás Ruiz',
    email: 'tomas@acme.dev',
    role: 'admin',
    joinedDaysAgo: 360,
    address: '10.20.7.44',
    agent: agents.firefox,
  },
  {
    key: 'priya',
    name: 'Priya Raman',
    email: 'priya@acme.dev',
    role: 'responder',
    joinedDaysAgo: 340,
    address: '10.20.7.58',
    agent: agents.safari,
  },
  {
    key: 'jonas',
    name: 'Jonas Weber',
    email: 'jonas@acme.dev',
    role: 'planner',
    joinedDaysAgo: 210,
    address: '10.20.8.12',
    agent: agents.firefox,
  },
  {
    key: 'lena',
    name: 'Lena Fischer',
    email: 'lena@acme.dev',
    role: 'auditor',
    joinedDaysAgo: 96,
    address: '10.20.9.80',
    agent: agents.chrome,
  },
]

/** When Tomás left; his tokens went on, and nobody answers for them since. */
const tomasLeftDaysAgo = 41

/** Tells how people come and go. `story.people` fills as they join. */
export function tellPeople(story: Story, password: string): void {
  for (const colleague of colleagues) {
    story.daysAgo(colleague.joinedDaysAgo, 10, async (world) => {
      const owner = story.person('mina')
      const invite = await world.as(owner)(createInvite, {
        body: { email: colleague.email, role_key: colleague.role, page_id: null },
      })
      const secret = new URL(invite.url).hash.replace('#t=', '')
      story.later(37, async () => {
        const joined = await world.withLink(secret, colleague)(acceptInvite, {
          body: { name: colleague.name, password },
        })
        story.people.set(colleague.key, personOf(colleague, joined.user.id))
      })
    })
  }
  story.daysAgo(72, 9, async (world) => {
    await world.as(story.person('mina'))(updateMember, {
      params: { id: story.person('jonas').id },
      body: { page_id: story.page('labs'), role_key: 'editor' },
    })
  })
  story.daysAgo(tomasLeftDaysAgo, 16, async (world) => {
    await world.as(story.person('mina'))(deleteMember, {
      params: { id: story.person('tomas').id },
      body: { tokens: 'keep' },
    })
    story.people.delete('tomas')
  })
  story.daysAgo(33, 11, async (world) => {
    await world.as(story.person('mina'))(createInvite, {
      body: { email: 'contractor@northwind.test', role_key: 'viewer', page_id: null },
    })
  })
  story.minutesAgo(190, async (world) => {
    await world.as(story.person('mina'))(createInvite, {
      body: { email: 'noor@acme.dev', role_key: 'responder', page_id: null },
    })
  })
}

function personOf({ name, address, agent }: Colleague, id: string): Person {
  return { id, name, address, agent }
}
