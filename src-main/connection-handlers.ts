import type { connectionVerbs } from './bridge/connection-verbs.ts'
import type { Handlers } from './bridge/handlers.ts'
import type { Connections } from './connections/connections.ts'

/** The verbs about connections, over the connections and this computer's own parts. */
export interface ConnectionHandlersParts {
  readonly connections: Connections
  /** Shows a connection in place of the one that asked, whose window ends with it: nothing waits for this. */
  readonly showSoon: (id: string) => void
  /** A connection is gone: what was made for it and what its console stored. */
  readonly forgetTraces: (id: string) => Promise<void>
  /** Brings the window to the front: the person is in the browser, and what they came for is here. */
  readonly comeBack: () => void
  /** Writes a text to a file that the person chooses; its name, or `null`. */
  readonly writeFile: (proposed: string, text: string) => Promise<string | null>
  /** Reads a file that the person chooses; `null`: they thought better of it. */
  readonly readFile: () => Promise<string | null>
}

export function connectionHandlers({
  connections,
  showSoon,
  forgetTraces,
  comeBack,
  writeFile,
  readFile,
}: ConnectionHandlersParts): Pick<Handlers, keyof typeof connectionVerbs> {
  return {
    listConnections: () => connections.view(),
    checkAddress: (way) => connections.check(way),
    addConnection: (wanted) => connections.add(wanted),
    editConnection: (change) => connections.edit(change),
    async removeConnection({ id }) {
      const isShown = connections.current() === id
      await connections.remove(id)
      if (isShown) showSoon('local')
      await forgetTraces(id)
      return null
    },
    testConnection: ({ id, who }) => connections.test(id, who),
    switchConnection({ id }) {
      if (!connections.has(id)) throw new RangeError('there is no such connection')
      showSoon(id)
      return null
    },
    trustCertificate: (input) => connections.trust(input),
    signInWithToken: ({ id, token }) => connections.signInWithToken(id, token),
    async signInWithBrowser({ id }) {
      const answer = await connections.signInWithBrowser(id)
      comeBack()
      return answer
    },
    cancelSignIn({ id }) {
      connections.cancelSignIn(id)
      return null
    },
    async signOutConnection({ id }) {
      await connections.signOut(id)
      return null
    },
    async exportConnections() {
      const name = await writeFile('beatkeeper-connections.json', connections.exported())
      return name === null ? { outcome: 'cancelled' } : { outcome: 'saved', file_name: name }
    },
    async importConnections({ text }) {
      const read = text ?? (await readFile())
      return read === null ? { outcome: 'cancelled' } : connections.imported(read)
    },
  }
}
