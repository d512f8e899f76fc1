/** Why the keychain did not do as asked; a person can do something about each. */
export type KeychainTrouble = 'locked' | 'unavailable' | 'denied' | 'slow'

/**
 * The operating system's keychain, as a place for a few small secrets, through keytar (macOS Keychain, Windows Credential Manager, the
 * Secret Service on Linux).
 *
 * Chosen: five answers that are told apart, because a person can do something about four of them: it is there, it is absent, or the
 * keychain is locked, unavailable, denied or slow. keytar works off the main thread; after five seconds we stop waiting (a prompt for the
 * keychain's password may be open) and, so that no thread is held twice, refuse everything until that one call has come back.
 * A locked Secret Service answers "absent" once its prompt was dismissed (seen with gnome-keyring): whoever knows that an entry must be
 * there says so, and then a second look, by writing, tells locked from gone.
 * Left out: any fallback that writes a secret to a file. What cannot be kept here is kept in memory (src-main/connections/kept-secrets.ts).
 * Importing keytar throws where libsecret is missing: that is `unavailable`, not a crash.
 * Held by test/main/keychain.test.ts and, with a real gnome-keyring, test/main/keychain.keyring.test.ts (T21).
 */
export interface SecretStore {
  /** @param expected an entry was kept here before, so that "absent" may mean "locked". */
  read(account: string, expected: boolean): Promise<SecretAnswer>
  write(account: string, secret: string): Promise<'kept' | KeychainTrouble>
  /** For an entry that was kept here; one that is gone already is fine. */
  remove(account: string): Promise<'gone' | KeychainTrouble>
}

export type SecretAnswer =
  | { readonly kind: 'found'; readonly secret: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'trouble'; readonly why: KeychainTrouble }

/** What is used of keytar. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

export interface KeychainParts {
  /** Throws where there is no such library. */
  readonly load: () => Promise<Keytar>
  /** Calls back after `ms`; the returned function calls it off. */
  readonly after: (ms: number, callback: () => void) => () => void
  /** For our own log: never a secret, never an account. */
  readonly report: (note: string) => void
}

/** The name under which our entries are listed in the system's own tool. */
export const keychainService = 'Beatkeeper'
/** Written to tell a locked keychain from one without an entry; it says nothing. */
const probeAccount = 'keychain-check'
export const keychainPatienceMs = 5000

/** What went wrong, by the words of libsecret, the macOS security framework and Windows. Pure. */
export function troubleOf(message: string): KeychainTrouble {
  if (/locked collection|keychain is locked|interaction is not allowed|dark wake/i.test(message)) return 'locked'
  if (/denied|not permitted|not authorized|cancel|dismissed|user name or passphrase/i.test(message)) return 'denied'
  return 'unavailable'
}

/** The keychain; nothing is loaded or asked before the first use. */
export function createKeychain({ load, after, report }: KeychainParts): SecretStore {
  let keytar: Promise<Keytar> | null = null
  /** A call that took longer than we waited, and has not come back. */
  let stuck = false
  let last: Promise<unknown> = Promise.resolve()

  function loaded(): Promise<Keytar> {
    keytar ??= load()
    return keytar
  }

  /** One call at a time: a second prompt beside the first helps nobody. */
  function inTurn<T>(act: (keytar: Keytar) => Promise<T>): Promise<T | { trouble: KeychainTrouble }> {
    const turn = last.then(() => once(act))
    last = turn
    return turn
  }

  function once<T>(act: (keytar: Keytar) => Promise<T>): Promise<T | { trouble: KeychainTrouble }> {
    if (stuck) return Promise.resolve({ trouble: 'slow' })
    return new Promise((resolve) => {
      const callOff = after(keychainPatienceMs, () => {
        stuck = true
        resolve({ trouble: 'slow' })
      })
      const done = (value: T | { trouble: KeychainTrouble }): void => {
        callOff()
        stuck = false
        resolve(value)
      }
      loaded()
        .then(act)
        .then(done, (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error)
          report(message)
          done({ trouble: troubleOf(message) })
        })
    })
  }

  /** Why nothing can be written now; `null` if it can. */
  async function writingFails(): Promise<KeychainTrouble | null> {
    const answer = await inTurn((store) => store.setPassword(keychainService, probeAccount, '-'))
    return answer === undefined ? null : answer.trouble
  }

  return {
    async read(account, expected) {
      const answer = await inTurn((store) => store.getPassword(keychainService, account))
      if (typeof answer === 'string') return { kind: 'found', secret: answer }
      if (answer !== null) return { kind: 'trouble', why: answer.trouble }
      if (!expected) return { kind: 'absent' }
      const why = await writingFails()
      return why === null ? { kind: 'absent' } : { kind: 'trouble', why }
    },
    async write(account, secret) {
      const answer = await inTurn((store) => store.setPassword(keychainService, account, secret))
      return answer === undefined ? 'kept' : answer.trouble
    },
    async remove(account) {
      const answer = await inTurn((store) => store.deletePassword(keychainService, account))
      if (typeof answer !== 'boolean') return answer.trouble
      return answer ? 'gone' : ((await writingFails()) ?? 'gone')
    },
  }
}
