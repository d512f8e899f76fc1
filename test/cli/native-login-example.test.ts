import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expecting, get, startWorld } from '../http/world.ts'
import { Browser } from '../oauth/browser.ts'
import { registerApp } from '../oauth/oauth-app.ts'

/** examples/native-login.ts as it stands: an app of its own signs in from the command line, renews, and gives its access back. */
const it = suite('native login example')
const example = join(import.meta.dirname, '..', '..', 'examples', 'native-login.ts')

it('signs in through the browser and loopback, renews, ends, and leaves nothing connected', async () => {
  const world = await startWorld()
  const app = await registerApp(world.owner, {
    client_type: 'public',
    redirect_uris: ['http://127.0.0.1/callback'],
    scopes: ['incidents:read'],
  })
  const env = { ...process.env, BEATKEEPER_URL: world.server.url, BEATKEEPER_CLIENT_ID: app.id }
  const child = spawn(process.execPath, [example], { env, stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
      const found = /^(http\S+)\n/m.exec(err)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(err)))
  })
  const redirect = new URL(address).searchParams.get('redirect_uri') ?? ''
  assert.is((await fetch(`${redirect}?code=planted&state=guessed`)).status, 400)
  const browser = new Browser(world.server)
  await browser.open(address)
  await browser.signIn()
  const answer = await browser.submit({ act: 'allow' })
  await fetch(answer.headers.location ?? '')
  assert.is(await ended, 0, err)
  assert.is(out, 'mina@example.org allowed incidents:read\nrenewed for mina@example.org\nended\n')
  assert.equal((await expecting(200, world.owner.ask(get('/me/connected-apps')))).json.data, [])
  await world.server.stop()
})

it.run()
