/** What stands behind one's own account. Pure; test/renderer/account-model.test.ts. */

/** The first that matches: every browser claims to be the ones after it. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/\bCriOS\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
  [/^curl\/(\d+)/, 'curl'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

export interface Agent {
  /** `Chrome 142`; `null` when it says nothing we know. */
  browser: string | null
  /** `Linux`. */
  system: string | null
}

/** Reads a User-Agent. A guess for people, never a reason to allow anything. */
export function agentOf(userAgent: string | null): Agent {
  const text = userAgent ?? ''
  const browser = browsers.find(([pattern]) => pattern.test(text))
  const version = browser?.[0].exec(text)?.[1]
  return {
    browser: browser === undefined ? null : `${browser[1]} ${version ?? ''}`.trim(),
    system: systems.find(([pattern]) => pattern.test(text))?.[1] ?? null,
  }
}

interface SessionLike {
  current: boolean
  last_seen_at: string
}

/** This one first, then the one used last. */
export function inOrder<Session extends SessionLike>(sessions: readonly Session[]): Session[] {
  return [...sessions].sort(
    (a, b) => Number(b.current) - Number(a.current) || Date.parse(b.last_seen_at) - Date.parse(a.last_seen_at),
  )
}

export const twoFactorSteps = ['two-factor', 'recovery-codes', 'two-factor-off'] as const
export type TwoFactorStep = (typeof twoFactorSteps)[number]

/** What the address asks to be opened about two-factor, once it is known whether it is on: only what can be done then. */
export function stepOf(asked: string | undefined, isOn: boolean | undefined): TwoFactorStep | null {
  const step = twoFactorSteps.find((each) => each === asked)
  if (step === undefined || isOn === undefined) return null
  return isOn || step === 'two-factor' ? step : null
}

/** So few recovery codes that new ones are due. */
export function areFewCodesLeft(left: number): boolean {
  return left <= 3
}

/** A secret in groups of four, as one reads it from the screen. */
export function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

/** The dark squares of a QR code as one SVG path: each run of a row is one rectangle. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  const runs: string[] = []
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue
      let width = 1
      while (row[x + width] === true) width += 1
      runs.push(`M${x} ${y}h${width}v1h-${width}z`)
      x += width
    }
  })
  return runs.join('')
}

/** The file that recovery codes are kept in: what they are for stands beside them, since whoever finds them must know. */
export function recoveryFile({
  workspace,
  email,
  address,
  codes,
}: {
  workspace: string
  email: string
  address: string
  codes: readonly string[]
}): string {
  return [
    `Beatkeeper recovery codes: ${workspace}`,
    `${email} at ${address}`,
    'Each code signs in once, with the password, in place of a code of the authenticator app.',
    '',
    ...codes,
    '',
  ].join('\n')
}
