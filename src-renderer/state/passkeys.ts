import {
  beginPasskey,
  beginPasskeyConfirmation,
  beginPasskeySignIn,
  confirmWithPasskey as confirmEndpoint,
  createPasskey,
  type PasskeyResource,
  signInWithPasskey as signInEndpoint,
} from '../../src-server/contract/passkeys.ts'
import type {
  CreationOptions,
  GivenCredential,
  NewCredential,
  RequestOptions,
} from '../../src-server/contract/webauthn.ts'
import { call } from '../api/call.ts'
import { ApiProblem } from '../api/problem.ts'
import { t } from '../strings/strings.ts'
import { authenticationGiven, keepSignIn, refreshContext } from './session.ts'

/**
 * Passkeys: what the server asks for goes to the browser, what the browser answers goes to the server. The library that turns the one into
 * the other is loaded when someone first uses one. Each function throws ApiProblem; `passkey_cancelled` where the browser gave none.
 */

/** The browser was asked and gave none: cancelled, timed out, or none that fits. */
function cancelled(cause: unknown, detail: string): ApiProblem {
  const problem = new ApiProblem({ code: 'passkey_cancelled', status: 400, title: t('session.passkey.none'), detail })
  problem.cause = cause
  return problem
}

async function fromBrowser(optionsJSON: RequestOptions): Promise<GivenCredential> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  try {
    const { clientExtensionResults: _, ...given } = await startAuthentication({ optionsJSON })
    return { ...given, type: 'public-key', clientExtensionResults: {} }
  } catch (cause) {
    throw cancelled(cause, t('session.passkey.none'))
  }
}

async function madeByBrowser(optionsJSON: CreationOptions): Promise<NewCredential> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  try {
    const { clientExtensionResults: _, ...made } = await startRegistration({ optionsJSON })
    return { ...made, type: 'public-key', clientExtensionResults: {} }
  } catch (cause) {
    const isKnown = cause instanceof Error && cause.name === 'InvalidStateError'
    throw cancelled(cause, t(isKnown ? 'session.passkey.known' : 'session.passkey.notMade'))
  }
}

/** Signs in with whichever passkey the person chooses. */
export async function signInWithPasskey(): Promise<void> {
  const options = await call(beginPasskeySignIn, { quiet: true, bare: true })
  const credential = await fromBrowser(options)
  keepSignIn(await call(signInEndpoint, { body: { credential }, quiet: true, bare: true }))
  await refreshContext()
}

/** Confirms with a passkey in place of password and code. */
export async function confirmWithPasskey(): Promise<void> {
  const options = await call(beginPasskeyConfirmation, { quiet: true, bare: true })
  const credential = await fromBrowser(options)
  await call(confirmEndpoint, { body: { credential }, quiet: true, bare: true })
  authenticationGiven()
}

/** Makes a passkey and adds it under a name. */
export async function makePasskey(name: string): Promise<PasskeyResource> {
  const options = await call(beginPasskey)
  return call(createPasskey, { body: { name, credential: await madeByBrowser(options) } })
}
