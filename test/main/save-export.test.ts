import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSaveExport, exportRequest } from '../../src-main/save-export.ts'

const saving = suite('save export')

const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-export-'))
saving.after(() => rmSync(folder, { recursive: true, force: true }))

const input = {
  path: '/admin/tokens/export',
  query: { format: 'csv', q: 'a&b=c' },
  page_id: 'pag_1',
  environment: 'test',
  file_name: 'tokens.csv',
} as const

saving('asks the API for exactly what the window would have asked', () => {
  const request = exportRequest(input)
  assert.is(request.url, 'app://console/api/v1/admin/tokens/export?format=csv&q=a%26b%3Dc')
  assert.is(request.headers.get('x-page'), 'pag_1')
  assert.is(request.headers.get('x-environment'), 'test')
})

saving('writes the whole answer, for its owner only, and leaves nothing beside it', async () => {
  const save = createSaveExport({
    forward: async () => new Response('name\npagerduty\n'),
    askForFile: async (proposed) => join(folder, proposed),
  })
  assert.equal(await save(input), { outcome: 'saved', file_name: 'tokens.csv', bytes: 15 })
  assert.is(readFileSync(join(folder, 'tokens.csv'), 'utf8'), 'name\npagerduty\n')
  if (process.platform !== 'win32') assert.is(statSync(join(folder, 'tokens.csv')).mode & 0o777, 0o600)
  assert.equal(readdirSync(folder), ['tokens.csv'])
})

saving('nothing is asked and nothing written when the person thinks better of it', async () => {
  const save = createSaveExport({ forward: () => assert.unreachable() as never, askForFile: async () => null })
  assert.equal(await save(input), { outcome: 'cancelled' })
})

saving('a refusal is told and writes nothing', async () => {
  const save = createSaveExport({
    forward: async () =>
      new Response('{}', { status: 403, headers: { 'x-error': 'role_denied', 'x-request-id': 'r1' } }),
    askForFile: async () => join(folder, 'refused.csv'),
  })
  assert.equal(await save(input), { outcome: 'refused', status: 403, code: 'role_denied', request_id: 'r1' })
  assert.not(readdirSync(folder).includes('refused.csv'))
})

saving('the same export, tried again after a refusal, goes to the file that was chosen; another one asks', async () => {
  const asked: string[] = []
  let status = 403
  const save = createSaveExport({
    forward: async () => new Response('x', { status }),
    askForFile: async (proposed) => {
      asked.push(proposed)
      return join(folder, proposed)
    },
  })
  const again = { ...input, file_name: 'again.csv' }
  assert.is((await save(again)).outcome, 'refused')
  status = 200
  assert.is((await save(again)).outcome, 'saved')
  assert.equal(asked, ['again.csv'])
  assert.is((await save(again)).outcome, 'saved')
  assert.equal(asked, ['again.csv', 'again.csv'], 'a new export is a new question')
  rmSync(join(folder, 'again.csv'))
})

saving('an answer that breaks off leaves no file that looks whole', async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('half'))
      controller.error(new Error('gone'))
    },
  })
  const save = createSaveExport({
    forward: async () => new Response(broken),
    askForFile: async () => join(folder, 'half.csv'),
  })
  let failed = false
  await save(input).catch(() => {
    failed = true
  })
  assert.ok(failed)
  assert.equal(readdirSync(folder), ['tokens.csv'])
})

saving.run()
