import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The console that `npm run build` made in this checkout; null where there is none. */
export function builtConsole(): string | null {
  const folder = resolve(import.meta.dirname, '..', '..', 'out', 'console')
  return existsSync(`${folder}-files.json`) && existsSync(folder) ? folder : null
}
