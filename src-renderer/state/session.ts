import { createSignal } from 'solid-js'
import type { BodyInput, ReplyOf } from '../../src-server/contract/endpoint.ts'
import { getContext } from '../../src-server/contract/me.ts'
import type { Permission } from '../../src-server/contract/permissions.ts'
import { lock, login, logout, reauthenticate as reauthenticateEndpoint } from '../../src-server/contract/session.ts'
import { getSetup } from '../../src-server/contract/setup.ts'
import { call, reactWith } from '../api/call.ts'
import { type ApiProblem, problemOf } from '../api/problem.ts'
import { bridge, isDesktop } from '../platform.ts'
import { choosePage, pageId } from './choices.ts'
import { ownRemote } from './connections.ts'
import { csrf, keepCsrf } from './csrf.ts'
import { locked, noteLocked, noteUnlocked } from './lock.ts'

/**
 * Who is here and what they may do. The one answer of `GET /context` is what every "may I" reads; rights are never worked out from a
 * role's name.
 *
 * Phases: starting → setup | signed_out | signed_in | locked (found so at the start) | away. A session that ends while something is on
 * screen keeps the screen, and an overlay asks for the password (drafts stay).
 */

export type Context = ReplyOf<typeof getContext>
export type Phase = 'starting' | 'setup' | 'signed_out' | 'signed_in' | 'locked' | 'away'

const [phase, setPhase] = createSignal<Phase>('starting')
const [context, setContext] = createSignal<Context | null>(null)
const [ended, setEnded] = createSignal(false)
const [startProblem, setStartProblem] = createSignal<ApiProblem | null>(null)
const [passwordAsked, setPasswordAsked] = createSignal<((given: boolean) => void) | null>(null)

export { context, ended, passwordAsked, phase, startProblem }

/** Whether the signed-in person holds a permission on the page at hand. */
export function may(permission: Permission): boolean {
  return context()?.effective_permissions.includes(permission) ?? false
}

/** Finds out who is here. Called at the start, after signing in, and when page or environment change. */
export async function refreshContext(): Promise<void> {
  // A browser without the second secret has no session that would be taken: the question is not even asked.
  if (csrf() === null && !isDesktop && phase() !== 'signed_in') {
    await askForSetup()
    return
  }
  try {
    // The server may have been away when the screen was locked: a reload is no way around it.
    if (locked()) await call(lock, { quiet: true, bare: true })
    setContext(await call(getContext, { quiet: true }))
    setStartProblem(null)
    setPhase('signed_in')
    setEnded(false)
  } catch (thrown) {
    await withoutContext(problemOf(thrown))
  }
}

async function withoutContext(problem: ApiProblem): Promise<void> {
  if (
    pageId() !== null &&
    (problem.state === 'missing' || problem.code === 'page_mismatch' || problem.state === 'fields')
  ) {
    // The page chosen last is gone, or belongs to another workspace on this address.
    choosePage(null)
    await refreshContext()
    return
  }
  setStartProblem(problem)
  if (problem.state === 'session_locked') {
    noteLocked()
    if (phase() !== 'signed_in') setPhase('locked')
    return
  }
  if (problem.state !== 'signed_out' && problem.state !== 'forbidden') {
    if (phase() !== 'signed_in') setPhase('away')
    return
  }
  if (phase() === 'signed_in') {
    setEnded(true)
    return
  }
  await askForSetup()
}

/** Nobody is signed in: is there an owner yet? */
async function askForSetup(): Promise<void> {
  noteUnlocked()
  try {
    const { needs_setup: needsSetup } = await call(getSetup, { quiet: true, bare: true })
    setPhase(needsSetup ? 'setup' : 'signed_out')
  } catch (thrown) {
    setStartProblem(problemOf(thrown))
    setPhase('away')
  }
}

/** Keeps what a sign-in (or the set-up) answered. In the desktop app main keeps the session itself, and the CSRF value is empty. */
export function keepSignIn(reply: { csrf?: string | undefined }): void {
  keepCsrf(reply.csrf === undefined || reply.csrf === '' ? null : reply.csrf)
  noteUnlocked()
}

/**
 * Signs in with a password. Where a second factor is asked for, answers the challenge that `finishSignIn` (second-step.ts) takes along with it; `null`: signed in.
 * @throws ApiProblem
 */
export async function signIn(email: string, password: string): Promise<string | null> {
  try {
    keepSignIn(await call(login, { body: { email, password }, quiet: true, bare: true }))
  } catch (thrown) {
    const problem = problemOf(thrown)
    const { challenge } = problem.extensions
    if (problem.code !== 'two_factor_required' || typeof challenge !== 'string') throw thrown
    return challenge
  }
  await refreshContext()
  return null
}

export async function signOut(): Promise<void> {
  await call(logout, { quiet: true, bare: true }).catch(() => undefined)
  keepCsrf(null)
  setContext(null)
  setEnded(false)
  noteUnlocked()
  setPhase('signed_out')
}

/** The same at a remote: main ends what it holds there, whatever kind it is. */
export async function signOutHere(): Promise<void> {
  const remote = ownRemote()
  if (remote !== null) await bridge?.signOutConnection({ id: remote.id })
  await signOut()
}

/** Gives the password again, with a code where two-factor is on; unlocks as well. @throws ApiProblem */
export async function giveAuthentication(proof: BodyInput<typeof reauthenticateEndpoint>): Promise<void> {
  try {
    await call(reauthenticateEndpoint, { body: proof, quiet: true, bare: true })
  } catch (thrown) {
    // A session that ended behind the lock screen is begun anew there.
    if (locked() && problemOf(thrown).state === 'signed_out') await withoutContext(problemOf(thrown))
    throw thrown
  }
  authenticationGiven()
}

/** The call that waited for it goes on, and what was locked is open. */
export function authenticationGiven(): void {
  passwordAsked()?.(true)
  setPasswordAsked(null)
  if (!locked()) return
  noteUnlocked()
  if (phase() === 'locked') void refreshContext()
}

/** Whether there is a password that would unlock it again. */
export function canLock(): boolean {
  return context()?.kind === 'session'
}

/** Locks the console, and the session at the server with it. */
export async function lockNow(): Promise<void> {
  if (!canLock() || locked() || ended()) return
  noteLocked()
  // While the server is away the screens are locked all the same.
  await call(lock, { quiet: true, bare: true }).catch(() => undefined)
}

export function refuseAuthentication(): void {
  passwordAsked()?.(false)
  setPasswordAsked(null)
}

/** Lets api/call.ts reach the dialogs of the frame. */
export function connectSession(): void {
  reactWith({
    reauthenticate: () =>
      new Promise<boolean>((resolve) => {
        passwordAsked()?.(false)
        setPasswordAsked(() => resolve)
      }),
    locked: noteLocked,
    signedOut: () => {
      if (phase() === 'signed_in') setEnded(true)
    },
  })
}
