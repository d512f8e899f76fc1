import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { referencePages } from '../../scripts/docs/reference-pages.ts'
import { createProgram } from '../../src-server/cli/program.ts'
import { keychainOf } from './run-cli.ts'

/** What the documents say is so: reference pages are generated, links lead somewhere, commands and flags that they name exist. */
const it = suite('docs')
const root = resolve(import.meta.dirname, '..', '..')

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].filter((file) => existsSync(join(root, file)))

it('reference pages are what the contract says now', () => {
  for (const { file, text } of referencePages())
    assert.ok(readFileSync(join(root, file), 'utf8') === text, `${file} is out of date: npm run docs`)
})

it('every link leads to a file, and to a heading where it names one', () => {
  for (const file of pages) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [path = '', heading] = target.split('#')
      const linked = path === '' ? join(root, file) : join(root, dirname(file), path)
      assert.ok(existsSync(linked), `${file} links to ${target}`)
      if (heading !== undefined && linked.endsWith('.md'))
        assert.ok(headingsOf(readFileSync(linked, 'utf8')).has(heading), `${file} links to ${target}`)
    }
  }
})

it('every command and flag of beatkeeper that a document names is one', () => {
  const program = createProgram({
    out: () => undefined,
    err: () => undefined,
    stdin: process.stdin,
    surroundings: { platform: 'linux', home: '/', env: {} },
    secrets: keychainOf(),
    finish: () => undefined,
  })
  let commands = 0
  for (const file of pages) {
    const text = readFileSync(join(root, file), 'utf8').replaceAll('\\\n', ' ')
    for (const [, line = ''] of text.matchAll(
      /(?:^|[\s`(|$])(?:npm run --silent beatkeeper --|beatkeeper) ([a-z][^\n`|;&>)]*)/gm,
    )) {
      const words = line.trim().split(/\s+/)
      let command = program.commands.find((each) => each.name() === words[0])
      if (command === undefined) continue
      const inner = command.commands.find((each) => each.name() === words[1])
      command = inner ?? command
      commands += 1
      const known = new Set(command.options.flatMap((option) => [option.long, option.short]))
      for (const word of words.filter((each) => each.startsWith('--')))
        assert.ok(known.has(word.split('=')[0] ?? ''), `${relative(root, file)} names ${word} in: beatkeeper ${line}`)
    }
  }
  assert.ok(commands > 0)
})

/** Headings as the sites that show Markdown make anchors of them. */
function headingsOf(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

it.run()
