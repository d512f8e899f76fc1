import { type ConnectionSecret, readSecret, writeSecret } from '../../src-server/contract/connection-secret.ts'
import type { SecretStore } from '../../src-server/lib/keychain.ts'
import type { KeychainTrouble } from '../bridge/connection-verbs.ts'

/**
 * The credentials of all connections: in the keychain where there is one, in memory for this run where there is none. They leave this
 * file only towards the server that they are for. Held by test/main/keychain.test.ts.
 */

export interface Owner {
  readonly id: string
  readonly origin: string
  /** The list says that the keychain holds something for it. */
  readonly inKeychain: boolean
}

export interface Keeping {
  readonly kept: 'none' | 'keychain' | 'this_run'
  /** Why the keychain does not hold it, or did not give it. */
  readonly trouble: KeychainTrouble | null
}

export interface KeptSecrets {
  /** The credential, if there is one; asks the keychain once a run. */
  read(owner: Owner): Promise<ConnectionSecret | null>
  /** What is known of where it lies, without asking anybody. */
  keeping(owner: Owner): Keeping
  /** Keeps another in its place. */
  keep(owner: Owner, secret: ConnectionSecret): Promise<Keeping>
  /** Forgets it, here and in the keychain; answers what kept the keychain from forgetting. */
  forget(owner: Owner): Promise<KeychainTrouble | null>
  /** The keychain is asked again at the next reading: someone may have unlocked it. */
  askAgain(): void
  /** How the keychain was when it was asked last. */
  keychain(): 'unknown' | 'working' | KeychainTrouble
}

interface Held {
  secret: ConnectionSecret | null
  keeping: Keeping
}

/** @param noted is told when what the keychain holds for a connection has changed. */
export function createKeptSecrets(
  store: SecretStore,
  noted: (id: string, change: { inKeychain: boolean }) => void,
): KeptSecrets {
  const held = new Map<string, Held>()
  const asked = new Map<string, Promise<ConnectionSecret | null>>()
  const nothing: Keeping = { kept: 'none', trouble: null }
  let keychain: ReturnType<KeptSecrets['keychain']> = 'unknown'

  async function ask({ id, origin, inKeychain }: Owner): Promise<ConnectionSecret | null> {
    const answer = await store.read(id, inKeychain)
    keychain = answer.kind === 'trouble' ? answer.why : 'working'
    // Kept meanwhile: what was typed just now is newer than what the keychain had.
    const since = held.get(id)
    if (since !== undefined && since.secret !== null) return since.secret
    if (answer.kind === 'trouble') {
      held.set(id, { secret: null, keeping: { kept: 'none', trouble: answer.why } })
      return null
    }
    const secret = answer.kind === 'found' ? readSecret(answer.secret, origin) : null
    held.set(id, { secret, keeping: secret === null ? nothing : { kept: 'keychain', trouble: null } })
    if (inKeychain && secret === null) noted(id, { inKeychain: false })
    return secret
  }

  return {
    async read(owner) {
      const known = held.get(owner.id)
      if (known !== undefined) return known.secret?.origin === owner.origin ? known.secret : null
      if (!owner.inKeychain) return null
      const before = asked.get(owner.id)
      if (before !== undefined) return before
      const answer = ask(owner).finally(() => asked.delete(owner.id))
      asked.set(owner.id, answer)
      return answer
    },
    keeping(owner) {
      return held.get(owner.id)?.keeping ?? { kept: owner.inKeychain ? 'keychain' : 'none', trouble: null }
    },
    async keep(owner, secret) {
      held.set(owner.id, { secret, keeping: { kept: 'this_run', trouble: null } })
      const answer = await store.write(owner.id, writeSecret(secret))
      keychain = answer === 'kept' ? 'working' : answer
      const keeping: Keeping =
        answer === 'kept' ? { kept: 'keychain', trouble: null } : { kept: 'this_run', trouble: answer }
      if (held.get(owner.id)?.secret === secret) held.set(owner.id, { secret, keeping })
      // What an earlier sign-in left there is not ours any more, but cannot be taken away while the keychain does not answer.
      if (answer === 'kept' && !owner.inKeychain) noted(owner.id, { inKeychain: true })
      return keeping
    },
    async forget(owner) {
      held.set(owner.id, { secret: null, keeping: nothing })
      if (!owner.inKeychain) return null
      const answer = await store.remove(owner.id)
      keychain = answer === 'gone' ? 'working' : answer
      if (answer !== 'gone') {
        held.set(owner.id, { secret: null, keeping: { kept: 'none', trouble: answer } })
        return answer
      }
      noted(owner.id, { inKeychain: false })
      return null
    },
    askAgain() {
      for (const [id, { secret, keeping }] of held) if (secret === null && keeping.trouble !== null) held.delete(id)
    },
    keychain: () => keychain,
  }
}
