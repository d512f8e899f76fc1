import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { beatkeeper, password, serveCli, temporaryFolder } from './run-cli.ts'

/**
 * Every document is tried: its blocks marked `sh` run one after the other in one shell, as a reader would type them, and what the block
 * below says (`text`, where `…` stands for anything) must come out.
 */
const it = suite('documents')
const root = resolve(import.meta.dirname, '..', '..')
const cli = join(root, 'src-server', 'cli', 'beatkeeper.ts')

interface Block {
  readonly code: string
  readonly expected: string | null
}

/** The `sh` blocks of a document, each with the `text` block that follows it. */
function blocksOf(markdown: string): Block[] {
  const fences = [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body = '']) => ({
    language,
    body,
  }))
  return fences.flatMap(({ language, body }, index) => {
    const next = fences[index + 1]
    return language === 'sh' ? [{ code: body, expected: next?.language === 'text' ? next.body : null }] : []
  })
}

/** What a document shows, as a pattern for what came. */
function patternOf(expected: string): RegExp {
  const literal = expected
    .trimEnd()
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('[\\s\\S]*?')}$`)
}

const end = '@@ the next block'

/** One shell for all blocks. A server that a document starts runs on in the background, as in a terminal of its own. */
function scriptOf(blocks: readonly Block[], port: number): string {
  const parts = blocks.map(({ code }) => {
    const typed = code.replaceAll('4600', String(port))
    const serves = /^npm run --silent beatkeeper -- serve /.test(typed)
    return serves ? `${typed.trimEnd()} --port ${port} > serve.log 2>&1 &\nawait_server` : typed
  })
  return `set -euo pipefail
npm() {
  [ "$1 $2 $3 $4" = "run --silent beatkeeper --" ] || { echo "a document runs npm $*" >&2; return 2; }
  shift 4
  "$TRIED_NODE" "$TRIED_CLI" "$@"
}
await_server() {
  for _ in $(seq 200); do curl -sS -o /dev/null "http://127.0.0.1:${port}/readyz" 2> /dev/null && return 0; sleep 0.1; done
  cat serve.log >&2; return 1
}
${parts.map((part) => `${part}\necho '${end}'`).join('\n')}
`
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function shell(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const file = join(cwd, 'tried.sh')
  writeFileSync(file, script)
  const child = spawn('bash', [file], {
    cwd,
    env: { ...process.env, ...env, TRIED_NODE: process.execPath, TRIED_CLI: cli, BEATKEEPER_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the server that a document starts can be ended with its shell.
    detached: true,
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    child.on('close', (code) => {
      endGroup(child.pid)
      done({ code, out, err })
    })
  })
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGTERM')
  } catch {
    // Nothing of it is left.
  }
}

/** Tries a document in this folder. */
async function tried(file: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const blocks = blocksOf(readFileSync(join(root, file), 'utf8'))
  const { code, out, err } = await shell(scriptOf(blocks, await freePort()), cwd, { ...env, XDG_DATA_HOME: cwd })
  assert.is(code, 0, `${file}: a block failed.\n${out}\n${err}`)
  const said = out.split(`${end}\n`)
  for (const [index, { code: block, expected }] of blocks.entries()) {
    const came = (said[index] ?? '').trimEnd()
    if (expected !== null)
      assert.ok(patternOf(expected).test(came), `${file}, after:\n${block}\ncame:\n${came}\n${err}`)
  }
}

for (const file of ['README.md', 'docs/quickstart.md']) {
  it(`${file} does what it says, from an empty folder`, async () => {
    const folder = temporaryFolder()
    await tried(file, folder.path)
    folder.remove()
  })
}

it('the guides do what they say, each beside a server with a workspace', async () => {
  const folder = temporaryFolder()
  const data = join(folder.path, 'workspace')
  const words = ['--workspace', 'Acme', '--host', 'status.example.org', '--email', 'you@example.org']
  const made = await beatkeeper(['init', '--data', data, ...words, '--password-stdin', '--json'], { stdin: password })
  const server = await serveCli(data)
  const env = { BEATKEEPER_URL: server.url, BEATKEEPER_TOKEN: String(made.json.token) }
  for (const name of ['audit-log', 'status-page', 'tokens', 'terraform', 'backup'])
    await tried(`docs/guides/${name}.md`, folder.path, env)
  await server.stop()
  folder.remove()
})

it('a block that says something else than it shows is noticed', () => {
  const [block] = blocksOf('```sh\necho one\n```\n\nthen\n\n```text\nt…o\n```\n')
  assert.is(block?.code, 'echo one\n')
  assert.match('two', patternOf(block?.expected ?? ''))
  assert.not.match('one', patternOf(block?.expected ?? ''))
  assert.not.match('two\nmore', patternOf(block?.expected ?? ''))
})

it.run()
