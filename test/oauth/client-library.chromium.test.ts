/** openid-client, unmodified, with a real browser: Chromium signs in, allows, and is sent to a port of loopback where the app waits. */
import * as client from 'openid-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { receiveOnLoopback } from '../../src-server/lib/loopback-receiver.ts'
import { openChromium } from '../e2e/support/chromium.ts'
import { expecting, get, startWorld } from '../http/world.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'
import { registerApp } from './oauth-app.ts'

const it = suite('oauth client library in Chromium')

it('discovery, sign-in, consent, loopback, exchange, API, refresh, revocation', async () => {
  const world = await startWorld()
  const app = await registerApp(world.owner, {
    ...{ client_type: 'public', redirect_uris: ['http://127.0.0.1/callback'] },
    scopes: ['incidents:read', 'incidents:write'],
  })
  const chromium = await openChromium()
  try {
    const config = await client.discovery(new URL(world.server.url), app.id, undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    })
    const { promise: came, resolve } = Promise.withResolvers<URLSearchParams>()
    const receiver = await receiveOnLoopback((answer) => {
      resolve(answer)
      return { kind: 'over', title: 'Signed in', words: 'You can close this tab.' }
    })
    const verifier = client.randomPKCECodeVerifier()
    const state = client.randomState()
    const address = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: receiver.redirectUri, scope: 'openid incidents:read incidents:write', state },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    })

    const context = await chromium.newContext()
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', (error) => void faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(address.href)
    assert.match(new URL(page.url()).hostname, /\.localhost$/, 'people sign in under a name of their own')
    await page.getByLabel('E-mail').fill(ownerEmail)
    await page.getByLabel('Password').fill(ownerPassword)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Allow PagerDuty to act for you/ }).waitFor()
    await page.getByRole('checkbox', { name: /Open, update, acknowledge/ }).uncheck()
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByRole('heading', { name: 'Signed in' }).waitFor()
    assert.not.match(page.url(), /code=/, 'the code is not in the address that stays')
    await receiver.close()

    const answer = new URL(receiver.redirectUri)
    answer.search = (await came).toString()
    const tokens = await client.authorizationCodeGrant(config, answer, {
      ...{ pkceCodeVerifier: verifier, expectedState: state },
    })
    assert.is(tokens.scope, 'openid incidents:read', 'what was ticked off in the browser is not granted')
    await expecting(200, world.server.ask(get('/admin/incidents', { token: tokens.access_token })))
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await client.tokenRevocation(config, renewed.refresh_token ?? '')
    const over = await world.server.ask(get('/me', { token: renewed.access_token }))
    assert.equal([over.status, over.headers['x-error']], [401, 'token_revoked'])
    assert.equal(faults, [])
  } finally {
    await chromium.close()
    await world.server.stop()
  }
})

it.run()
