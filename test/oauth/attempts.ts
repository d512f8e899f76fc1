import type { Answer } from '../support/ask.ts'

/** Attempts on the authorization server, judged by one rule, and counted for the line that T6 prints. */

export interface Attempt {
  /** The section of RFC 9700 §4 it belongs to, or our own word. */
  readonly row: string
  readonly what: string
  /** Statuses that refuse it. */
  readonly statuses: readonly number[]
  /** The error that must be said, where one is. */
  readonly error?: string
}

/** Whether an answer gives an attacker anything: a code, a token, or what a token opens. */
export function gives({ status, headers, json, text }: Answer): boolean {
  const location = headers.location ?? ''
  if (/[?&#](?:code|access_token|id_token|token)=/.test(location)) return true
  if (typeof json.access_token === 'string' || typeof json.refresh_token === 'string') return true
  if (json.active === true || typeof json.sub === 'string') return true
  return status < 300 && text !== '' && json.active !== false && !/<html/.test(text)
}

/** Keeps count, and says what went wrong in words. */
export function counter() {
  const rows = new Map<string, number>()
  const faults: string[] = []
  let accepted = 0
  return {
    judge({ row, what, statuses, error }: Attempt, answer: Answer): void {
      rows.set(row, (rows.get(row) ?? 0) + 1)
      if (gives(answer)) {
        accepted += 1
        faults.push(
          `${row} ${what}: accepted, ${answer.status} ${answer.text.slice(0, 120)} ${answer.headers.location ?? ''}`,
        )
      } else if (!statuses.includes(answer.status))
        faults.push(`${row} ${what}: ${answer.status}, not ${statuses.join(' or ')}: ${answer.text.slice(0, 120)}`)
      else if (error !== undefined && errorOf(answer) !== error)
        faults.push(`${row} ${what}: said ${errorOf(answer)}, not ${error}`)
      else if (answer.status >= 500) faults.push(`${row} ${what}: ${answer.status}`)
    },
    get total() {
      return [...rows.values()].reduce((sum, count) => sum + count, 0)
    },
    get accepted() {
      return accepted
    },
    rows,
    faults,
  }
}

/** What an answer says was wrong: in its body, or in the redirect that it is. */
function errorOf({ json, headers }: Answer): string | null {
  if (typeof json.error === 'string') return json.error
  const { location } = headers
  return location === undefined ? null : new URL(location, 'http://127.0.0.1').searchParams.get('error')
}
