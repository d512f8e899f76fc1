import { isThisComputer } from './connections/address.ts'

/**
 * The one way to the system's browser: to https, or to this very computer, and only below an origin that main knows itself (the local
 * server's, or the address of a connection that the person made). Held by test/main/connections.test.ts and test/main/static.test.ts.
 */
export interface OutsideOpener {
  openExternal(url: string): Promise<void>
}

/** @throws RangeError for an address that is not below `origin`, or is neither https nor this computer. */
export async function openOutside(shell: OutsideOpener, url: string, origin: string): Promise<void> {
  const target = new URL(url)
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && isThisComputer(target.hostname))
  if (!isSafe || target.origin !== new URL(origin).origin || target.username !== '' || target.password !== '')
    throw new RangeError('that address is not opened from here')
  await shell.openExternal(target.href)
}
