import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * What some tests need that not every machine has. A file says so in its name: `rebinding.chromium.test.ts`, `power-loss.strace.test.ts`.
 * Where it is missing the file is left out and named, with the remedy; with CI=true that is a failure.
 */

function onPath(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The browser of the tests: Debian's Chromium, or whatever CHROMIUM names. */
export function chromiumPath(): string | null {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  return places.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null
}

/** The proxy of the tests; in Debian it stands where ordinary users do not look. */
export function nginxPath(): string | null {
  return (
    [process.env.NGINX, '/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find(
      (path) => path !== undefined && path !== '' && existsSync(path),
    ) ?? null
  )
}

const needs: Readonly<Record<string, { has: () => boolean; missing: string }>> = {
  chromium: { has: () => chromiumPath() !== null, missing: 'no Chromium here (Debian: apt-get install chromium)' },
  curl: {
    has: () => onPath('bash') && onPath('curl'),
    missing: 'no bash with curl here (Debian: apt-get install bash curl)',
  },
  python: { has: () => onPath('python3'), missing: 'no Python 3 here (Debian: apt-get install python3)' },
  strace: {
    has: () => process.platform === 'linux' && onPath('strace'),
    missing: 'no strace here (Debian: apt-get install strace)',
  },
  nginx: { has: () => nginxPath() !== null, missing: 'no nginx here (Debian: apt-get install nginx)' },
  keyring: {
    has: () => process.platform === 'linux' && onPath('gnome-keyring-daemon') && onPath('dbus-run-session'),
    missing: 'no Secret Service here (Debian: apt-get install gnome-keyring libsecret-1-0 dbus-x11)',
  },
  netns: {
    has: () => process.getuid?.() === 0 && onPath('ip') && onPath('unshare'),
    missing: 'needs root and iproute2, for a network of its own (Debian: apt-get install iproute2)',
  },
  root: { has: () => process.getuid?.() === 0, missing: 'needs root, for a file system of its own' },
}

/** Why a test file cannot run here, or `null` if it can. */
export function whyLeftOut(file: string): string | null {
  const need = needs[/\.([a-z]+)\.test\.ts$/.exec(file)?.[1] ?? '']
  return need === undefined || need.has() ? null : need.missing
}
