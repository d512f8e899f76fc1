/** One writer for each data folder: a second process is refused with words that help, and a killed one leaves nothing behind. */
import { type ChildProcess, fork } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DataFolderProblem, holdDataFolder } from '../../src-server/db/data-folder.ts'
import { temporaryFolder } from './folder.ts'

const it = suite('data folder')
const folder = temporaryFolder()
it.after(folder.remove)

/** Another process that holds the folder until it is killed. */
function holdElsewhere(path: string): Promise<ChildProcess> {
  const child = fork(new URL('./hold-folder.ts', import.meta.url), [path], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))
  })
}

function problemOf(work: () => unknown): DataFolderProblem {
  try {
    work()
  } catch (error) {
    if (error instanceof DataFolderProblem) return error
    throw error
  }
  throw new Error('it was not refused')
}

it('is made 0700, with everything in it private', () => {
  const path = folder.file('new/deep')
  const held = holdDataFolder(path)
  if (process.platform !== 'win32') {
    assert.is((statSync(path).mode & 0o777).toString(8), '700')
    for (const name of ['lock.db', 'lock.json'])
      assert.is((statSync(`${path}/${name}`).mode & 0o777).toString(8), '600', name)
  }
  assert.is(JSON.parse(readFileSync(`${path}/lock.json`, 'utf8')).pid, process.pid)
  held.release()
  assert.not.ok(existsSync(`${path}/lock.json`))
})

it('a folder that is wide open is closed', () => {
  if (process.platform === 'win32') return
  const path = folder.file('open')
  mkdirSync(path)
  chmodSync(path, 0o777)
  holdDataFolder(path).release()
  assert.is((statSync(path).mode & 0o777).toString(8), '700')
})

it('a second process is refused and told who holds it; a kill -9 lets it go at once', async () => {
  const path = folder.file('shared')
  const other = await holdElsewhere(path)
  const refused = problemOf(() => holdDataFolder(path))
  assert.is(refused.code, 'data_in_use')
  assert.match(refused.message, new RegExp(`in use by process ${other.pid}.*--data`))
  const ended = new Promise((resolve) => other.once('close', resolve))
  other.kill('SIGKILL')
  await ended
  const held = holdDataFolder(path)
  assert.is(problemOf(() => holdDataFolder(path)).code, 'data_in_use')
  held.release()
  holdDataFolder(path).release()
})

it('a path that is a file, or cannot be made, is said so', () => {
  const file = folder.file('file')
  writeFileSync(file, '')
  for (const path of [file, `${file}/below`]) {
    const { code, message } = problemOf(() => holdDataFolder(path))
    assert.equal([code, message.includes('--data')], ['data_unwritable', true])
  }
  if (process.platform === 'win32' || process.getuid?.() === 0) return
  const readOnly = folder.file('read-only')
  mkdirSync(readOnly, { mode: 0o500 })
  assert.is(problemOf(() => holdDataFolder(`${readOnly}/below`)).code, 'data_unwritable')
})

it.run()
