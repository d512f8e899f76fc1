import { commandLineClient } from '../contract/built-in-apps.ts'
import {
  beginSignIn,
  codeFrom,
  type Provider,
  redeemCode,
  SignInFailure,
  type SignInTokens,
} from '../contract/native-sign-in.ts'
import { type LoopbackReceiver, receiveOnLoopback, type Verdict } from '../lib/loopback-receiver.ts'
import { CommandFailure } from './command-line.ts'

/**
 * The sign-in of `beatkeeper login`: the address for the browser, the answer on loopback, the tokens. Who opens the browser is the
 * caller's, so that a test can be one. examples/native-login.ts is the same without Beatkeeper around it.
 */
export interface SignInRequest {
  readonly provider: Provider
  readonly scopes: readonly string[]
  /** The port to listen on; 0 picks a free one. */
  readonly port: number
  /** Shows the address to the person, in a browser or as text. */
  readonly show: (url: string) => Promise<void>
  /** How long somebody has to answer, milliseconds. */
  readonly patienceMs: number
}

/** @throws SignInFailure, CommandFailure */
export async function signInThroughBrowser(request: SignInRequest): Promise<SignInTokens> {
  const { provider, scopes, port, show, patienceMs } = request
  const { promise: answered, resolve, reject } = Promise.withResolvers<string>()
  answered.catch(() => undefined)
  // The redirect URI is known once the port is, and the sign-in once the redirect URI is.
  let judge: (answer: URLSearchParams) => Verdict = () => foreign
  const receiver = await listening((answer) => judge(answer), port)
  try {
    const { redirectUri } = receiver
    const signIn = await beginSignIn(provider, { clientId: commandLineClient.id, redirectUri, scopes })
    judge = (answer) => {
      try {
        resolve(codeFrom(signIn, answer))
        return done
      } catch (error) {
        if (!(error instanceof SignInFailure)) throw error
        if (error.code === 'foreign_answer') return foreign
        reject(error)
        return { kind: 'over', title: 'You are not signed in', words: `${error.message} You can close this tab.` }
      }
    }
    await show(signIn.url)
    const code = await within(answered, patienceMs)
    return await redeemCode(signIn, code, { fetch, now: Date.now })
  } finally {
    await receiver.close()
  }
}

const done: Verdict = {
  kind: 'over',
  title: 'You are signed in',
  words: 'Go back to the terminal. You can close this tab.',
}

const foreign: Verdict = {
  kind: 'foreign',
  title: 'This is not the answer',
  words: 'It belongs to no sign-in of the command line that waits here. Go back to where you came from.',
}

async function listening(take: (answer: URLSearchParams) => Verdict, port: number): Promise<LoopbackReceiver> {
  try {
    return await receiveOnLoopback(take, port)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new CommandFailure(`Port ${port} is taken. Choose another with --port, or leave it out for a free one.`)
    throw error
  }
}

function within<Value>(work: Promise<Value>, ms: number): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>()
  const late = setTimeout(
    () =>
      reject(new CommandFailure('Nobody answered in the browser. Nothing was changed; run beatkeeper login again.')),
    ms,
  )
  work.then(resolve, reject).finally(() => clearTimeout(late))
  return promise
}
