/**
 * A program on somebody's computer signs in as that person: `node examples/native-login.ts`, with the server in BEATKEEPER_URL.
 *
 * Authorization code with PKCE, the system's browser, a redirect to loopback (RFC 8252): the program never sees a password, and the
 * access ends under My account, Connected apps. No package is needed. The two imports are what `beatkeeper login` and the desktop app
 * run; neither imports anything but Node, so copy both files beside your own program.
 * Register an app of your own (public, redirect URI http://127.0.0.1/callback) and name it in BEATKEEPER_CLIENT_ID.
 */
import { spawn } from 'node:child_process'
import {
  beginSignIn,
  codeFrom,
  discoverProvider,
  endGrant,
  redeemCode,
  renewTokens,
  SignInFailure,
} from '../src-server/contract/native-sign-in.ts'
import { receiveOnLoopback, type Verdict } from '../src-server/lib/loopback-receiver.ts'

const issuer = process.env.BEATKEEPER_URL ?? 'http://127.0.0.1:4600'
const clientId = process.env.BEATKEEPER_CLIENT_ID ?? ''
const scopes = (process.env.BEATKEEPER_SCOPES ?? 'incidents:read').split(' ')
const surroundings = { fetch, now: Date.now }

const provider = await discoverProvider(issuer, surroundings)

// One answer counts: the one with our state, from our server. Everything else is shown as a stranger's, and waited on.
const { promise: code, resolve, reject } = Promise.withResolvers<string>()
let judge: (answer: URLSearchParams) => Verdict = () => ({ kind: 'foreign', title: 'Too early', words: 'Try again.' })
const receiver = await receiveOnLoopback((answer) => judge(answer))
const signIn = await beginSignIn(provider, { clientId, redirectUri: receiver.redirectUri, scopes })
judge = (answer) => {
  try {
    resolve(codeFrom(signIn, answer))
    return { kind: 'over', title: 'Signed in', words: 'You can close this tab.' }
  } catch (error) {
    if (error instanceof SignInFailure && error.code === 'foreign_answer')
      return { kind: 'foreign', title: 'Not the answer', words: 'It belongs to another sign-in.' }
    reject(error)
    return { kind: 'over', title: 'Not signed in', words: 'You can close this tab.' }
  }
}

process.stderr.write(`Open this address in a browser on this computer:\n${signIn.url}\n`)
if (process.argv.includes('--open')) spawn('xdg-open', [signIn.url], { stdio: 'ignore', detached: true }).unref()

try {
  const tokens = await redeemCode(signIn, await code, surroundings)
  process.stdout.write(`${await whoAmI(tokens.accessToken)} allowed ${tokens.scopes.join(' ')}\n`)

  // An access token works for an hour. Keep the refresh token in the system's keychain, never in a file; it is used up by each use.
  const renewed = await renewTokens(provider, clientId, tokens.refreshToken, surroundings)
  process.stdout.write(`renewed for ${await whoAmI(renewed.accessToken)}\n`)

  await endGrant(provider, clientId, renewed.refreshToken, surroundings)
  process.stdout.write('ended\n')
} finally {
  await receiver.close()
}

async function whoAmI(accessToken: string): Promise<string> {
  const headers = { Authorization: `Bearer ${accessToken}` }
  const answer = await fetch(`${issuer}/api/v1/me`, { headers, redirect: 'error' })
  const { user, detail } = JSON.parse(await answer.text())
  if (!answer.ok) throw new Error(detail)
  return user.email
}
