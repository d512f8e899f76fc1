import type { Token } from '../../../src-server/contract/tokens.ts'
import { dateInputValue } from '../../ui/time.ts'

/** Which tokens end on which of the next 90 days; the same as a calendar file. Pure; test/renderer/overview-model.test.ts. */

export const horizonDays = 90
const dayMs = 86_400_000

export interface ExpiryDay {
  /** `2026-11-27` in the zone. */
  day: string
  tokens: Pick<Token, 'id' | 'name' | 'expires_at'>[]
}

type Ending = Pick<Token, 'id' | 'name' | 'expires_at' | 'status'>

/** The active tokens that end within the horizon, soonest first. */
export function endingSoon<One extends Ending>(tokens: readonly One[], now: number): One[] {
  const end = (token: Ending): number => Date.parse(token.expires_at ?? '')
  return tokens
    .filter((token) => token.status === 'active' && end(token) > now && end(token) <= now + horizonDays * dayMs)
    .sort((a, b) => end(a) - end(b))
}

/** The next 90 days, each with what ends on it. */
export function expiryDays(tokens: readonly Ending[], now: number, zone: string): ExpiryDay[] {
  const byDay = Map.groupBy(endingSoon(tokens, now), (token) =>
    dateInputValue(Date.parse(token.expires_at ?? ''), zone),
  )
  const first = Date.parse(`${dateInputValue(now, zone)}T12:00:00Z`)
  return Array.from({ length: horizonDays + 1 }, (_, index) => {
    const day = new Date(first + index * dayMs).toISOString().slice(0, 10)
    return { day, tokens: byDay.get(day) ?? [] }
  })
}

/** From nothing to most, for the colour of a day. */
export function heatOf(tokens: number): 0 | 1 | 2 | 3 | 4 {
  if (tokens <= 0) return 0
  return tokens === 1 ? 2 : tokens <= 3 ? 3 : 4
}

function utcStamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
}

/** RFC 5545 §3.3.11: commas, semicolons, backslashes and line breaks of a text. */
function icsText(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/[,;]/g, '\\$&').replace(/\r?\n/g, '\\n')
}

/** RFC 5545 §3.1: lines of at most 75 octets, the rest on lines that begin with a space. */
function folded(line: string): string {
  const bytes = new TextEncoder()
  const parts: string[] = []
  let part = ''
  for (const character of line) {
    if (bytes.encode(part + character).length > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part].join('\r\n ')
}

/** A calendar (RFC 5545) with an event at the end of each token, and a reminder a week before. No secret is in it. */
export function calendarFile(tokens: readonly Ending[], now: number, title: (name: string) => string): string {
  const events = endingSoon(tokens, now).flatMap((token) => {
    const end = Date.parse(token.expires_at ?? '')
    const summary = icsText(title(token.name))
    return [
      'BEGIN:VEVENT',
      `UID:${token.id}@beatkeeper`,
      `DTSTAMP:${utcStamp(now)}`,
      `DTSTART:${utcStamp(end)}`,
      `SUMMARY:${summary}`,
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-P7D',
      `DESCRIPTION:${summary}`,
      'END:VALARM',
      'END:VEVENT',
    ]
  })
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Beatkeeper//Token expiry//EN', ...events, 'END:VCALENDAR']
  return `${lines.map(folded).join('\r\n')}\r\n`
}
