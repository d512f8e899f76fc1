import { homedir } from 'node:os'
import { defaultDataFolder, defaultPort, type Surroundings } from './contract/data-folder.ts'
import type { StartMessage } from './contract/lifecycle.ts'

/**
 * What a server is told when it starts: read once, frozen, handed on as an argument. The only file that reads the environment.
 */
export interface Config {
  readonly dataDir: string
  /** 0 picks a free one. */
  readonly port: number
  readonly host: string
  /** The other loopback address, listened on as well where this computer has it. */
  readonly alsoHost: string | null
  readonly publicUrl: URL | null
  /** Addresses or CIDR ranges of proxies whose forwarded headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  /** Where the built console lies, with `console-files.json` beside it; `null` serves no console. */
  readonly consoleDir: string | null
  /** Written once the server listens: `{url, port, pid, setup_url}`. */
  readonly readyFile: string | null
  /** Where the passphrase stands that opens the sealing key; `null`: nowhere. */
  readonly keyFile: string | null
  /** What the parent process found in the keychain for it; left out: this process asks by itself. */
  readonly seal?: StartMessage['seal']
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Replies are checked against their schemas (tests and development). */
  readonly checkReplies: boolean
  /** Per-address limits a minute; `null` = the built-in ones. */
  readonly anonymousPerMinute: number | null
  readonly failedPerMinute: number | null
  /** What strangers may do with links (subscribe, redeem) in a minute from one address; null: the default. */
  readonly magicPerMinute?: number | null
  /** Seconds between two looks at what time has done (rotations, maintenances, minutes of the log). */
  readonly tickSeconds: number
}

/** A flag or a variable that is wrong; `message` says which and what to write. */
export class ConfigProblem extends Error {}

type Environment = Readonly<Record<string, string | undefined>>

const levels = ['silent', 'error', 'warn', 'info', 'debug'] as const

function wholeNumber(text: string | undefined, name: string): number | null {
  if (text === undefined || text === '') return null
  if (!/^\d{1,9}$/.test(text)) throw new ConfigProblem(`${name} must be a whole number, not "${text}".`)
  return Number(text)
}

/** Where a server is started, and with which options of Node's. */
export interface StartSurroundings extends Surroundings {
  readonly execArgv?: readonly string[]
}

/** The environment of this process, for those who start a server. */
export function surroundings(): StartSurroundings {
  return { platform: process.platform, home: homedir(), env: process.env, execArgv: process.execArgv }
}

/**
 * Options of Node's that open the server: a debugger's port is open to every program of this computer and every page that finds it, and a
 * lenient parser takes what a proxy in front reads differently (security.md 2.5).
 * @throws ConfigProblem naming the option.
 */
function refuseUnsafeNode({ env, execArgv = [] }: StartSurroundings): void {
  const options = [...execArgv, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].map((word) => word.replace(/=.*$/, ''))
  const lenient = options.find((word) => word === '--insecure-http-parser')
  if (lenient !== undefined)
    throw new ConfigProblem(`Node was started with ${lenient}, which lets requests be smuggled. Start it without.`)
  const debugging = options.find((word) => /^--inspect(-brk|-wait|-port)?$/.test(word))
  if (debugging !== undefined && env.BEATKEEPER_ALLOW_INSPECTOR !== '1')
    throw new ConfigProblem(
      `Node was started with ${debugging}, which lets other programs of this computer run code in the server. Start it without, or set BEATKEEPER_ALLOW_INSPECTOR=1 while you develop.`,
    )
}

/** What is common to all ways of starting, from the environment. */
export function configFromEnvironment(
  env: Environment,
): Pick<
  Config,
  'logLevel' | 'checkReplies' | 'anonymousPerMinute' | 'failedPerMinute' | 'magicPerMinute' | 'tickSeconds'
> {
  const logLevel = levels.find((level) => level === (env.BEATKEEPER_LOG_LEVEL ?? 'info'))
  if (logLevel === undefined) throw new ConfigProblem(`BEATKEEPER_LOG_LEVEL must be one of ${levels.join(', ')}.`)
  return {
    logLevel,
    checkReplies: env.BEATKEEPER_CHECK_REPLIES === '1',
    anonymousPerMinute: wholeNumber(env.BEATKEEPER_ANONYMOUS_PER_MINUTE, 'BEATKEEPER_ANONYMOUS_PER_MINUTE'),
    failedPerMinute: wholeNumber(env.BEATKEEPER_FAILED_PER_MINUTE, 'BEATKEEPER_FAILED_PER_MINUTE'),
    magicPerMinute: wholeNumber(env.BEATKEEPER_MAGIC_PER_MINUTE, 'BEATKEEPER_MAGIC_PER_MINUTE'),
    tickSeconds: 5,
  }
}

/** The file of the passphrase, where no flag names one. */
export function keyFileOf(env: Environment): string | null {
  const file = env.BEATKEEPER_KEY_FILE
  return file === undefined || file === '' ? null : file
}

/** Flags of `serve`, as typed. */
export interface ServeFlags {
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly host?: string | undefined
  readonly publicUrl?: string | undefined
  readonly trustProxy?: readonly string[] | undefined
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly readyFile?: string | undefined
  readonly consoleDir?: string | undefined
  readonly keyFile?: string | undefined
}

/** As flags and as URLs write them. */
const loopback = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])
/** What `localhost` is: a browser may try either first. */
const bothLoopbacks = { host: '127.0.0.1', alsoHost: '::1' } as const

/**
 * The configuration of a headless server.
 * @throws ConfigProblem with the remedy: a port out of range, beyond loopback without a public URL and a certificate or proxy, a Node
 * that was started with a debugger.
 */
export function configFromFlags(flags: ServeFlags, surrounding: StartSurroundings = surroundings()): Config {
  refuseUnsafeNode(surrounding)
  const port = wholeNumber(flags.port, '--port') ?? defaultPort
  if (port > 65_535) throw new ConfigProblem('--port must be 0 to 65535.')
  const host = (flags.host ?? 'localhost').replace(/^\[(.+)\]$/, '$1')
  const publicUrl = flags.publicUrl === undefined ? null : parsePublicUrl(flags.publicUrl)
  if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined))
    throw new ConfigProblem('--tls-cert and --tls-key go together.')
  const tls =
    flags.tlsCert === undefined || flags.tlsKey === undefined
      ? null
      : { certFile: flags.tlsCert, keyFile: flags.tlsKey }
  const trustedProxies = flags.trustProxy ?? []
  if (!loopback.has(host) && (publicUrl === null || (tls === null && trustedProxies.length === 0))) {
    throw new ConfigProblem(
      `Listening on ${host} opens this server to others. Give its address with --public-url https://…, and either a certificate (--tls-cert, --tls-key) or the proxy in front of it (--trust-proxy CIDR).`,
    )
  }
  if (publicUrl?.protocol === 'https:' && tls === null && trustedProxies.length === 0) {
    throw new ConfigProblem(
      'Who makes --public-url an https address? Name the proxy that ends TLS (--trust-proxy 127.0.0.1 if it runs on this computer), or give a certificate (--tls-cert, --tls-key).',
    )
  }
  if (publicUrl?.protocol === 'http:' && tls !== null)
    throw new ConfigProblem('With a certificate, --public-url begins with https://.')
  return Object.freeze({
    dataDir: flags.data ?? defaultDataFolder(surrounding),
    port,
    ...(host === 'localhost' ? bothLoopbacks : { host, alsoHost: null }),
    publicUrl,
    trustedProxies,
    tls,
    consoleDir: flags.consoleDir ?? null,
    readyFile: flags.readyFile ?? null,
    keyFile: flags.keyFile ?? keyFileOf(surrounding.env),
    ...configFromEnvironment(surrounding.env),
  })
}

function parsePublicUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new ConfigProblem('--public-url must be an address without path, such as https://status.example.org.')
  }
  if (url.protocol === 'http:' && !loopback.has(url.hostname))
    throw new ConfigProblem('--public-url must begin with https://.')
  return url
}

/** The configuration that a parent process sent over its channel. @throws ConfigProblem as above. */
export function configFromMessage(message: StartMessage, surrounding: StartSurroundings = surroundings()): Config {
  refuseUnsafeNode(surrounding)
  return Object.freeze({
    dataDir: message.data_dir,
    port: message.port,
    ...bothLoopbacks,
    publicUrl: null,
    trustedProxies: [],
    tls: null,
    consoleDir: message.console_dir,
    readyFile: null,
    keyFile: keyFileOf(surrounding.env),
    ...(message.seal === undefined ? {} : { seal: message.seal }),
    ...configFromEnvironment(surrounding.env),
  })
}
