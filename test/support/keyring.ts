import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * A real Secret Service of its own: a session bus and gnome-keyring over a fresh home. What talks to it is started with `env`, since a
 * process meets its bus once and keeps it.
 */
export interface Keyring {
  readonly env: Readonly<Record<string, string>>
  /** Its files, as they lie on the disk. */
  files(): Buffer[]
  /** Locks it; a prompt to unlock it can be shown to nobody. */
  lock(): Promise<void>
  close(): Promise<void>
}

const run = promisify(execFile)

const plainBus = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

/** Starts a bus, and on it an unlocked keyring, unless `withKeyring` is false: then nobody offers one. */
export async function startKeyring({ withKeyring = true } = {}): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'beatkeeper-keyring-'))
  const { DISPLAY: _display, DBUS_SESSION_BUS_ADDRESS: _bus, ...around } = process.env
  const base = { ...withoutUndefined(around), HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data') }
  // A bus of this configuration starts nobody by itself.
  const config = join(home, 'bus.conf')
  writeFileSync(config, plainBus)
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=3'], {
    env: base,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  process.once('exit', () => bus.kill())
  const pipe = bus.stdio[3]
  if (pipe === null || pipe === undefined) throw new Error('the bus could not be started')
  const [line] = await once(pipe, 'data')
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: String(line).trim() }
  const keyring = withKeyring ? await unlocked(env) : null
  return {
    env,
    files: () =>
      readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
    async lock() {
      const service = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets']
      const collection = 'array:objpath:/org/freedesktop/secrets/collection/login'
      await run('dbus-send', [...service, 'org.freedesktop.Secret.Service.Lock', collection], { env })
    },
    async close() {
      for (const child of [keyring, bus]) if (child !== null) await ended(child)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function unlocked(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  process.once('exit', () => daemon.kill())
  daemon.stdin?.end('a password of the test')
  // It has the name on the bus when it is there.
  const ask = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner']
  for (;;) {
    const { stdout } = await run('dbus-send', [...ask, 'string:org.freedesktop.secrets'], { env })
    if (stdout.includes('boolean true')) return daemon
    if (daemon.exitCode !== null) throw new Error('gnome-keyring ended at once')
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
