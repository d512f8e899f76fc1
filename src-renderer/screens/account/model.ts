/** What a browser says about itself, in two words for people. Pure; test/renderer/account-model.test.ts. */

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
