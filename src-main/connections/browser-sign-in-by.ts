import { desktopClient } from '../../src-server/contract/built-in-apps.ts'
import { type Provider, SignInFailure, type SignInTokens } from '../../src-server/contract/native-sign-in.ts'
import { PERMISSIONS } from '../../src-server/contract/permissions.ts'
import { receiveOnLoopback } from '../../src-server/lib/loopback-receiver.ts'
import { patienceMs, signInWithBrowser } from './browser-sign-in.ts'
import type { ConnectionsParts } from './connections.ts'
import { troubleFrom } from './probe.ts'

/** Signing in through the browser, with this computer's own parts: its browser, its loopback, its clock. */
export function browserSignInBy({
  open,
  now,
}: {
  /** Opens an address below an origin in the system's browser. */
  readonly open: (url: string, origin: string) => Promise<void>
  readonly now: () => number
}): ConnectionsParts['browserSignIn'] {
  return async ({ origin, fetch, signal }, keep) => {
    const late = AbortSignal.timeout(patienceMs)
    let signedIn: { readonly provider: Provider; readonly tokens: SignInTokens }
    try {
      signedIn = await signInWithBrowser({
        origin,
        clientId: desktopClient.id,
        scopes,
        fetch,
        receive: receiveOnLoopback,
        open: (url) => open(url, origin),
        now,
        signal: AbortSignal.any([signal, late]),
        words,
      })
    } catch (error) {
      if (signal.aborted) throw error
      if (error instanceof SignInFailure && error.code === 'denied')
        return { outcome: 'refused', why: null, code: 'access_denied' }
      if (late.aborted) return { outcome: 'refused', why: 'timeout', code: null }
      return { outcome: 'refused', why: troubleFrom(error).why, code: null }
    }
    return keep(signedIn.provider, desktopClient.id, signedIn.tokens)
  }
}

/** The console needs whatever the person may do; the consent page can narrow it. */
const scopes = ['openid', 'offline_access', ...PERMISSIONS]

const words = {
  done: { title: 'You are signed in', words: 'You can close this page and go back to Beatkeeper.' },
  denied: {
    title: 'You are not signed in',
    words: 'Nothing was changed. You can close this page and go back to Beatkeeper.',
  },
  foreign: { title: 'This is not the answer', words: 'Beatkeeper waits for another one. You can close this page.' },
}
