/**
 * Where the data folder lies when nobody says otherwise: the same answer for the server, the command line and the desktop app.
 * Pure: the environment is an argument, because only the config files read it.
 */
export interface Surroundings {
  readonly platform: string
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** `$XDG_DATA_HOME/beatkeeper` on Linux (XDG Base Directory: a relative value is ignored), the platform's own place elsewhere. */
export function defaultDataFolder({ platform, home, env }: Surroundings): string {
  if (platform === 'win32') return `${env.LOCALAPPDATA ?? `${home}\\AppData\\Local`}\\Beatkeeper`
  if (platform === 'darwin') return `${home}/Library/Application Support/Beatkeeper`
  const base = env.XDG_DATA_HOME
  return `${base?.startsWith('/') ? base : `${home}/.local/share`}/beatkeeper`
}

/** The port of the local server when nobody says otherwise. */
export const defaultPort = 4600
