import { auditActions } from '../../../src-server/contract/events.ts'
import { PERMISSIONS } from '../../../src-server/contract/permissions.ts'
import { isWords, type QueryKey, queryKeys, quoted, wordsOf } from './query-language.ts'

/** How a half-typed query may go on: keys first, then values that the key knows. Pure; test/renderer/audit-query.test.ts. */

export interface Suggestion {
  /** What is shown: `is:denied`. */
  label: string
  /** What a key is for. */
  key: QueryKey | null
  /** The whole query once it is taken. */
  text: string
  /** Where the caret stands then. */
  caret: number
}

/** Names that the loaded rows know. */
export interface KnownNames {
  actors: readonly string[]
  tokens: readonly string[]
  apps: readonly string[]
  routes: readonly string[]
  actions: readonly string[]
}

const shownAtMost = 8

function valuesOf(key: string, known: KnownNames): readonly string[] {
  switch (key) {
    case 'actor':
      return known.actors
    case 'token':
      return known.tokens
    case 'app':
      return known.apps
    case 'action':
      return [...new Set([...actionFamilies, ...known.actions, ...auditActions])]
    case 'scope':
      return PERMISSIONS
    case 'route':
      return known.routes
    case 'is':
      return isWords
    case 'from':
      return ['1h', '24h', '7d', '30d', '90d']
    default:
      return []
  }
}

const actionFamilies = [...new Set(auditActions.map((action) => `${action.slice(0, action.indexOf('.'))}.*`))]

/** What may be meant by the word that the caret stands in or behind. */
export function suggestionsFor(text: string, caret: number, known: KnownNames): Suggestion[] {
  const word = wordsOf(text).find((one) => one.start < caret && caret <= one.end)
  const start = word?.start ?? caret
  const end = word?.end ?? caret
  const take = (replacement: string, goesOn: boolean): Pick<Suggestion, 'text' | 'caret'> => {
    const rest = text.slice(end).replace(/^\s+/, '')
    const before = text.slice(0, start) + replacement + (goesOn ? '' : ' ')
    return { text: before + rest, caret: before.length }
  }
  const typed = text.slice(start, caret).toLowerCase()
  const colon = typed.indexOf(':')
  if (colon > 0) {
    const key = typed.slice(0, colon)
    const part = typed.slice(colon + 1).replaceAll('"', '')
    return valuesOf(key, known)
      .filter((value) => value.toLowerCase().includes(part) && value.toLowerCase() !== part)
      .sort((a, b) => Number(b.toLowerCase().startsWith(part)) - Number(a.toLowerCase().startsWith(part)))
      .slice(0, shownAtMost)
      .map((value) => ({ label: `${key}:${value}`, key: null, ...take(`${key}:${quoted(value)}`, false) }))
  }
  if (typed.startsWith('#') || typed.startsWith('"')) return []
  return queryKeys
    .filter((key) => key.startsWith(typed) && !text.includes(`${key}:`))
    .map((key) => ({ label: `${key}:`, key, ...take(`${key}:`, true) }))
}
