import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandLineClient } from '../../src-server/contract/built-in-apps.ts'
import { PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { secretKindOf } from '../../src-server/credentials/secret-format.ts'
import { expecting, get, startWorld, type World } from '../http/world.ts'
import { Browser } from '../oauth/browser.ts'
import { beatkeeper, inProcess, keychainOf, type Ran, temporaryFolder } from './run-cli.ts'

/**
 * `beatkeeper login` against the real authorization server: the browser is driven over HTTP, the answer comes to a real port of loopback.
 * The keychain is one of a test; the real one is login.keyring.test.ts.
 */

interface Context {
  world: World
  folder: ReturnType<typeof temporaryFolder>
}

const it = suite<Context>('beatkeeper login')
it.before(async (context) => {
  context.world = await startWorld()
  context.folder = temporaryFolder()
})
it.after(async ({ world, folder }) => {
  await world.server.stop()
  folder.remove()
})

type Consent = Readonly<Record<string, string | readonly string[] | null>>

interface Terminal {
  readonly secrets: ReturnType<typeof keychainOf>
  readonly home: string
  readonly env: Record<string, string>
}

let homes = 0
function terminal({ world, folder }: Context, secrets = keychainOf()): Terminal {
  homes += 1
  const home = join(folder.path, `home-${homes}`)
  mkdirSync(home)
  return { secrets, home, env: { BEATKEEPER_URL: world.server.url } }
}

/** Runs `login`, and is the person at the browser that it names. */
async function login(
  { world }: Pick<Context, 'world'>,
  at: Terminal,
  words: readonly string[] = [],
  consent: Consent = {},
): Promise<Ran & { url: URL }> {
  let found: (url: string) => void = () => undefined
  const address = new Promise<string>((resolve) => {
    found = resolve
  })
  const ran = inProcess(['login', '--no-browser', ...words], {
    ...at,
    heard: (text) => {
      const url = /^http\S+$/m.exec(text)?.[0]
      if (url !== undefined) found(url)
    },
  })
  const url = await Promise.race([address, ran.then(({ err }) => Promise.reject(new Error(`it ended: ${err}`)))])
  const browser = new Browser(world.server)
  await browser.open(url)
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow', ...consent })
  await fetch(answer.headers.location ?? '')
  return Object.assign(await ran, { url: new URL(url) })
}

const run = (at: Terminal, ...words: string[]): Promise<Ran> => inProcess(words, at)
const allPages: Consent = { every_page: 'on' }

/** What the keychain of a test holds for the one server of it. */
function kept({ secrets }: Terminal): Record<string, string> {
  const [secret] = secrets.entries.values()
  return JSON.parse(secret ?? '{}')
}

it('0 signs in, keeps the sign-in in the keychain alone, and every command then acts as that person', async (context) => {
  const at = terminal(context)
  const ran = await login(context, at, ['--json'], allPages)
  assert.is(ran.code, 0, ran.err)
  assert.equal(ran.json, {
    url: context.world.server.url,
    user: 'mina@example.org',
    role_key: 'owner',
    page: context.world.here,
    every_page: true,
    scopes: [...PERMISSIONS],
    kept: 'keychain',
  })
  assert.equal(
    [ran.url.searchParams.get('client_id'), ran.url.searchParams.get('code_challenge_method')],
    [commandLineClient.id, 'S256'],
  )
  assert.match(ran.url.searchParams.get('redirect_uri') ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  assert.equal(
    [secretKindOf(kept(at).refresh_token ?? ''), kept(at).origin, kept(at).client_id],
    ['oauth_refresh', context.world.server.url, commandLineClient.id],
  )

  const made = await run(at, 'token', 'create', '--name', 'made by a person', '--preset', 'pager')
  assert.is(made.code, 0, made.err)
  const log = await expecting(
    200,
    context.world.owner.ask(get(`/admin/audit-log?action=token.create&oauth_app=${commandLineClient.id}`)),
  )
  assert.equal(
    [log.json.data[0].actor.name, log.json.data[0].actor.on_behalf_of.name],
    ['Mina Okafor', commandLineClient.name],
  )

  const file = join(at.home, '.config', 'beatkeeper', 'connections.json')
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.not.match(readFileSync(file, 'utf8'), /bk[or]_|refresh|access/)
  assert.not.match(ran.err + ran.out, /bk[or]_[0-9A-Za-z]{10}/)
})

it('0 what was ticked off is refused, in the server’s words', async (context) => {
  const at = terminal(context)
  await login(context, at, [], { scope: ['tokens:read'], page: context.world.here })
  assert.is((await run(at, 'token', 'list', '--json')).code, 0)
  const refused = await run(at, 'token', 'create', '--name', 'x', '--preset', 'pager')
  assert.is(refused.code, 1)
  assert.match(refused.err, /403 insufficient_scope/)
})

it('--scope and --read-only ask for less; what is no permission is wrong usage', async (context) => {
  const at = terminal(context)
  const scoped = await login(context, at, ['--scope', 'incidents:read', 'checks:read,audit:read'])
  assert.is(scoped.url.searchParams.get('scope'), 'incidents:read checks:read audit:read')
  const reading = await login(context, at, ['--read-only'])
  assert.match(reading.url.searchParams.get('scope') ?? '', /^checks:read incidents:read .* audit:read$/)
  assert.not.match(reading.url.searchParams.get('scope') ?? '', /:write/)
  for (const words of [
    ['--scope', 'everything'],
    ['--port', '0'],
    ['--port', '70000'],
    ['--url', 'http://status.example.org'],
    ['--connection', 'nowhere'],
  ])
    assert.is((await run(at, 'login', ...words)).code, 2, words.join(' '))
})

it('--print hands out an access token for an hour and keeps nothing; BEATKEEPER_TOKEN takes it', async (context) => {
  const at = terminal(context, keychainOf('unavailable'))
  const ran = await login(context, at, ['--print'], { scope: ['tokens:read'], page: context.world.here })
  assert.is(ran.code, 0, ran.err)
  const token = ran.out.trim()
  assert.equal([ran.out, secretKindOf(token)], [`${token}\n`, 'oauth_access'])
  assert.not.ok(existsSync(join(at.home, '.config')))
  const env = { ...at.env, BEATKEEPER_TOKEN: token }
  assert.is((await inProcess(['token', 'stats', '--json'], { ...at, env })).code, 0)
})

it('1 without a keychain nobody is sent to the browser, and what else works is said', async (context) => {
  for (const [trouble, says] of [
    ['unavailable', /has no keychain that can be reached/],
    ['locked', /keychain is locked/],
    ['denied', /keychain refused/],
    ['slow', /within five seconds/],
  ] as const) {
    const at = terminal(context, keychainOf(trouble))
    const ran = await run(at, 'login', '--no-browser')
    assert.equal([trouble, ran.code, ran.out], [trouble, 1, ''])
    assert.match(ran.err, says)
    assert.match(ran.err, /nothing was begun\..*beatkeeper login --print.*BEATKEEPER_TOKEN_FILE/)
    assert.not.match(ran.err, /\/oauth\/authorize/)
  }
})

it('1 a keychain that gives way meanwhile: the access is ended again, and nothing is left anywhere', async (context) => {
  const secrets = keychainOf()
  const at = terminal(context, { ...secrets, write: async () => 'locked' as const })
  const grants = async (): Promise<number> =>
    (await expecting(200, context.world.owner.ask(get('/me/connected-apps')))).json.data.length
  const before = await grants()
  const ran = await login(context, at, [], allPages)
  assert.is(ran.code, 1)
  assert.match(ran.err, /keychain is locked/)
  assert.is(await grants(), before)
  assert.not.ok(existsSync(join(at.home, '.config')))
})

it('1 denied in the browser: said, and nothing kept', async (context) => {
  const at = terminal(context)
  const ran = await login(context, at, [], { act: 'deny' })
  assert.equal([ran.code, ran.out], [1, ''])
  assert.match(ran.err, /Access was denied in the browser/)
  assert.is(at.secrets.entries.size, 0)
})

it('an answer that was planted is shown as such, and the waiting goes on for the right one', async (context) => {
  const at = terminal(context)
  let planted: Response | undefined
  const { world } = context
  let found: (url: string) => void = () => undefined
  const address = new Promise<string>((resolve) => {
    found = resolve
  })
  const ran = inProcess(['login', '--no-browser'], {
    ...at,
    heard: (text) => {
      const url = /^http\S+$/m.exec(text)?.[0]
      if (url !== undefined) found(url)
    },
  })
  const url = new URL(await address)
  const redirect = url.searchParams.get('redirect_uri') ?? ''
  for (const query of [
    'code=stolen',
    `code=stolen&state=guessed&iss=${encodeURIComponent(world.server.url)}`,
    `code=stolen&state=${url.searchParams.get('state')}`,
    `code=stolen&state=${url.searchParams.get('state')}&iss=http%3A%2F%2F127.0.0.1%3A1`,
    `error=access_denied&state=guessed`,
  ]) {
    planted = await fetch(`${redirect}?${query}`)
    assert.is(planted.status, 400, query)
  }
  const browser = new Browser(world.server)
  await browser.open(url.href)
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow' })
  const last = await fetch(answer.headers.location ?? '')
  assert.match(await last.text(), /You are signed in/)
  assert.is((await ran).code, 0)
})

it('an access token that is over is renewed, once for all that ask at the same time, and the new refresh token kept', async (context) => {
  const at = terminal(context)
  await login(context, at, [], allPages)
  const before = kept(at).refresh_token
  expire(at)
  const [one, two] = await Promise.all([run(at, 'token', 'stats', '--json'), run(at, 'token', 'stats', '--json')])
  assert.equal([one.code, two.code], [0, 0], one.err + two.err)
  assert.is.not(kept(at).refresh_token, before)
  expire(at)
  assert.is((await run(at, 'token', 'stats', '--json')).code, 0)
})

/** The access token of the keychain has been over for a while. */
function expire({ secrets }: Terminal): void {
  for (const [account, secret] of secrets.entries) {
    const value = JSON.parse(secret)
    secrets.entries.set(account, JSON.stringify({ ...value, access: { ...value.access, until: 1 } }))
  }
}

it('1 once it is disconnected under My account, it says so and how to go on', async (context) => {
  const at = terminal(context)
  await login(context, at, [], allPages)
  const { json } = await expecting(200, context.world.owner.ask(get('/me/connected-apps')))
  const grant = json.data.find(
    (each: { app: { id: string }; granted_at: string }) => each.app.id === commandLineClient.id,
  )
  await expecting(204, context.world.owner.ask({ method: 'DELETE', path: `/api/v1/me/connected-apps/${grant.id}` }))
  const cut = await run(at, 'token', 'stats')
  assert.is(cut.code, 1)
  assert.match(cut.err, /401 token_revoked/)
  expire(at)
  const over = await run(at, 'token', 'stats')
  assert.equal([over.code, over.out], [1, ''])
  assert.match(over.err, /sign-in at .* is over: it was disconnected.*beatkeeper login --url/)
})

it('logout ends the access at the server and forgets it; signing in again ends the sign-in before', async (context) => {
  const at = terminal(context)
  const live = async (): Promise<string[]> =>
    (await expecting(200, context.world.owner.ask(get('/me/connected-apps')))).json.data.map(
      ({ id }: { id: string }) => id,
    )
  const before = await live()
  await login(context, at, [], allPages)
  await login(context, at, [], allPages)
  assert.is((await live()).length, before.length + 1)
  const bearer: string = JSON.parse([...at.secrets.entries.values()][0] ?? '').access.token
  await expecting(200, context.world.server.ask(get('/me', { token: bearer })))
  const out = await run(at, 'logout', '--json')
  assert.equal(out.json.signed_out, [{ url: context.world.server.url, was: 'mina@example.org', ended: true }])
  assert.is(at.secrets.entries.size, 0)
  const gone = await context.world.server.ask(get('/me', { token: bearer }))
  assert.equal([gone.status, gone.headers['x-error']], [401, 'token_revoked'])
  assert.equal(await live(), before)
  const again = await run(at, 'logout')
  assert.equal([again.code, /Nobody is signed in/.test(again.err)], [0, true])
})

it('2 with no credential at all the command names beatkeeper login, also where there is no keychain', async (context) => {
  for (const at of [terminal(context), terminal(context, keychainOf('unavailable'))]) {
    const ran = await run(at, 'token', 'list')
    assert.equal([ran.code, ran.out], [2, ''])
    assert.match(ran.err, /beatkeeper login/)
  }
  const { env: _env, ...nowhere } = terminal(context)
  const ran = await inProcess(['token', 'list', '--data', join(context.folder.path, 'empty')], nowhere)
  assert.is(ran.code, 2)
  assert.match(ran.err, /No server runs on .*beatkeeper login/)
})

it('the order is a file that was typed, a file of the environment, a token of the environment, then the keychain', async (context) => {
  const at = terminal(context)
  await login(context, at, [], { scope: ['tokens:read'], page: context.world.here })
  const tokens = await Promise.all(
    ['typed', 'file', 'word'].map((name) =>
      context.world.server.mint({ name, permission: 'admin', role_key: 'admin' }),
    ),
  )
  const [typed, file, word] = tokens
  const write = (name: string, value: string | undefined): string => {
    const path = join(at.home, name)
    writeFileSync(path, `${value}\n`, { mode: 0o600 })
    return path
  }
  const typedFile = write('typed', typed?.token)
  const env = { ...at.env, BEATKEEPER_TOKEN_FILE: write('file', file?.token), BEATKEEPER_TOKEN: word?.token ?? '' }
  const { BEATKEEPER_TOKEN_FILE: _file, ...noFile } = env
  const uses = async (): Promise<number[]> =>
    Promise.all(
      tokens.map(
        async ({ id }) => (await context.world.server.asOwner({ path: `/api/v1/admin/tokens/${id}` })).json.use_count,
      ),
    )
  const stats = (words: readonly string[], surroundings: Record<string, string>): Promise<Ran> =>
    inProcess(['token', 'stats', '--json', ...words], { ...at, env: surroundings })
  await stats(['--token-file', typedFile], env)
  assert.equal(await uses(), [1, 0, 0])
  await stats([], env)
  assert.equal(await uses(), [1, 1, 0])
  await stats([], noFile)
  assert.equal(await uses(), [1, 1, 1])
  assert.is((await stats([], at.env)).code, 0)
  assert.equal(await uses(), [1, 1, 1])
})

it('1 whoever took the port of a server that was signed in to hears nothing of the keychain', async (context) => {
  const at = terminal(context)
  await login(context, at, [], allPages)
  const list = join(at.home, '.config', 'beatkeeper', 'connections.json')
  const other = await startWorld()
  const stranger = JSON.parse(readFileSync(list, 'utf8'))
  const { json } = await other.server.ask({ path: `/.well-known/console-identity?nonce=${'n'.repeat(22)}` })
  stranger.connections[0].public_key = json.public_key
  writeFileSync(list, JSON.stringify(stranger))
  const ran = await run(at, 'token', 'stats')
  assert.is(ran.code, 1)
  assert.match(ran.err, /not the server that you signed in to.*No token was sent/)
  await other.server.stop()
})

it('1 a list that cannot be read is not written over', async (context) => {
  const at = terminal(context)
  const folder = join(at.home, '.config', 'beatkeeper')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'connections.json'), '{"version":2}')
  const ran = await run(at, 'connections', 'list')
  assert.is(ran.code, 1)
  assert.match(ran.err, /damaged, or of a newer version/)
  assert.is(readFileSync(join(folder, 'connections.json'), 'utf8'), '{"version":2}')
})

it('0 without --no-browser the system’s own program is given the address, as one word', async (context) => {
  const at = terminal(context)
  const bin = join(at.home, 'bin')
  mkdirSync(bin)
  const opener = join(bin, 'xdg-open')
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > '${join(at.home, 'opened')}'\n`)
  chmodSync(opener, 0o755)
  const ran = beatkeeper(['login', '--print', '--url', context.world.server.url], {
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: at.home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
  })
  const file = join(at.home, 'opened')
  const deadline = Date.now() + 60_000
  while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length < 3) {
    if (Date.now() > deadline) throw new Error('the browser was not opened')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const [count, url = ''] = readFileSync(file, 'utf8').split('\n')
  assert.is(count, '1')
  const browser = new Browser(context.world.server)
  await browser.open(url)
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow', page: context.world.here })
  await fetch(answer.headers.location ?? '')
  const { code, out, err } = await ran
  assert.is(code, 0, err)
  assert.match(err, /Your browser opens/)
  assert.is(secretKindOf(out.trim()), 'oauth_access')
})

it.run()
