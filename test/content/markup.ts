/** A strict reading of our own markup, for tests: every tag with its attributes, as a browser would see it. */
export interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

const tagPattern = /<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/y

/**
 * All tags of a document, in order.
 * @throws when a `<` stands where no tag of this form begins: then a browser might see something else than we mean.
 */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = []
  let at = 0
  for (;;) {
    const next = text.indexOf('<', at)
    if (next === -1) return tags
    if (text.startsWith('<!doctype html>', next)) {
      at = next + 15
      continue
    }
    tagPattern.lastIndex = next
    const match = tagPattern.exec(text)
    if (match === null) throw new Error(`no tag of ours: ${text.slice(next, next + 80)}`)
    const [whole, closing, name = '', attributes = ''] = match
    at = next + whole.length
    if (closing === '/') continue
    const found = new Map<string, string>()
    for (const [, key = '', value = ''] of attributes.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      if (found.has(key)) throw new Error(`${name} has ${key} twice`)
      found.set(key, value)
    }
    tags.push({ name: name.toLowerCase(), attributes: found })
    if (name === 'style') {
      const end = text.indexOf('</style>', at)
      if (end === -1) throw new Error('style does not end')
      at = end + 8
    }
  }
}
