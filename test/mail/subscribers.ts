import { createHash } from 'node:crypto'
import type { TestServer } from '../support/harness.ts'

/** Confirmed subscribers, written as the feature writes them, for tests that are about what they are told. */
export async function plantSubscribers(
  server: TestServer,
  subscribers: readonly { readonly email: string; readonly components?: readonly string[] }[],
  { pageId = server.pageId, environment = 'live' } = {},
): Promise<string[]> {
  const { writer, newId } = server.running.services
  const now = server.clock.wall()
  return writer.submit((tx) =>
    subscribers.map(({ email, components }) => {
      const id = newId('subscriber')
      tx.run(
        `INSERT INTO subscribers (id, page_id, environment, email, state, every_component, unsubscribe_hash, added_by, created_at, updated_at, confirmed_at)
         VALUES (?, ?, ?, ?, 'confirmed', ?, ?, 'visitor', ?, ?, ?)`,
        id,
        pageId,
        environment,
        email,
        components === undefined ? 1 : 0,
        createHash('sha256').update(id).digest(),
        now,
        now,
        now,
      )
      for (const component of components ?? [])
        tx.run('INSERT INTO subscriber_components (subscriber_id, component_id) VALUES (?, ?)', id, component)
      return id
    }),
  )
}
