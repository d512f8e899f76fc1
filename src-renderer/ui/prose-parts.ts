/**
 * What people write for visitors, in the same reading as the status page: blank lines part paragraphs, single line breaks stay, web
 * addresses become links. Pure; test/renderer/prose-parts.test.ts.
 */

export type ProsePart = { kind: 'text'; text: string } | { kind: 'link'; address: string }

/** Paragraphs of lines of parts. */
export function proseOf(text: string): ProsePart[][][] {
  return text
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.split('\n').map(partsOf))
}

function partsOf(line: string): ProsePart[] {
  const parts: ProsePart[] = []
  let done = 0
  const put = (text: string): void => {
    if (text !== '') parts.push({ kind: 'text', text })
  }
  for (const match of line.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    // What ends a sentence is not part of an address.
    const address = match[0].replace(/[.,;:!?)\]}]+$/, '')
    if (!URL.canParse(address)) continue
    put(line.slice(done, match.index))
    parts.push({ kind: 'link', address })
    done = match.index + address.length
  }
  put(line.slice(done))
  return parts
}
