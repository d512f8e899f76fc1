import type { Session } from 'electron'
import { scheme, serveConsole } from './app-protocol.ts'
import type { Forward } from './forward.ts'

/**
 * The session of each connection: storage, cache and cookies of its own, and its own console with its own server behind it. A handler
 * cannot tell which window asked, so what is kept apart is the session.
 */
export interface ConnectionSessions {
  of(id: string): Promise<Session>
  /** Takes away what a connection stored. */
  forget(id: string): Promise<void>
}

export interface ConnectionSessionsParts {
  readonly fromPartition: (partition: string) => Session
  readonly outDir: string
  readonly forwardOf: (id: string) => Forward
}

export function createConnectionSessions({
  fromPartition,
  outDir,
  forwardOf,
}: ConnectionSessionsParts): ConnectionSessions {
  const serving = new Map<string, Promise<void>>()
  const partitionOf = (id: string): Session => fromPartition(`persist:${id}`)
  return {
    async of(id) {
      const session = partitionOf(id)
      const served = serving.get(id) ?? serveConsole(session, outDir, forwardOf(id))
      serving.set(id, served)
      await served
      return session
    },
    async forget(id) {
      const session = partitionOf(id)
      if (serving.delete(id)) session.protocol.unhandle(scheme)
      await Promise.allSettled([session.clearStorageData(), session.clearCache()])
    },
  }
}
