import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { runCommandLine } from '../../src-server/cli/program.ts'
import type { KeychainTrouble, SecretStore } from '../../src-server/lib/keychain.ts'

/** The real command line, as a process of its own. */

export const password = 'kestrel lichen quarry'

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** stdout as JSON: throws where it is anything else, or more than one line. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape and asserts what it reads.
  readonly json: any
}

export interface CliOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** As this user; only root can. */
  readonly uid?: number
  /** In this process: the keychain, and the home folder. */
  readonly secrets?: SecretStore
  readonly home?: string
}

/** A keychain of a test: an empty one that answers, or one that has a trouble. */
export function keychainOf(
  trouble: KeychainTrouble | null = null,
): SecretStore & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    async read(account) {
      if (trouble !== null) return { kind: 'trouble', why: trouble }
      const secret = entries.get(account)
      return secret === undefined ? { kind: 'absent' } : { kind: 'found', secret }
    },
    async write(account, secret) {
      if (trouble !== null) return trouble
      entries.set(account, secret)
      return 'kept'
    },
    async remove(account) {
      if (trouble !== null) return trouble
      entries.delete(account)
      return 'gone'
    },
  }
}

const entry = join(import.meta.dirname, '..', '..', 'src-server', 'cli', 'beatkeeper.ts')

/** The environment without what whoever runs the tests has set for their own Beatkeeper. */
function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^BEATKEEPER_|^XDG_DATA_HOME$|^NODE_OPTIONS$/.test(name))
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), NO_COLOR: '1', ...extra }
}

/** Runs one command to its end. */
export function beatkeeper(words: readonly string[], { stdin = '', env = {}, uid }: CliOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [entry, ...words], {
    env: cleanEnvironment(env),
    stdio: 'pipe',
    ...(uid === undefined ? {} : { uid }),
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(ranOf(code, out, err)))
  })
}

interface InProcessOptions extends CliOptions {
  /** Hears each word as it is said. */
  readonly heard?: (text: string) => void
}

/** The same in this process: for usage, where there is much to try and nothing to start. */
export async function inProcess(
  words: readonly string[],
  { stdin = '', env = {}, secrets = keychainOf(), home = '/nowhere', heard = () => undefined }: InProcessOptions = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCommandLine(words, {
    out: (text) => (out += text),
    err: (text) => {
      err += text
      heard(text)
    },
    stdin: Readable.from([stdin]),
    surroundings: { platform: process.platform, home, env },
    secrets,
  })
  return ranOf(code, out, err)
}

function ranOf(code: number | null, out: string, err: string): Ran {
  return {
    code,
    out,
    err,
    get json() {
      if (!/^[^\n]+\n$/.test(out)) throw new Error(`stdout is not one line: ${out}\n${err}`)
      return JSON.parse(out)
    },
  }
}

export interface ServedCli {
  readonly url: string
  readonly port: number
  readonly setupUrl: string | null
  /** What it has said on stdout and stderr so far. */
  said(): string
  /** Asks it to stop and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `beatkeeper serve` and waits for its line. */
export function serveCli(
  dataDir: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<ServedCli> {
  const child = spawn(process.execPath, [entry, 'serve', '--data', dataDir, '--port', '0', '--json', ...words], {
    env: cleanEnvironment({ BEATKEEPER_LOG_LEVEL: 'error', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  // A test that fails half-way leaves no server behind.
  process.once('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      const line = /^\{.*\}$/m.exec(said)?.[0]
      if (line === undefined) return
      const { url, port, setup_url: setupUrl } = JSON.parse(line)
      resolve({
        url,
        port,
        setupUrl,
        said: () => said,
        stop(signal = 'SIGTERM') {
          child.kill(signal)
          return ended
        },
      })
    })
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${said}`)))
  })
}

/** A folder of its own, and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'beatkeeper-cli-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Sets a workspace up in the folder and answers what `init --json` printed. */
export async function initialised(
  dataDir: string,
): Promise<{ workspace_id: string; page_id: string; owner_id: string; token: string }> {
  const ran = await beatkeeper(
    [
      'init',
      '--data',
      dataDir,
      '--workspace',
      'Acme',
      '--host',
      'status.acme.test',
      '--email',
      'mina@acme.test',
    ].concat(['--password-stdin', '--json']),
    { stdin: `${password}\n` },
  )
  if (ran.code !== 0) throw new Error(`init failed: ${ran.err}`)
  return ran.json
}
