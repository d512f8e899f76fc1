import { storage } from '../platform.ts'

/**
 * The second secret of a browser session: handed out by the sign-in, kept in localStorage (bound to scheme, host and port, which a
 * cookie is not: security.md 2.3.5). The desktop has none, main holds its session.
 */

const key = 'bk.csrf'

export function csrf(): string | null {
  return storage.read(key)
}

export function keepCsrf(value: string | null): void {
  storage.write(key, value)
}
