import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Import } from './support/rooms/imports.ts'
import { importsOf, sourceFiles } from './support/rooms/imports.ts'
import { emptyName, forbiddenWords, refusalOf } from './support/rooms/rules.ts'

/** Reads every import of every source and says who may not enter whose room, and what to do instead. */
const rooms = suite('rooms')
const files = sourceFiles(join(import.meta.dirname, '..'))
const imports = files.flatMap(({ file, source }) => importsOf(file, source))

const tell = (sentences: string[]): string => `\n  ${sentences.join('\n  ')}\n`

rooms('every import enters a room that is open to it', () => {
  const refusals = imports.map(refusalOf).filter((sentence) => sentence !== null)
  process.stdout.write(`rooms: ${files.length} files, ${imports.length} imports, ${refusals.length} refused\n`)
  assert.is(refusals.length, 0, tell(refusals))
})

rooms('environment, parent and window are touched where they are owned', () => {
  const sentences = files.flatMap(({ file, source }) => forbiddenWords(file, source))
  assert.is(sentences.length, 0, tell(sentences))
})

rooms('every file and folder has a name that says what is inside', () => {
  const sentences = files.map(({ file }) => emptyName(file)).filter((sentence) => sentence !== null)
  assert.is(sentences.length, 0, tell(sentences))
})

rooms('every imported file exists', () => {
  const known = new Set(files.map(({ file }) => file))
  const missing = imports
    .filter(({ to }) => /^src-.*\.tsx?$/.test(to) && !known.has(to))
    .map(({ from, to }) => `${from} imports ${to}, which is not there.`)
  assert.is(missing.length, 0, tell(missing))
})

// Teeth: imports that must be refused, and the few that look like them and may stay.
const value = (from: string, to: string): Import => ({ from, to, typeOnly: false })
const type = (from: string, to: string): Import => ({ from, to, typeOnly: true })

const refused: [string, Import][] = [
  [
    'a feature that enters its neighbour',
    value('src-server/features/tokens/store.ts', 'src-server/features/roles/store.ts'),
  ],
  [
    'a screen that enters its neighbour',
    value('src-renderer/screens/tokens/screen.tsx', 'src-renderer/screens/roles/model.ts'),
  ],
  ['a contract that enters the server', value('src-server/contract/tokens.ts', 'src-server/lib/id.ts')],
  ['a contract with full zod', value('src-server/contract/tokens.ts', 'zod')],
  ['a contract that needs Node', value('src-server/contract/tokens.ts', 'node:crypto')],
  ['a decision kernel that reads the database', value('src-server/access/decide.ts', 'src-server/db/database.ts')],
  ['SQLite outside its room', value('src-server/features/tokens/store.ts', 'better-sqlite3')],
  ['a lib that knows the product', value('src-server/lib/id.ts', 'src-server/contract/tokens.ts')],
  ['the pipeline that enters a feature', value('src-server/http/act.ts', 'src-server/features/tokens/rules.ts')],
  ['the desktop that enters the server', value('src-main/main.ts', 'src-server/config.ts')],
  ['the way out that knows the product', value('src-server/outbound/call.ts', 'src-server/contract/problems.ts')],
  ['the console that enters the server', value('src-renderer/api/call.ts', 'src-server/http/handler.ts')],
  ['the console that runs the bridge', value('src-renderer/platform.ts', 'src-main/bridge/contract.ts')],
  ['the console that enters main', type('src-renderer/platform.ts', 'src-main/windows.ts')],
  ['a preload with more than the contract', value('src-main/preload.ts', 'src-main/guards.ts')],
  ['a preload with Node', value('src-main/preload.ts', 'node:fs')],
  ['Ark outside the kit', value('src-renderer/screens/tokens/screen.tsx', '@ark-ui/solid/dialog')],
  ['a package that nobody chose', value('src-server/http/act.ts', 'express')],
  ['a file in no room', value('src-other/x.ts', 'node:fs')],
]
for (const [what, entry] of refused) rooms(`refuses ${what}`, () => assert.type(refusalOf(entry), 'string'))

const allowed: [string, Import][] = [
  ["the bridge's types in the console", type('src-renderer/platform.ts', 'src-main/bridge/contract.ts')],
  ['the contract in the console', value('src-renderer/api/call.ts', 'src-server/contract/endpoint.ts')],
  ['the decision kernel in the console', value('src-renderer/screens/tokens/model.ts', 'src-server/access/decide.ts')],
  ['a feature in its own folder', value('src-server/features/tokens/routes.ts', 'src-server/features/tokens/store.ts')],
  ['the way out in main', value('src-main/main.ts', 'src-server/outbound/call.ts')],
  ['the contract in main', value('src-main/server-child.ts', 'src-server/contract/lifecycle.ts')],
]
for (const [what, entry] of allowed) rooms(`allows ${what}`, () => assert.is(refusalOf(entry), null))

rooms('finds imports however they are written', () => {
  const source = `
    import a, { type B } from './a.ts'
    import type { C } from '../c.ts'
    export * from './d.ts'
    import {
      e,
    } from "node:fs"
    import './style.css'
    const lazy = () => import('./lazy.tsx')
    new Worker(new URL('./checkpoint-worker.ts', import.meta.url))
    // import x from './commented.ts'
    /* import y from './commented-too.ts' */
  `
  assert.equal(
    importsOf('src-server/db/open.ts', source).map(({ to, typeOnly }) => `${typeOnly ? 'type ' : ''}${to}`),
    [
      'src-server/db/a.ts',
      'type src-server/c.ts',
      'src-server/db/d.ts',
      'node:fs',
      'src-server/db/style.css',
      'src-server/db/lazy.tsx',
      'src-server/db/checkpoint-worker.ts',
    ],
  )
})

rooms('notices forbidden words in code and not in comments', () => {
  assert.is(forbiddenWords('src-server/http/act.ts', 'const a = process.env.HOME').length, 1)
  assert.is(forbiddenWords('src-server/http/act.ts', '/* process.env */ // process.env').length, 0)
  assert.is(forbiddenWords('src-server/config.ts', 'process.env').length, 0)
  assert.is(forbiddenWords('src-renderer/ui/x.tsx', 'window.location.reload()').length, 1)
  assert.is(forbiddenWords('src-renderer/ui/x.tsx', "'opened in a new window.'").length, 0)
})

rooms('notices names that say nothing', () => {
  for (const file of ['src-server/utils/x.ts', 'src-server/http/helpers.ts', 'src-main/managers/x.ts'])
    assert.type(emptyName(file), 'string')
  assert.is(emptyName('src-server/http/reply.ts'), null)
})

rooms.run()
