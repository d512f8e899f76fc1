/**
 * Why there can be no window here: what is missing, and what to do about it, in one line. Pure.
 * Never a silent `--no-sandbox`: where the sandbox is refused, the server goes on without a window.
 * Held by test/main/start.test.ts, with what Electron really writes.
 */

export interface Place {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user id is 0 (never on Windows). */
  readonly isRoot: boolean
}

/** What stands in the way before anything was tried, or `null`. */
export function obstacleBefore({ platform, env, isRoot }: Place): string | null {
  if (platform !== 'linux') return null
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); from a desktop session, npm start opens the window.'
  if (isRoot) return "The window's sandbox does not work for root; start Beatkeeper as an ordinary user to get it."
  return null
}

/** What stood in the way when Electron could not be fetched. */
export function obstacleFetching(output: string): string {
  const why = /(?:TypeError|Error): ([^\n]{1,120})/.exec(output)?.[1] ?? 'no answer'
  return `Electron is not here and its release site could not be reached (${why.trim()}); "npx install-electron" fetches it once that works.`
}

export interface Ended {
  readonly code: number | null
  /** The end of what Electron wrote to stderr. */
  readonly stderr: string
}

/** Narrower than switching the system's rule off for every program (kernel.apparmor_restrict_unprivileged_userns on Ubuntu). */
const allowSandbox =
  'cd node_modules/electron/dist && sudo chown root:root chrome-sandbox && sudo chmod 4755 chrome-sandbox'

/** What stood in the way of an Electron that ended; `null` if it ran and was closed, or failed for a reason of its own. */
export function obstacleAfter({ code, stderr }: Ended): string | null {
  if (code === 0) return null
  const library = /error while loading shared libraries: (\S+?):/.exec(stderr)?.[1]
  if (library !== undefined)
    return `Electron needs the system library ${library}, which is not installed; on Debian: apt-get install libgtk-3-0 libnss3 libasound2 libgbm1.`
  if (/Running as root without --no-sandbox/.test(stderr))
    return "The window's sandbox does not work for root; start Beatkeeper as an ordinary user to get it."
  if (/No usable sandbox|SUID sandbox helper|namespace sandbox|setuid sandbox/i.test(stderr))
    return `The system refuses the window's sandbox (Ubuntu's AppArmor rule, or no user namespaces); this allows it: ${allowSandbox}.`
  if (/Missing X server|cannot open display|Failed to connect to Wayland/i.test(stderr))
    return 'The display does not answer; from a desktop session, npm start opens the window.'
  return null
}
