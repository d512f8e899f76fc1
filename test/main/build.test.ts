import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { overBudget, sizesFrom } from '../../scripts/build/budget.ts'
import { listConsoleFiles } from '../../scripts/build/console-files.ts'
import { patchTemplate } from '../../scripts/build/trusted-types.ts'
import { consoleFiles } from '../../src-server/contract/console-files.ts'

const build = suite('build')

build(
  "the installed Solid sets innerHTML for templates in exactly one place, and it goes through the policy 'solid'",
  () => {
    const solid = readFileSync(join(import.meta.dirname, '../../node_modules/solid-js/web/dist/web.js'), 'utf8')
    const patched = patchTemplate(solid)
    assert.match(patched, "createPolicy('solid'")
    assert.match(patched, 't.innerHTML = solidPolicy.createHTML(html);')
    assert.not.match(patched, 't.innerHTML = html;')
  },
)

build('a Solid with no such place, or with two, fails the build', () => {
  assert.throws(() => patchTemplate('nothing'), /in 0 places/)
  assert.throws(() => patchTemplate('t.innerHTML = html; t.innerHTML = html;'), /in 2 places/)
})

build('the list of console files has every file, its type and digest, and is what the servers read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-console-'))
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, '.vite'))
  writeFileSync(join(folder, '.vite', 'manifest.json'), '{}')
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets', 'main-B1x2.js'), '1')
  const list = listConsoleFiles(folder)
  assert.equal(
    list.files.map(({ name, type, bytes }) => [name, type, bytes]),
    [
      ['assets/main-B1x2.js', 'text/javascript; charset=utf-8', 1],
      ['index.html', 'text/html; charset=utf-8', 15],
    ],
  )
  assert.equal(consoleFiles.parse(JSON.parse(JSON.stringify(list))), list)
  writeFileSync(join(folder, 'assets', 'x.exe'), '')
  assert.throws(() => listConsoleFiles(folder), /media type/)
  rmSync(folder, { recursive: true, force: true })
})

build('no list can name a file outside the folder', () => {
  const one = (name: string) => ({
    version: 1,
    files: [{ name, type: 'text/plain', bytes: 1, sha256: '0'.repeat(64) }],
  })
  for (const name of [
    '../x',
    '/etc/passwd',
    'assets/../x',
    'assets/..',
    '..',
    '.hidden',
    'assets/a/b',
    'a\\b',
    'c:x',
    '',
  ])
    assert.not(consoleFiles.safeParse(one(name)).success, name)
  assert.ok(consoleFiles.safeParse(one('assets/inter-latin-wght-normal-Dx4kXJAl.woff2')).success)
})

build('sizes count each chunk once, and a route only what it adds', () => {
  const graph = {
    'index.html': { file: 'assets/main.js', isEntry: true, imports: ['_shared.js'], css: ['assets/main.css'] },
    '_shared.js': { file: 'assets/shared.js' },
    'screens/audit.tsx': {
      file: 'assets/audit.js',
      isDynamicEntry: true,
      imports: ['_shared.js', '_grid.js'],
      css: ['assets/audit.css'],
    },
    '_grid.js': { file: 'assets/grid.js', imports: ['_shared.js'] },
  }
  const bytes: Record<string, number> = {
    'assets/main.js': 100_000,
    'assets/shared.js': 30_000,
    'assets/audit.js': 20_000,
    'assets/grid.js': 45_000,
    'assets/main.css': 6000,
    'assets/audit.css': 1000,
  }
  const sizes = sizesFrom(graph, (file) => bytes[file] ?? 0)
  assert.equal(sizes, { firstLoadKb: 130, routes: [{ name: 'screens/audit.tsx', kb: 65 }], cssKb: 7 })
  const over = overBudget(sizes)
  assert.is(over.length, 1)
  assert.match(over[0] ?? '', 'screens/audit.tsx loads 65.0 kB')
})

build.run()
