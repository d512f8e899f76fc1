/**
 * JSON that we have stored, read back. A row that is damaged, or was written by another version, must not take a request down with it:
 * it reads as empty, and whoever reads it grants nothing for what is not there. Held by test/lib/stored-json.test.ts.
 */

function parsed(json: string | null): unknown {
  if (json === null) return null
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** The words of a stored list, in order; what is no word is left out. */
export function storedWords(json: string | null): string[] {
  const value = parsed(json)
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
}

/** The members of a stored object. */
export function storedObject(json: string | null): Readonly<Record<string, unknown>> {
  const value = parsed(json)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
