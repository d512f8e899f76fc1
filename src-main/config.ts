import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultDataFolder, defaultPort } from '../src-server/contract/data-folder.ts'

/**
 * What the desktop app was told when it was started: arguments and environment, read once, here and nowhere else in this room.
 *
 * `--server-runtime` is for tests with an Electron whose Node is too old for the server; a packaged app ignores it,
 * because it would let anyone who can start the app run any program under its name (as the RunAsNode fuse would).
 */
export interface MainConfig {
  /** The workspace's data folder; the window's own profile lies in `window` inside it, so that one folder is one app. */
  readonly dataDir: string
  readonly port: number
  /** `out/`, with `main/server.js`, `preload/preload.cjs`, `console/` and `console-files.json`. */
  readonly outDir: string
  /** A Node that runs the server instead of Electron's own; tests only. */
  readonly serverRuntime: string | null
  /** What the server process may see of this one's environment. */
  readonly serverEnv: Readonly<Record<string, string>>
  readonly packaged: boolean
  /**
   * Every process of the app is sandboxed. False only where someone typed `--no-sandbox` for a checkout (root in a container, in the
   * tests): Electron's `enableSandbox` would take that switch away again, and Chromium then refuses to run for root.
   */
  readonly sandbox: boolean
}

export interface MainSurroundings {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly packaged: boolean
  /** The folder of the built main bundle. */
  readonly here: string
}

/** Where a program finds its home, its language and its temporary files; nothing that changes how Node behaves, and nobody's secrets. */
const passedOn = [
  'HOME',
  'USER',
  'LOGNAME',
  'PATH',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'SystemRoot',
  'windir',
]

function portFrom(value: string | undefined): number {
  if (value === undefined) return defaultPort
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (!(port <= 65_535))
    throw new Error(`--port ${value} is not a port. Give a number from 0 to 65535; 0 picks a free one.`)
  return port
}

/** The arguments and the environment of this process. */
export function surroundings(packaged: boolean, here: string): MainSurroundings {
  // After the program itself; in a checkout the folder of the app comes next, and is passed over as any word that is no option.
  return { argv: process.argv.slice(1), env: process.env, platform: process.platform, packaged, here }
}

/** Reads the configuration. Throws an Error whose message is meant for the person who typed the arguments. */
export function readConfig({ argv, env, platform, packaged, here }: MainSurroundings): MainConfig {
  // Chromium's own switches stand among the arguments, so unknown ones are passed over.
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { data: { type: 'string' }, port: { type: 'string' }, 'server-runtime': { type: 'string' } },
  })
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
  const given = text(values.data)
  const dataDir =
    given === undefined
      ? defaultDataFolder({ platform, home: homedir(), env })
      : isAbsolute(given)
        ? given
        : resolve(given)
  const runtime = text(values['server-runtime'])
  return Object.freeze({
    dataDir,
    port: portFrom(text(values.port)),
    outDir: join(here, '..'),
    serverRuntime: packaged || runtime === undefined ? null : runtime,
    serverEnv: Object.freeze(
      Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    ),
    packaged,
    sandbox: packaged || !argv.includes('--no-sandbox'),
  })
}
