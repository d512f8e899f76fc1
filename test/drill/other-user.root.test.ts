import { equal, match, ok } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { ask } from '../support/ask.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** T16: other people and programs on this computer. A loopback address is no credential, and a data folder is its owner's alone. */

const test = suite('drill.other-user')
const root = join(import.meta.dirname, '..', '..')
let dataDir = ''
let server: ServerProcess

test.before(async () => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'beatkeeper-local-')), 'data')
  server = await startServerProcess(dataDir)
})
test.after(async () => {
  await server.kill()
  rmSync(join(dataDir, '..'), { recursive: true, force: true })
})

const start = (...flags: string[]) =>
  spawnSync(process.execPath, [join(root, 'src-server', 'main.ts'), ...flags], { encoding: 'utf8', timeout: 30_000 })

test('a second server over the same folder says who has it and leaves', () => {
  const second = start('--data', dataDir, '--port', '0')
  ok(second.status !== 0)
  match(second.stderr, /is in use by process \d+\. Stop that Beatkeeper first, or choose another folder with --data\./)
})

test('a port that is taken is said, and never swapped for another', () => {
  const other = join(dataDir, '..', 'other')
  const second = start('--data', other, '--port', String(server.port))
  ok(second.status !== 0)
  match(second.stderr, new RegExp(`Port ${server.port} on 127\\.0\\.0\\.1 is in use`))
  equal(second.stdout, '')
})

test('no file of the folder can be read by another user', () => {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  let refused = 0
  for (const file of files) {
    const path = join(file.parentPath, file.name)
    const mode = statSync(path).mode & 0o077
    equal(mode, 0, `${file.name} has mode ${(statSync(path).mode & 0o777).toString(8)}`)
    const cat = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'cat', path])
    ok(cat.status !== 0, `${file.name} was read by another user`)
    refused += 1
  }
  equal(statSync(dataDir).mode & 0o777, 0o700)
  ok(refused >= 3)
  console.log(`T16 files of the data folder ${refused}, read by another user 0`)
})

test('without a credential loopback opens nothing that is not public', async () => {
  let swept = 0
  for (const endpoint of endpoints) {
    if (endpoint.permission === 'public') continue
    const path = fullPath(endpoint).replaceAll(/:[a-z_]+/g, 'tok_00000000000000000000000000')
    const answer = await ask(server.port, {
      method: endpoint.method,
      path,
      ...(endpoint.body === undefined ? {} : { body: {} }),
    })
    equal(answer.status, 401, `${endpoint.method} ${path} answered ${answer.status} ${answer.text}`)
    equal(answer.headers['x-error'], 'unauthenticated')
    swept += 1
  }
  console.log(`T16 routes swept without a credential ${swept}, opened 0`)
})

test.run()
