import { endpoints } from '../src-server/contract/index.ts'
import type { AskPerson } from './ask-person.ts'
import type { Connections } from './connections/connections.ts'
import { createSafeModeGate } from './connections/safe-mode-gate.ts'
import { createForward, type Forward, type Upstream } from './forward.ts'
import { createSaveExport } from './save-export.ts'

/** The way of each connection's requests: through its safe mode, to its server; made when it is first needed. */
export interface ConnectionWay {
  readonly forward: Forward
  readonly saveExport: ReturnType<typeof createSaveExport>
}

export interface ConnectionWaysParts {
  readonly connections: Pick<Connections, 'looksOf' | 'upstreamOf'>
  readonly local: Upstream
  readonly ask: AskPerson
  readonly askForFile: (proposed: string) => Promise<string | null>
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

export function createConnectionWays({ connections, local, ask, askForFile, nowMs }: ConnectionWaysParts) {
  const ways = new Map<string, ConnectionWay>()
  const made = (id: string): ConnectionWay => {
    const looks = () => connections.looksOf(id)
    const gate = createSafeModeGate({
      endpoints,
      mode: () => looks().mode,
      hasPassword: () => looks().hasPassword,
      name: () => looks().name,
      ask: (what) => ask.mayChange(what, looks()),
      nowMs,
    })
    const forward = createForward(id === 'local' ? local : connections.upstreamOf(id), gate)
    return { forward, saveExport: createSaveExport({ forward, askForFile }) }
  }
  return {
    of(id: string): ConnectionWay {
      const way = ways.get(id) ?? made(id)
      ways.set(id, way)
      return way
    },
    forget: (id: string) => void ways.delete(id),
  }
}
