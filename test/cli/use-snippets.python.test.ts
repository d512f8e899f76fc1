/** What the console says about using a token from Python, run as it is said. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer } from '../support/harness.ts'
import { runProgram } from './local-programs.ts'
import { snippetOf } from './snippets-in-use.ts'

const it = suite('use snippets, python')

it('Python: from the environment, for the page that is looked at; a refusal is an error', async () => {
  const server = await startTestServer()
  try {
    const made = await server.asOwner({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })
    const code = snippetOf('python', { origin: server.url, level: 'admin', pageId: String(made.json.id) })
    const good = await runProgram('python3', ['-B', '-c', code], { STATUS_TOKEN: server.ownerToken })
    assert.is(good.code, 0, good.err)
    assert.match(good.out, /'name': 'owner'/)
    assert.match(good.out, /'name': 'Second'/)
    const bad = await runProgram('python3', ['-B', '-c', code], { STATUS_TOKEN: 'bk_live_nonsense' })
    assert.is(bad.code, 1)
    assert.match(bad.err, /HTTP Error 401/)
  } finally {
    await server.stop()
  }
})

it.run()
