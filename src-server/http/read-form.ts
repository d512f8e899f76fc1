import { Problem } from '../contract/problems.ts'

/**
 * The body of an HTML form, `application/x-www-form-urlencoded`, for the few pages that work without script.
 *
 * Chosen: each name with all of its values, in the order in which they came, in a record without a prototype; what they mean is the handler's.
 * Left out: multipart (no form of ours has a file). Held by test/http/read-form.test.ts.
 */
export const formType = /^application\/x-www-form-urlencoded\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** More fields than any form of ours has. */
const fieldsAtMost = 1000

/** @throws Problem `malformed_request` for what is not valid percent-encoded UTF-8, or has too many fields. */
export function parseForm(text: string): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null)
  const pairs = text.split('&').filter((pair) => pair !== '')
  if (pairs.length > fieldsAtMost) throw malformed()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals))
    const values = fields[name] ?? []
    values.push(decoded(equals === -1 ? '' : pair.slice(equals + 1)))
    fields[name] = values
  }
  return fields
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw malformed()
  }
}

function malformed(): Problem {
  return new Problem('malformed_request', {
    detail: 'The form could not be read. Go back, reload the page and send it again.',
  })
}
