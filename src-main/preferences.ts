import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod/mini'

/**
 * What this window remembers between runs that is not the workspace's: a small JSON file in the window's profile.
 * A file that cannot be read, or is not ours, counts as empty: nothing but a habit is lost.
 */
const schema = z.object({
  theme: z._default(z.enum(['system', 'light', 'dark']), 'system'),
  /** The connection that was shown last. */
  connection: z._default(z.string(), 'local'),
})
export type Preferences = z.output<typeof schema>

export interface PreferencesFile {
  read(): Preferences
  write(preferences: Preferences): void
}

/** Reads and writes the preferences at a path; nothing is kept in between. */
export function preferencesFile(path: string): PreferencesFile {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
      } catch {
        return schema.parse({})
      }
    },
    write(preferences) {
      writeFileSync(`${path}.new`, JSON.stringify(preferences), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
  }
}
