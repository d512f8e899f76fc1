import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import type { Surroundings } from '../contract/data-folder.ts'
import { CommandFailure, type CommandLine, UsageFailure } from './command-line.ts'

/**
 * The servers that the command line knows by name, in a file of the person's own: where they are, never how one gets in. 0600, replaced as
 * a whole; a file that cannot be read stops the command instead of being written over.
 * Held by test/cli/connections.test.ts (no field can hold a secret).
 */

const connection = z.strictObject({
  name: z.string().check(z.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u)),
  /** Scheme, host and port. */
  origin: z.string().check(z.regex(/^https?:\/\/[^/\s]+$/), z.maxLength(300)),
  /** A server on this computer proves itself with this key before it is told anything. */
  public_key: z.nullable(z.string().check(z.maxLength(1000))),
  /** What the keychain holds for it; null: nothing. */
  signed_in: z.nullable(z.enum(['oauth', 'token'])),
  /** Who that is, as the server said it then. */
  user: z.nullable(z.string().check(z.maxLength(320))),
})
export type Connection = z.output<typeof connection>

const list = z.strictObject({ version: z.literal(1), connections: z.array(connection).check(z.maxLength(200)) })

/** `$XDG_CONFIG_HOME/beatkeeper` on Linux, the platform's own place elsewhere. */
export function configFolder({ platform, home, env }: Surroundings): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Beatkeeper')
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', 'Beatkeeper')
  const base = env.XDG_CONFIG_HOME
  return join(base?.startsWith('/') ? base : join(home, '.config'), 'beatkeeper')
}

function fileOf({ surroundings }: Pick<CommandLine, 'surroundings'>): string {
  return join(configFolder(surroundings), 'connections.json')
}

/** All of them, as they were added. @throws CommandFailure where the file is damaged or of a newer version. */
export function readConnections(cli: Pick<CommandLine, 'surroundings'>): Connection[] {
  const file = fileOf(cli)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  try {
    return list.parse(JSON.parse(text)).connections
  } catch {
    throw new CommandFailure(
      `${file} cannot be read: it is damaged, or of a newer version. Move it away to begin anew.`,
    )
  }
}

/** Replaces the list. */
export function writeConnections(cli: Pick<CommandLine, 'surroundings'>, connections: readonly Connection[]): void {
  const file = fileOf(cli)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, `${JSON.stringify(list.parse({ version: 1, connections }), null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Puts one in, in place of the one for the same address. */
export function keepConnection(cli: Pick<CommandLine, 'surroundings'>, kept: Connection): void {
  const others = readConnections(cli)
  const at = others.findIndex(({ origin }) => origin === kept.origin)
  writeConnections(cli, at === -1 ? [...others, kept] : others.with(at, kept))
}

/** The one of this name. @throws UsageFailure naming those that there are. */
export function connectionNamed(cli: Pick<CommandLine, 'surroundings'>, name: string): Connection {
  const all = readConnections(cli)
  const found = all.find((one) => one.name === name)
  if (found !== undefined) return found
  const known = all.length === 0 ? 'There are none yet' : `There are ${all.map((one) => one.name).join(', ')}`
  throw new UsageFailure(
    `There is no connection "${name.slice(0, 60)}". ${known}: beatkeeper connections add NAME URL.`,
  )
}

/** Checks a name as it is typed. @throws UsageFailure */
export function connectionName(text: string): string {
  const parsed = connection.shape.name.safeParse(text.normalize('NFC'))
  if (parsed.success) return parsed.data
  throw new UsageFailure('A connection is named with letters, digits, dots, dashes and underscores, 60 at most.')
}

/** A name for an address that was never given one: its host, with a number where that is taken. */
export function nameFor(origin: string, taken: readonly Connection[]): string {
  const base = new URL(origin).host
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 50)
  const free = (name: string): boolean => taken.every((one) => one.name !== name)
  if (free(base)) return base
  for (let number = 2; ; number += 1) if (free(`${base}-${number}`)) return `${base}-${number}`
}
