/**
 * How well a typed text fits a label; 0 means not at all. A run of letters beats scattered ones, the start of a word beats its
 * middle. Pure; test/renderer/palette-score.test.ts.
 */
export function score(typed: string, label: string): number {
  const query = typed.trim().toLowerCase()
  const text = label.toLowerCase()
  if (query === '') return 1
  const at = text.indexOf(query)
  if (at >= 0) {
    const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))
    return 1000 + (startsWord ? 500 : 0) - Math.min(at, 400) - Math.min(text.length - query.length, 90)
  }
  return scattered(query, text)
}

/** Every letter in its order: points for neighbours and for starts of words, 1–999. */
function scattered(query: string, text: string): number {
  let points = 0
  let from = 0
  let last = -2
  for (const letter of query) {
    if (letter === ' ') continue
    const found = text.indexOf(letter, from)
    if (found < 0) return 0
    if (found === last + 1) points += 4
    else points += found === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(found - 1)) ? 3 : 1
    last = found
    from = found + 1
  }
  return Math.min(points, 999)
}

export interface Scored<Item> {
  item: Item
  points: number
}

/** The best `count` items for a text, best first; equal ones keep their order. */
export function best<Item>(
  typed: string,
  items: readonly Item[],
  label: (item: Item) => string,
  count: number,
): Item[] {
  const scored: Scored<Item>[] = []
  for (const item of items) {
    const points = score(typed, label(item))
    if (points > 0) scored.push({ item, points })
  }
  return scored
    .sort((a, b) => b.points - a.points)
    .slice(0, count)
    .map((entry) => entry.item)
}
