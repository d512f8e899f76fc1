import type { Import } from './imports.ts'

/**
 * Who may import whom (docs: architecture, CONTRIBUTING). One row for each room: the rooms it may enter, and the packages it may use.
 * Every refusal says what to do instead.
 */
interface Room {
  /** What it is for, in a few words: part of every message about it. */
  readonly is: string
  readonly mayEnter: readonly string[]
  /** Rooms whose types it may name, because their values are handed to it. */
  readonly typesOf?: readonly string[]
  /** Packages by name; `node:` stands for all of Node. */
  readonly packages: readonly string[]
}

const serverRooms = [
  'contract',
  'lib',
  'db',
  'access',
  'journal',
  'credentials',
  'workspace',
  'content',
  'http',
  'keys',
  'outbound',
  'mail',
  'oauth',
].map((name) => `src-server/${name}`)
const below = (...names: string[]): string[] => names.map((name) => `src-server/${name}`)

/** Longest prefix wins. A file directly in src-server/ is a room of its own. */
export const rooms: Readonly<Record<string, Room>> = {
  'src-server/contract': { is: 'pure data that the console reads too', mayEnter: [], packages: ['zod/mini'] },
  'src-server/lib': { is: 'small tools without knowledge of the product', mayEnter: [], packages: ['node:', 'pino'] },
  'src-server/db': { is: 'the one room with SQLite', mayEnter: below('lib'), packages: ['node:', 'better-sqlite3'] },
  'src-server/access': {
    is: 'the pure decision kernel, which the console reads too',
    mayEnter: below('contract'),
    packages: [],
  },
  'src-server/journal': {
    is: 'the log',
    mayEnter: below('contract', 'access', 'db', 'lib'),
    packages: ['node:', 'lru-cache'],
  },
  'src-server/credentials': {
    is: 'secrets and principals',
    mayEnter: below('access', 'contract', 'db', 'lib', 'workspace'),
    typesOf: below('keys'),
    packages: [
      'node:',
      'lru-cache',
      '@node-rs/argon2',
      'otpauth',
      '@simplewebauthn/server',
      '@simplewebauthn/server/helpers',
    ],
  },
  'src-server/keys': {
    is: 'the key that seals secrets at rest',
    mayEnter: below('contract', 'db', 'lib'),
    packages: ['node:', '@node-rs/argon2'],
  },
  'src-server/workspace': {
    is: 'pages, policy, locks',
    mayEnter: below('contract', 'access', 'db', 'lib'),
    typesOf: below('credentials'),
    packages: ['node:', 'lru-cache'],
  },
  'src-server/content': {
    is: 'what several content features share',
    mayEnter: below('contract', 'access', 'credentials', 'journal', 'db', 'lib', 'workspace', 'http'),
    typesOf: below('keys'),
    packages: ['node:', 'lru-cache', 'zod/mini'],
  },
  'src-server/mail': {
    is: 'the outbox and what it sends',
    mayEnter: below(
      ...[
        'contract',
        'access',
        'content',
        'credentials',
        'journal',
        'db',
        'keys',
        'lib',
        'workspace',
        'http',
        'outbound',
      ],
    ),
    packages: ['node:', 'zod/mini', 'pino', 'nodemailer'],
  },
  'src-server/http': {
    is: 'the pipeline',
    mayEnter: below('contract', 'access', 'credentials', 'journal', 'lib', 'workspace'),
    typesOf: below('db'),
    packages: ['node:', 'koa', '@koa/router', 'pino', 'lru-cache', 'zod/mini'],
  },
  'src-server/outbound': {
    is: 'the one way out to other servers, which the desktop takes too',
    mayEnter: below('access'),
    packages: ['node:'],
  },
  'src-server/oauth': {
    is: 'the authorization server: oidc-provider decides the protocol, we store, log and show',
    mayEnter: below('contract', 'access', 'credentials', 'journal', 'lib', 'workspace', 'http'),
    typesOf: below('db', 'keys'),
    packages: ['node:', 'koa', 'oidc-provider', 'pino', 'lru-cache'],
  },
  'src-server/features': {
    is: 'features, each on its own',
    mayEnter: [...serverRooms, 'src-server/services.ts'],
    packages: ['node:', 'zod/mini', 'pino', 'lru-cache'],
  },
  'src-server/cli': {
    is: 'the command line',
    mayEnter: [
      ...below('contract', 'access', 'lib', 'journal', 'credentials', 'db', 'keys', 'workspace', 'demo', 'outbound'),
      ...['config', 'host', 'serve', 'serve-flags', 'version', 'start-failure'].map((name) => `src-server/${name}.ts`),
      ...['open-folder', 'first-workspace', 'restore-folder', 'seal-folder', 'system-keychain', 'listen'].map(
        (name) => `src-server/${name}.ts`,
      ),
    ],
    packages: ['node:', 'commander', 'zod/mini'],
  },
  'src-server/demo': {
    is: 'content for trying out, made by calling the application',
    mayEnter: ['src-server'],
    packages: ['node:'],
  },
  'src-server': {
    is: 'the composition root',
    mayEnter: ['src-server', 'package.json'],
    packages: ['node:', 'koa', '@koa/router', 'pino', 'commander', 'keytar'],
  },
  'src-server/host.ts': { is: 'the parent process', mayEnter: below('contract'), packages: ['node:'] },
  'src-server/config.ts': { is: 'arguments and environment', mayEnter: below('contract', 'lib'), packages: ['node:'] },
  'src-main': {
    is: "the desktop's main process",
    // outbound: one set of rules for every connection to another server; loopback-receiver: the answer of a browser.
    mayEnter: [
      'src-main',
      'src-server/contract',
      'src-server/outbound',
      'src-server/lib/loopback-receiver.ts',
      'src-server/lib/keychain.ts',
    ],
    packages: ['node:', 'electron', 'zod/mini', 'keytar'],
  },
  'src-main/preload.ts': {
    is: 'the script between window and main',
    mayEnter: ['src-main/bridge/contract.ts'],
    packages: ['electron'],
  },
  'src-main/bridge/contract.ts': {
    is: "the desktop's front door",
    mayEnter: [...below('contract'), 'src-main/bridge/connection-verbs.ts'],
    packages: ['zod/mini'],
  },
  'src-main/bridge/connection-verbs.ts': {
    is: 'a part of the front door',
    mayEnter: below('contract'),
    packages: ['zod/mini'],
  },
  'src-renderer': {
    is: 'the console',
    mayEnter: ['src-renderer', 'src-server/contract', 'src-server/access'],
    packages: [
      'solid-js',
      'solid-js/web',
      'solid-js/store',
      '@solidjs/router',
      '@tanstack/solid-query',
      '@solid-primitives/i18n',
      '@fontsource-variable/',
      'lucide-solid/icons/',
      'uplot',
      'uplot/',
      'zod/mini',
      'temporal-polyfill',
      'vite/client',
      '@simplewebauthn/browser',
      'uqr',
    ],
  },
  'src-renderer/ui': {
    is: "the console's kit",
    mayEnter: [
      'src-renderer/ui',
      'src-renderer/platform.ts',
      'src-renderer/screen-ids.ts',
      'src-renderer/strings',
      'src-renderer/api',
      'src-renderer/state',
      'src-server/contract',
      'src-server/access',
    ],
    packages: [
      'solid-js',
      'solid-js/web',
      'solid-js/store',
      '@solidjs/router',
      '@ark-ui/solid',
      '@ark-ui/solid/',
      '@tanstack/solid-table',
      '@tanstack/solid-table/',
      '@tanstack/solid-virtual',
      '@tanstack/solid-query',
      'lucide-solid/icons/',
      'uplot',
      'uplot/',
      'zod/mini',
      'temporal-polyfill',
      '@fontsource-variable/',
    ],
  },
}

/** The room that a file belongs to: the longest row that holds it. */
export function roomOf(file: string): string | null {
  const holding = Object.keys(rooms).filter((room) => file === room || file.startsWith(`${room}/`))
  return holding.sort((a, b) => b.length - a.length)[0] ?? null
}

const inside = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`)
const isFile = (specifier: string): boolean => /^(?:src-(?:server|main|renderer)\b|package\.json$)/.test(specifier)

function allowsPackage(room: Room, name: string): boolean {
  return room.packages.some((allowed) => name === allowed || (/[/:]$/.test(allowed) && name.startsWith(allowed)))
}

/** The part of a path that names one of several neighbours: `src-server/features/tokens`. */
function neighbour(file: string, shelf: string): string | null {
  const rest = file.startsWith(`${shelf}/`) ? file.slice(shelf.length + 1) : ''
  return rest.includes('/') ? `${shelf}/${rest.split('/', 1)[0]}` : null
}

/** Why an import is not allowed, and what to do instead; `null` if it is. Pure. */
export function refusalOf({ from, to, typeOnly }: Import): string | null {
  const name = roomOf(from)
  const room = name === null ? undefined : rooms[name]
  if (name === null || room === undefined)
    return `${from} is in no room. Put it into one of those in test/support/rooms/rules.ts, or add the room there with a reason.`

  for (const shelf of ['src-server/features', 'src-renderer/screens']) {
    const here = neighbour(from, shelf)
    const there = neighbour(to, shelf)
    if (here !== null && there !== null && here !== there) {
      const down =
        shelf === 'src-server/features'
          ? 'into the room below that it belongs to (workspace, content, credentials, journal)'
          : 'into ui, state or api'
      return `${from} imports ${to}. Neighbours never import each other: move what both need down, ${down}.`
    }
  }

  if (isFile(to)) {
    if (typeOnly && inside(from, 'src-renderer') && to === 'src-main/bridge/contract.ts') return null
    if (inside(from, 'src-renderer') && inside(to, 'src-main'))
      return `${from} imports ${to}. The console knows the desktop by the types of src-main/bridge/contract.ts only: import type, or go through platform.ts.`
    const open = typeOnly ? [...room.mayEnter, ...(room.typesOf ?? [])] : room.mayEnter
    if (roomOf(to) === name || open.some((place) => inside(to, place))) return null
    return `${from} imports ${to}. ${name} is ${room.is} and may enter ${room.mayEnter.join(', ') || 'no other room'}. Hand it over as an argument, or move the code to the room that owns it.`
  }

  if (!/^[@a-z]/.test(to))
    return to.startsWith('/') || to.startsWith('.') ? `${from} imports ${to}, which lies outside the rooms.` : null
  if (to === 'zod' || to === 'zod/v4')
    return `${from} imports ${to}. Use zod/mini: the contract is loaded by the console, and full zod costs it 22 kB.`
  if (to === 'better-sqlite3' && name !== 'src-server/db')
    return typeOnly && name === 'src-server'
      ? null
      : `${from} imports better-sqlite3. Only src-server/db does: use Readable and Writable from src-server/db/database.ts.`
  if (to.startsWith('@ark-ui/') && name !== 'src-renderer/ui')
    return `${from} imports ${to}. Ark stays behind src-renderer/ui: wrap the part there, so that its next version is one file's work.`
  if (allowsPackage(room, to)) return null
  return `${from} imports ${to}. ${name} is ${room.is} and uses ${room.packages.join(', ') || 'no packages'}. If it truly needs another, add it to test/support/rooms/rules.ts with a reason.`
}

/** What else a source may not hold, by file: the words, where they are allowed, and what to do. */
const words: readonly { pattern: RegExp; within: RegExp; allowed: RegExp; instead: string }[] = [
  {
    pattern: /\bprocess\.env\b/,
    within: /^src-(?:server|main)\//,
    allowed: /^src-(?:server|main)\/config\.ts$/,
    instead: 'The environment is read once, in config.ts: take what you need from the config, as an argument.',
  },
  {
    pattern: /\bparentPort\b/,
    within: /^src-server\/(?!.*worker)/,
    allowed: /^src-server\/host\.ts$/,
    instead: 'Only host.ts knows the parent process: use its Host.',
  },
  {
    pattern: /(?<![\w.'"`/-])window\.(?!\s)[a-z]/,
    within: /^src-renderer\//,
    allowed: /^src-renderer\/platform\.ts$/,
    instead: 'Only platform.ts touches window beyond the DOM: add a function there that says what it is for.',
  },
  {
    pattern: /\bipcRenderer\b/,
    within: /^src-(?:main|renderer)\//,
    allowed: /^src-main\/preload\.ts$/,
    instead: 'Only preload.ts has ipcRenderer; add a verb to src-main/bridge/contract.ts.',
  },
]

/** Sentences about forbidden words in a file; comments do not count. Pure. */
export function forbiddenWords(file: string, source: string): string[] {
  const text = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
  return words
    .filter(({ within, allowed }) => within.test(file) && !allowed.test(file))
    .flatMap(({ pattern, instead }) => {
      const found = pattern.exec(text)
      return found === null ? [] : [`${file} says ${found[0]}. ${instead}`]
    })
}

/** Names of files and folders that say nothing about what is inside. */
export function emptyName(file: string): string | null {
  const part = file.split('/').find((name) => /^(?:utils?|helpers?|misc|managers?)(?:\.tsx?)?$/.test(name))
  return part === undefined ? null : `${file}: ${part} says nothing about what is inside. Name it for its one job.`
}
