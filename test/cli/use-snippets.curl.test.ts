/** What the console says about using a token, run as it is said: with curl, with Node, and as GitHub Actions and Terraform's REST provider would. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestServer, type TestServer } from '../support/harness.ts'
import { type Ended, runProgram } from './local-programs.ts'
import { temporaryFolder } from './run-cli.ts'
import { snippetOf } from './snippets-in-use.ts'

const it = suite<{ server: TestServer; folder: ReturnType<typeof temporaryFolder> }>('use snippets')
it.before(async (context) => {
  context.server = await startTestServer()
  context.folder = temporaryFolder()
})
it.after(async ({ server, folder }) => {
  await server.stop()
  folder.remove()
})

const bash = (script: string, env: Record<string, string>): Promise<Ended> => runProgram('bash', ['-c', script], env)
const nameIn = (ended: Ended): string => {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}: ${ended.out}${ended.err}`)
  return JSON.parse(ended.out).name
}

it('curl: the secret comes from a file and is in no argument', async ({ server, folder }) => {
  const { token } = await server.mint({ name: 'by curl' })
  mkdirSync(join(folder.path, '.config', 'beatkeeper'), { recursive: true })
  writeFileSync(join(folder.path, '.config', 'beatkeeper', 'token'), `${token}\n`, { mode: 0o600 })
  const options = { origin: server.url, level: 'read', pageId: null } as const
  const env = { HOME: folder.path }
  assert.is(nameIn(await bash(snippetOf('curl', options), env)), 'by curl')
  // What would stand in the process list: every program that is started, with its arguments.
  const traced = await bash(`set -x\ncurl() { command curl "$@"; }\n${snippetOf('curl', options)}`, env)
  const started = traced.err.split('\n').filter((line) => /^\++ (?:command )?(?:curl|cat) /.test(line))
  assert.ok(started.length >= 2)
  assert.not.ok(started.join('\n').includes(token))
})

it('curl with several pages: the page that is looked at', async ({ server, folder }) => {
  const made = await server.asOwner({ method: 'POST', path: '/api/v1/org/pages', body: { name: 'Second' } })
  mkdirSync(join(folder.path, '.config', 'beatkeeper'), { recursive: true })
  writeFileSync(join(folder.path, '.config', 'beatkeeper', 'token'), server.ownerToken, { mode: 0o600 })
  const options = { origin: server.url, level: 'admin', pageId: String(made.json.id) } as const
  const { out } = await bash(snippetOf('curl', options), { HOME: folder.path })
  assert.is(JSON.parse(out).page.name, 'Second')
  const node = await runProgram(process.execPath, ['--input-type=module', '--eval', snippetOf('node', options)], {
    STATUS_TOKEN: server.ownerToken,
  })
  assert.match(node.out, /page: \{[^}]*name: 'Second'/)
})

it('a token that was refused makes the program fail, and says why', async ({ server }) => {
  const options = { origin: server.url, level: 'read', pageId: null } as const
  const STATUS_TOKEN = 'bk_live_nonsense'
  const curl = await bash(snippetOf('curl', options).replace(/STATUS_TOKEN=\$.*/, ''), { STATUS_TOKEN })
  assert.equal([curl.code, JSON.parse(curl.out).code], [22, 'invalid_token'])
  const node = await runProgram(process.execPath, ['--input-type=module', '--eval', snippetOf('node', options)], {
    STATUS_TOKEN,
  })
  assert.is(node.code, 1)
  assert.match(node.err, /401 invalid_token/)
})

it('Node: from the environment', async ({ server }) => {
  const { token } = await server.mint({ name: 'by node' })
  const code = snippetOf('node', { origin: server.url, level: 'read', pageId: null })
  const { out, err } = await runProgram(process.execPath, ['--input-type=module', '--eval', code], {
    STATUS_TOKEN: token,
  })
  assert.match(out, /name: 'by node'/, err)
})

it('GitHub Actions: the step that its runner would run', async ({ server }) => {
  const { token } = await server.mint({ name: 'by a runner' })
  const workflow = snippetOf('github', { origin: server.url, level: 'write', pageId: null })
  assert.match(workflow, /env:\n {10}STATUS_TOKEN: \$\{\{ secrets\.STATUS_TOKEN \}\}/)
  const step = /run: \|\n((?: {10}.*\n)+)/.exec(workflow)?.[1] ?? ''
  // As the runner does: the indentation of the block goes, and bash runs with these flags.
  const script = step.replaceAll(/^ {10}/gm, '')
  const ran = await runProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    STATUS_TOKEN: token,
  })
  assert.is(nameIn(ran), 'by a runner')
})

it('Terraform: what its REST provider would send makes, reads, changes and removes the object', async ({ server }) => {
  const { token } = await server.mint({ name: 'by terraform', permission: 'write', role_key: 'editor' })
  const code = snippetOf('terraform', { origin: server.url, level: 'write', pageId: null })
  const uri = /uri\s+= "([^"]+)"/.exec(code)?.[1] ?? ''
  const path = /path = "([^"]+)"/.exec(code)?.[1] ?? ''
  const name = /jsonencode\(\{ name = "([^"]+)" \}\)/.exec(code)?.[1] ?? ''
  const method = /update_method\s+= "([A-Z]+)"/.exec(code)?.[1] ?? ''
  assert.match(code, /Authorization = "Bearer \$\{var\.status_token\}"/)
  const call = async (verb: string, at: string, body?: unknown) => {
    const answer = await fetch(`${uri}${at}`, {
      method: verb,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, json: answer.status === 204 ? null : JSON.parse(await answer.text()) }
  }
  const made = await call('POST', path, { name })
  assert.is(made.status, 201)
  const at = `${path}/${made.json.id}`
  assert.equal((await call('GET', at)).json.name, name)
  assert.is((await call(method, at, { name: 'Website and shop' })).json.name, 'Website and shop')
  assert.is((await call('DELETE', at)).status, 204)
  // A token that only reads gets a data source: the list that it searches has what it looks for.
  const reads = snippetOf('terraform', { origin: server.url, level: 'read', pageId: null })
  assert.match(reads, /^data "restapi_object"/m)
  assert.not.match(reads, /^resource /m)
  const list = await call('GET', /path {9}= "([^"]+)"/.exec(reads)?.[1] ?? '')
  assert.ok(Array.isArray(list.json[/results_key {2}= "([^"]+)"/.exec(reads)?.[1] ?? '']))
})

it.run()
