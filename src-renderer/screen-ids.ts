/**
 * Which screens there are, for screens that lead to one another: screens.ts fills it, so that none of them imports another.
 */
const ids = new Set<string>()

export function noteScreens(all: readonly string[]): void {
  for (const id of all) ids.add(id)
}

export function hasScreen(id: string): boolean {
  return ids.has(id)
}
