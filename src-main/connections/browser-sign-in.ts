import {
  beginSignIn,
  codeFrom,
  discoverProvider,
  type Provider,
  redeemCode,
  SignInFailure,
  type SignInTokens,
} from '../../src-server/contract/native-sign-in.ts'
import type { LoopbackReceiver, Verdict } from '../../src-server/lib/loopback-receiver.ts'

/**
 * Signing in at a remote through the system's browser (RFC 8252): the person never types a password into this app.
 *
 * The browser is sent to the remote's own authorize address and nowhere else; the answer comes to a port of 127.0.0.1 that the system
 * chose, is checked for `state` and `iss` before its code is looked at, and the code is redeemed over the connection's own checked way.
 * It waits five minutes, or until it is called off. Held by test/main/connections.test.ts.
 */
export interface BrowserSignInParts {
  readonly origin: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** By way of the connection's own door. */
  readonly fetch: typeof fetch
  readonly receive: (take: (answer: URLSearchParams) => Verdict) => Promise<LoopbackReceiver>
  /** Opens the system's browser. */
  readonly open: (url: string) => Promise<void>
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly signal: AbortSignal
  readonly words: BrowserWords
}

/** What the last page in the browser says. */
export interface BrowserWords {
  readonly done: { readonly title: string; readonly words: string }
  readonly denied: { readonly title: string; readonly words: string }
  readonly foreign: { readonly title: string; readonly words: string }
}

export const patienceMs = 5 * 60_000

/**
 * Signs in; answers the tokens.
 * @throws SignInFailure; the signal's reason when it was called off
 */
export async function signInWithBrowser(
  parts: BrowserSignInParts,
): Promise<{ readonly provider: Provider; readonly tokens: SignInTokens }> {
  const { fetch, now, signal, words } = parts
  const provider = await discoverProvider(parts.origin, { fetch })
  signal.throwIfAborted()
  let settle: { resolve: (code: string) => void; reject: (error: unknown) => void } | null = null
  const answered = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // It may be refused while the browser is still being opened, when nobody waits for it yet.
  answered.catch(() => undefined)
  let judge: ((answer: URLSearchParams) => Verdict) | null = null
  const receiver = await parts.receive((answer) => judge?.(answer) ?? { kind: 'foreign', ...words.foreign })
  try {
    const signIn = await beginSignIn(provider, {
      clientId: parts.clientId,
      redirectUri: receiver.redirectUri,
      scopes: parts.scopes,
    })
    judge = (answer) => {
      try {
        settle?.resolve(codeFrom(signIn, answer))
        return { kind: 'over', ...words.done }
      } catch (error) {
        // Anybody may send a browser here: what is not the answer to our question is shown as such, and the waiting goes on.
        if (error instanceof SignInFailure && error.code === 'foreign_answer')
          return { kind: 'foreign', ...words.foreign }
        settle?.reject(error)
        return { kind: 'over', ...words.denied }
      }
    }
    await parts.open(signIn.url)
    const code = await until(answered, signal)
    return { provider, tokens: await redeemCode(signIn, code, { fetch, now }) }
  } finally {
    void receiver.close()
  }
}

function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject)
  })
}
