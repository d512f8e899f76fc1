/**
 * Chance that falls the same way every time: one stream for each name, so that a change to one story leaves the others as they were.
 * For content only; whatever is secret comes from the system's own generator.
 */
export interface Chance {
  /** From 0 up to but without 1. */
  next(): number
  /** A whole number, both ends among them. */
  between(min: number, max: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** True with this probability. */
  happens(probability: number): boolean
}

/** Mulberry32, seeded with the name. */
export function createChance(name: string): Chance {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x0100_0193),
    0x811c_9dc5,
  )
  const next = (): number => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    happens: (probability) => next() < probability,
  }
}
