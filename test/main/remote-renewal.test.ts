/** A remote whose session gets another cookie: main keeps it, the second secret goes on, and what was late ends nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createKeptSecrets } from '../../src-main/connections/kept-secrets.ts'
import { createRemoteCredential } from '../../src-main/connections/remote-credential.ts'
import { sessionCookieOf } from '../../src-main/window-credential.ts'
import { login } from '../identity/people.ts'
import { ownerPassword, startTestServer } from '../support/harness.ts'

const it = suite('remote session renewal')

it('the password given again brings a new cookie, and a late refusal of the earlier one signs nobody out', async () => {
  const server = await startTestServer()
  const owner = { id: 'con_a', origin: server.url, inKeychain: false }
  const unused = (): never => {
    throw new Error('nothing but the session is asked for')
  }
  const credential = createRemoteCredential({
    owner: () => owner,
    secrets: createKeptSecrets(
      {
        read: async () => ({ kind: 'absent' }),
        write: async () => 'unavailable',
        remove: async () => 'gone',
      },
      () => undefined,
    ),
    door: unused,
    provider: unused,
    nowMs: () => server.clock.wall(),
  })
  const cookieOf = (headers: Readonly<Record<string, string>>): string =>
    sessionCookieOf((headers['set-cookie'] ?? '').split('\n')) ?? ''
  const signedIn = await login(server)
  assert.is(await credential.keepSession(cookieOf(signedIn.headers), signedIn.json.csrf), true)
  const earlier = await credential.headers()

  const again = await server.ask({
    method: 'POST',
    path: '/api/v1/auth/reauthenticate',
    headers: earlier,
    body: { password: ownerPassword },
  })
  assert.is(again.status, 200)
  // A request of the same moment, with what was the cookie: its refusal may be heard before the new one is kept, or after.
  const late = await server.ask({ path: '/api/v1/me', headers: earlier })
  const heard = {
    path: '/api/v1/me',
    status: late.status,
    code: late.headers['x-error'] ?? null,
    renewed: late.headers['x-session-renewed'] !== undefined,
    sent: earlier,
  }
  assert.equal([heard.status, heard.code, heard.renewed], [401, 'session_expired', true])
  assert.is(credential.heard(heard), false)
  assert.is(await credential.keepSession(cookieOf(again.headers), null), true)
  assert.is(credential.heard(heard), false)
  const now = await credential.headers()
  assert.is.not(now.cookie, earlier.cookie)
  assert.is(now['x-csrf'], earlier['x-csrf'])
  assert.is((await server.ask({ path: '/api/v1/me', headers: now })).status, 200)
  assert.is(credential.heard({ ...heard, renewed: false, sent: now }), true, 'one that is over is over')
  await server.stop()
})

it.run()
