import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

/** A screen to open windows on: the one that is there, or an Xvfb of our own on a free number. */
export interface Display {
  readonly name: string
  close(): void
}

/** Finds or starts a display; `missing` says what to install. */
export async function openDisplay(): Promise<Display | { missing: string }> {
  if (process.platform !== 'linux') return { name: '', close() {} }
  const given = process.env.DISPLAY
  if (given !== undefined && given !== '') return { name: given, close() {} }
  if (!['/usr/bin/Xvfb', '/usr/local/bin/Xvfb', '/bin/Xvfb'].some((path) => existsSync(path)))
    return { missing: 'no display and no Xvfb (Debian: apt-get install xvfb)' }

  // -displayfd: Xvfb picks a free number itself and writes it when it is ready.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  // A test that breaks off leaves no screen behind.
  process.once('exit', () => server.kill())
  const pipe = server.stdio[3]
  if (pipe === null || pipe === undefined) return { missing: 'Xvfb could not be started' }
  const [first] = await Promise.race([once(pipe, 'data'), once(server, 'exit')])
  if (!Buffer.isBuffer(first)) return { missing: 'Xvfb ended at once' }
  return { name: `:${first.toString().trim()}`, close: () => void server.kill() }
}
