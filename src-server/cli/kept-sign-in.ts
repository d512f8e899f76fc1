import { type ConnectionSecret, readSecret, writeSecret } from '../contract/connection-secret.ts'
import {
  discoverProvider,
  endGrant,
  renewTokens,
  SignInFailure,
  type SignInTokens,
} from '../contract/native-sign-in.ts'
import type { KeychainTrouble, SecretStore } from '../lib/keychain.ts'
import { CommandFailure, type CommandLine } from './command-line.ts'
import { shown } from './token-text.ts'

/**
 * What `beatkeeper login` keeps in the system's keychain, one entry for an address, and how the other commands use it.
 *
 * Chosen: the new refresh token is kept before the access token beside it is used, and whoever finds that another command was faster waits
 * for what that one keeps. Left out: a lock between processes, which a killed one would leave behind; a server forgives a second use
 * within ten seconds. Held by test/cli/login.test.ts.
 */

/** How our entries are named: the desktop app's are its own. */
function accountOf(origin: string): string {
  return `command line ${origin}`
}

/** Why the keychain cannot be used, and what to do instead. */
export function keychainWords(why: KeychainTrouble): string {
  return {
    unavailable:
      'This computer has no keychain that can be reached (on Linux: a Secret Service such as gnome-keyring, and libsecret).',
    locked: 'The keychain is locked. Unlock it and try again.',
    denied: 'The keychain refused. Allow Beatkeeper to use it and try again.',
    slow: 'The keychain did not answer within five seconds. It may be waiting to be unlocked: look for its window, and try again.',
  }[why]
}

/** What is kept for an address. @throws CommandFailure when the keychain does not say. */
export async function readKept(
  secrets: SecretStore,
  origin: string,
  expected: boolean,
): Promise<ConnectionSecret | null> {
  const answer = await secrets.read(accountOf(origin), expected)
  if (answer.kind === 'trouble') throw new CommandFailure(keychainWords(answer.why))
  return answer.kind === 'absent' ? null : readSecret(answer.secret, origin)
}

/** Keeps it. @throws CommandFailure when the keychain does not take it; nothing is kept anywhere else. */
export async function keep(secrets: SecretStore, secret: ConnectionSecret): Promise<void> {
  const answer = await secrets.write(accountOf(secret.origin), writeSecret(secret))
  if (answer !== 'kept') throw new CommandFailure(keychainWords(answer))
}

/** Forgets it. @throws CommandFailure when the keychain does not. */
export async function forgetKept(secrets: SecretStore, origin: string): Promise<void> {
  const answer = await secrets.remove(accountOf(origin))
  if (answer !== 'gone') throw new CommandFailure(keychainWords(answer))
}

/** A sign-in as it is kept. */
export function grantSecret(
  origin: string,
  issuer: string,
  clientId: string,
  tokens: SignInTokens,
): ConnectionSecret & { kind: 'oauth' } {
  return {
    v: 1,
    kind: 'oauth',
    origin,
    issuer,
    client_id: clientId,
    refresh_token: tokens.refreshToken,
    access: { token: tokens.accessToken, until: tokens.accessExpiresAt },
  }
}

/** Renewed this long before it ends. */
const aheadMs = 30_000

/**
 * The bearer token to act with at an address, renewed where that is due; null: nobody has signed in there.
 * @throws CommandFailure when the keychain or the server does not answer, or the sign-in is over
 */
export async function keptBearer(
  { secrets, now = Date.now }: Pick<CommandLine, 'secrets'> & { now?: () => number },
  origin: string,
  expected: boolean,
): Promise<string | null> {
  const kept = await readKept(secrets, origin, expected)
  if (kept === null || kept.kind === 'session') return null
  if (kept.kind === 'token') return kept.token
  if (isFresh(kept, now())) return kept.access?.token ?? null
  try {
    return await renewed(secrets, kept, now)
  } catch (error) {
    if (!(error instanceof SignInFailure)) throw error
    const since = error.code === 'ended' ? await keptSince(secrets, kept) : null
    if (since === null) return failed(origin)(error)
    return isFresh(since, now()) ? (since.access?.token ?? null) : renewed(secrets, since, now).catch(failed(origin))
  }
}

const looks = 16
const betweenLooksMs = 250

/**
 * What another command has kept since: it used the refresh token just now, and its answer may still be on the way. Null: nobody has, and
 * the sign-in is over indeed.
 */
async function keptSince(
  secrets: SecretStore,
  { origin, refresh_token }: ConnectionSecret & { kind: 'oauth' },
): Promise<(ConnectionSecret & { kind: 'oauth' }) | null> {
  for (let look = 0; look < looks; look += 1) {
    const since = await readKept(secrets, origin, true)
    if (since?.kind === 'oauth' && since.refresh_token !== refresh_token) return since
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs))
  }
  return null
}

function isFresh({ access }: ConnectionSecret & { kind: 'oauth' }, now: number): boolean {
  return access !== undefined && now < access.until - aheadMs
}

async function renewed(
  secrets: SecretStore,
  kept: ConnectionSecret & { kind: 'oauth' },
  now: () => number,
): Promise<string> {
  const provider = await discoverProvider(kept.issuer, { fetch })
  const tokens = await renewTokens(provider, kept.client_id, kept.refresh_token, { fetch, now })
  await keep(secrets, grantSecret(kept.origin, kept.issuer, kept.client_id, tokens))
  return tokens.accessToken
}

function failed(origin: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof SignInFailure)) throw error
    throw new CommandFailure(
      error.code === 'ended'
        ? `The sign-in at ${origin} is over: it was disconnected, has expired, or was used by somebody else. Sign in again with beatkeeper login --url ${origin}.`
        : signInWords(error),
    )
  }
}

/** What went wrong, in one line that a terminal can show whoever wrote it. */
export function signInWords(error: SignInFailure): string {
  const cause = error.cause instanceof Error ? (error.cause.cause ?? error.cause) : null
  const why = cause instanceof Error && error.code === 'no_answer' ? ` ${cause.message}.`.replace(/\.\.$/, '.') : ''
  return shown(`${error.message}${why}`)
}

/** Ends the grant at its server; false when the server could not be told. */
export async function endKeptGrant(kept: ConnectionSecret & { kind: 'oauth' }): Promise<boolean> {
  try {
    await endGrant(await discoverProvider(kept.issuer, { fetch }), kept.client_id, kept.refresh_token, { fetch })
    return true
  } catch (error) {
    if (error instanceof SignInFailure) return error.code === 'ended'
    throw error
  }
}
