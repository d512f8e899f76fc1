import type {
  CertificateView,
  ConnectionColour,
  ConnectionTrouble,
  ConnectionView,
  SafeMode,
} from '../../../src-main/bridge/contract.ts'

/** Connections without a DOM. Pure; test/renderer/connections-model.test.ts. */

/** How a connection is, as its card says it: a dot and a word. */
export type Standing =
  | 'running'
  | 'starting'
  | 'notRunning'
  | 'connected'
  | 'checking'
  | 'signIn'
  | 'signInFirst'
  | 'offline'
  | 'untrusted'
  | 'unfit'
  | 'unknown'

const awayTroubles: ReadonlySet<ConnectionTrouble> = new Set([
  'name_not_found',
  'unreachable',
  'timeout',
  'not_ready',
  'not_running',
])

export function isCertificateTrouble(why: ConnectionTrouble | null): boolean {
  return why === 'certificate_untrusted' || why === 'certificate_changed'
}

export function standingOf(one: ConnectionView): Standing {
  const { kind, why } = one.state
  if (one.kind === 'local') return kind === 'connected' ? 'running' : kind === 'trouble' ? 'notRunning' : 'starting'
  if (kind === 'trouble')
    return isCertificateTrouble(why) ? 'untrusted' : why !== null && awayTroubles.has(why) ? 'offline' : 'unfit'
  if (kind === 'sign_in') return one.user === null ? 'signInFirst' : 'signIn'
  return kind
}

/** What the dot looks like besides its colour: full, a square, a ring. */
export function dotOf(standing: Standing): 'good' | 'attention' | 'bad' | 'none' {
  if (standing === 'running' || standing === 'connected') return 'good'
  if (standing === 'signIn' || standing === 'signInFirst') return 'attention'
  if (standing === 'untrusted' || standing === 'unfit') return 'bad'
  return 'none'
}

/** What a press on the card's button does: the one thing that makes sense now. */
export function mainStepOf(one: ConnectionView): 'open' | 'signIn' | 'certificate' {
  const standing = standingOf(one)
  if (standing === 'untrusted' && one.certificate !== null) return 'certificate'
  return standing === 'signIn' || standing === 'signInFirst' ? 'signIn' : 'open'
}

export type EnvironmentKind = 'production' | 'staging' | 'private' | 'other'

/** What an environment usually looks like; production is asked about. */
export const usual: Readonly<Record<EnvironmentKind, { colour: ConnectionColour; safeMode: SafeMode }>> = {
  production: { colour: 'red', safeMode: 'ask' },
  staging: { colour: 'amber', safeMode: 'normal' },
  private: { colour: 'violet', safeMode: 'normal' },
  other: { colour: 'blue', safeMode: 'normal' },
}

/** A name to begin with: what the server calls its workspace, else its host. */
export function proposedName(workspace: string | null, address: string): string {
  const name = (workspace ?? '').trim().slice(0, 60)
  return name === '' ? address.replace(/^https?:\/\//, '').slice(0, 60) : name
}

/** `Copy of X`, within what a name may be long. */
export function nameOfCopy(name: string): string {
  return `${name.slice(0, 53)} (copy)`
}

/** Whether what was pasted is the fingerprint that the server shows: with or without colons or spaces, any case. */
export function compareFingerprint(pasted: string, shown: string): 'same' | 'different' | 'not_one' {
  const digits = pasted
    .trim()
    .replace(/^sha-?256(?:\s*fingerprint)?\s*[=:]\s*/i, '')
    .replaceAll(/[\s:]/g, '')
    .toUpperCase()
  if (!/^[0-9A-F]{64}$/.test(digits)) return 'not_one'
  return digits === shown.replaceAll(':', '') ? 'same' : 'different'
}

/** A fingerprint in eight groups, so that two of them can be held beside each other. */
export function fingerprintGroups(fingerprint: string): string[] {
  return fingerprint.match(/.{1,12}/g)?.map((group) => group.replace(/:$/, '')) ?? []
}

/** Whether the certificate that is shown now would be trusted by this computer without being compared. */
export function needsComparing(certificate: CertificateView): boolean {
  return !certificate.trusted
}
