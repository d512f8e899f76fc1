/** A private file is its owner's alone, also where another one stood, and never half written. */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writePrivateFile } from '../../src-server/lib/private-file.ts'

const it = suite<{ folder: string; file: string }>('private file')
it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'beatkeeper-private-'))
  context.file = join(context.folder, 'endpoint.json')
})
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

it('is written, alone in its folder, and readable by its owner only', ({ folder, file }) => {
  writePrivateFile(file, 'one')
  writePrivateFile(file, 'two')
  assert.equal([readFileSync(file, 'utf8'), readdirSync(folder)], ['two', ['endpoint.json']])
  if (process.platform !== 'win32') assert.is(statSync(file).mode & 0o777, 0o600)
})

it('does not keep the open permissions of what stood there', ({ file }) => {
  writeFileSync(file, 'old')
  chmodSync(file, 0o644)
  writePrivateFile(file, 'secret')
  if (process.platform !== 'win32') assert.is(statSync(file).mode & 0o777, 0o600)
})

it('takes the place of a link and does not write through it', ({ folder, file }) => {
  const other = join(folder, 'other')
  writeFileSync(other, 'untouched')
  symlinkSync(other, file)
  writePrivateFile(file, 'secret')
  assert.equal([readFileSync(other, 'utf8'), readFileSync(file, 'utf8')], ['untouched', 'secret'])
})

it('leaves nothing behind where it cannot be written', ({ folder }) => {
  assert.throws(() => writePrivateFile(join(folder, 'missing', 'endpoint.json'), 'x'))
  assert.equal(readdirSync(folder), [])
})

it.run()
