import { signInWithCode } from '../../src-server/contract/two-factor.ts'
import { call } from '../api/call.ts'
import { keepSignIn, refreshContext } from './session.ts'

/** The second step of signing in, with a code of the authenticator app or a recovery code. @throws ApiProblem */
export async function finishSignIn(challenge: string, code: string): Promise<void> {
  keepSignIn(await call(signInWithCode, { body: { challenge, code }, quiet: true, bare: true }))
  await refreshContext()
}
