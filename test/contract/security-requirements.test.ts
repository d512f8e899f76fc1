/** The page of security requirements names files and tests; every one of them is there, and the pattern for scanners is ours. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { secretPattern } from '../../src-server/credentials/secret-format.ts'

const it = suite('security requirements')
const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'reference', 'security-requirements.md'), 'utf8')

it('every file that it names is there', () => {
  const named = [...page.matchAll(/`([a-z-]+\/[\w./-]*)`/g)].map(([, path]) => path ?? '')
  assert.ok(named.length > 150)
  const absent = named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'src-server', path)))
  assert.equal(absent, [])
})

it('every row that claims to be kept names a test', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Requirement|---)/.test(line))
  const without = rows.filter((row) => !row.includes('**Later**') && !/`test\/[^`]+\.test\.ts`/.test(row))
  assert.equal(without, [])
})

it('publishes the pattern that finds our credentials', () => {
  assert.ok(page.includes(`\n${secretPattern}\n`))
})

it.run()
