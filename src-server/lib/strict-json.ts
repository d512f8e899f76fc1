/**
 * JSON.parse with three more rules: no duplicate keys, no deeper than a limit, and `__proto__` is refused as a key.
 *
 * JSON.parse keeps the last of two equal keys, so two readers of one body can see two different requests. The text is scanned once before
 * it is parsed; the scan believes JSON.parse about everything else but keys that are spelled with escapes: V8 (in Node 24) was seen to
 * read `"\u0061"` as the key `\\` once it had met such objects before. Those keys are read by themselves and put in afterwards.
 * Held by test/lib/strict-json.test.ts (fast-check, against a naive reading), which found that.
 */

/** Why a text was refused. */
export class StrictJsonError extends Error {}

/**
 * Parses one JSON value.
 * @throws StrictJsonError for bad JSON, duplicate keys, `__proto__` keys, or more than `maxDepth` levels.
 */
export function parseStrictJson(text: string, maxDepth = 32): unknown {
  const escaped = scan(text, maxDepth)
  if (escaped.length === 0) return parse(text)
  const mark = unusedIn(text)
  let plain = ''
  let from = 0
  for (const [index, { start, end }] of escaped.entries()) {
    plain += `${text.slice(from, start)}"${mark}${index}"`
    from = end + 1
  }
  const keys = new Map(escaped.map(({ key }, index) => [`${mark}${index}`, key]))
  return renamed(parse(plain + text.slice(from)), keys)
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    throw new StrictJsonError('The body is not valid JSON.')
  }
}

/** A word that a text does not hold. */
function unusedIn(text: string): string {
  let word = 'key'
  while (text.includes(word)) word += '-'
  return word
}

/** The same value with these keys in place of their marks. */
function renamed(value: unknown, keys: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => renamed(each, keys))
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [keys.get(key) ?? key, renamed(each, keys)]))
}

/** A key spelled with escapes: where it stands, quotes included, and what it says. */
interface EscapedKey {
  readonly start: number
  readonly end: number
  readonly key: string
}

function scan(text: string, maxDepth: number): readonly EscapedKey[] {
  const escaped: EscapedKey[] = []
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
        if (key.length !== end - index - 1) escaped.push({ start: index, end, key })
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
  return escaped
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
