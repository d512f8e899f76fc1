import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { connectionLooks, fingerprint, signInKinds } from '../bridge/connection-verbs.ts'

/**
 * The list of connections, in a file of the app's own: who they are, never how one gets in. 0600, replaced as a whole.
 *
 * A file that cannot be read is set aside under another name, not written over: it may be of a newer version, or somebody's work.
 * Held by test/main/connection-files.test.ts (no field can hold a secret).
 */

const remote = z.strictObject({
  id: z.string().check(z.regex(/^con_[a-z0-9]{20}$/)),
  ...connectionLooks,
  /** Scheme, host and port. */
  address: z.string().check(z.regex(/^https?:\/\/[^/\s]+$/), z.maxLength(300)),
  private_network: z.boolean(),
  pinned: z.nullable(fingerprint),
  sign_in: z.enum(signInKinds),
  /** The keychain holds its credential. */
  in_keychain: z.boolean(),
  /** What was true when it answered last; shown until it answers again. */
  version: z.nullable(z.string().check(z.maxLength(40))),
  user: z.nullable(z.string().check(z.maxLength(320))),
  last_seen_at: z.nullable(z.string().check(z.maxLength(30))),
})

const list = z.strictObject({
  version: z.literal(1),
  local: z.strictObject(connectionLooks),
  remotes: z.array(remote).check(z.maxLength(200)),
})

export type RemoteEntry = z.output<typeof remote>
export type ConnectionList = z.output<typeof list>

export const emptyList: ConnectionList = {
  version: 1,
  local: { name: 'Local workspace', environment: 'Local', colour: 'green', safe_mode: 'normal' },
  remotes: [],
}

export interface ListFile {
  read(): ConnectionList
  write(value: ConnectionList): void
}

/** @param setAside is told where a file that could not be read lies now. */
export function listFile(path: string, setAside: (as: string) => void = () => {}): ListFile {
  return {
    read() {
      if (!existsSync(path)) return emptyList
      try {
        const value = list.parse(JSON.parse(readFileSync(path, 'utf8')))
        // Somebody's backup program may have widened it.
        chmodSync(path, 0o600)
        return value
      } catch {
        const as = `${path}.unreadable`
        renameSync(path, as)
        setAside(as)
        return emptyList
      }
    },
    write(value) {
      writeFileSync(`${path}.new`, `${JSON.stringify(list.parse(value), null, 2)}\n`, { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
  }
}
