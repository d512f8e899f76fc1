/**
 * JSON.parse with three more rules: no duplicate keys, no deeper than a limit, and `__proto__` is refused as a key.
 *
 * JSON.parse keeps the last of two equal keys, so two readers of one body can see two different requests. The text is scanned once before
 * it is parsed; the scan believes JSON.parse about everything else. Held by test/lib/strict-json.test.ts (fast-check, against a naive reading).
 */

/** Why a text was refused. */
export class StrictJsonError extends Error {}

/**
 * Parses one JSON value.
 * @throws StrictJsonError for bad JSON, duplicate keys, `__proto__` keys, or more than `maxDepth` levels.
 */
export function parseStrictJson(text: string, maxDepth = 32): unknown {
  scan(text, maxDepth)
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    throw new StrictJsonError('The body is not valid JSON.')
  }
}

function scan(text: string, maxDepth: number): void {
  /** One entry for each open bracket: the keys seen in an object, null in an array. */
  const open: (Set<string> | null)[] = []
  let expectsKey = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (character === 0x22 /* " */) {
      const end = endOfString(text, index)
      const keys = open.at(-1)
      if (expectsKey && keys != null) {
        const key = keyOf(text.slice(index, end + 1))
        if (keys.has(key)) throw new StrictJsonError('A key is there more than once in one object.')
        if (key === '__proto__') throw new StrictJsonError('The key __proto__ is not allowed.')
        keys.add(key)
        expectsKey = false
      }
      index = end
    } else if (character === 0x7b /* { */ || character === 0x5b /* [ */) {
      if (open.length >= maxDepth) throw new StrictJsonError(`The body is nested deeper than ${maxDepth} levels.`)
      open.push(character === 0x7b ? new Set() : null)
      expectsKey = character === 0x7b
    } else if (character === 0x7d /* } */ || character === 0x5d /* ] */) {
      open.pop()
      expectsKey = false
    } else if (character === 0x2c /* , */) {
      expectsKey = open.at(-1) != null
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (character === 0x5c /* \ */) index += 1
    else if (character === 0x22) return index
  }
  throw new StrictJsonError('The body is not valid JSON.')
}

function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    const key: unknown = JSON.parse(quoted)
    return typeof key === 'string' ? key : quoted
  } catch {
    throw new StrictJsonError('The body is not valid JSON.')
  }
}
