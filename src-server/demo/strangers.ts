import { agents } from './browsers.ts'
import type { Story } from './story.ts'

/** Callers without a credential, or with one that nobody ever had: what every server on a network meets. */
export function tellStrangers(story: Story): void {
  const visits: readonly (readonly [daysAgo: number, hour: number, address: string, tries: number])[] = [
    [233, 3.2, '198.51.100.23', 6],
    [140, 22.4, '198.51.100.77', 3],
    [71, 4.9, '203.0.113.140', 9],
    [13, 1.6, '198.51.100.201', 12],
    [2, 5.3, '203.0.113.9', 4],
  ]
  for (const [daysAgo, hour, address, tries] of visits) {
    story.daysAgo(daysAgo, hour, async (world) => {
      const caller = { address, agent: agents.curl }
      for (let count = 0; count < tries; count += 1) {
        await world.ask('/api/v1/admin/tokens', caller)
        await world.ask('/api/v1/admin/incidents', caller, { Authorization: 'Bearer bk_live_not-a-token-at-all' })
      }
    })
  }
}
