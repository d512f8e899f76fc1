/** The name of the window: `API tokens · Acme`. Pure. */
export function titleOf(heading: string | null, workspace: string | null): string {
  const parts = [heading?.trim(), workspace].filter(
    (part): part is string => part !== null && part !== undefined && part !== '',
  )
  return parts.length === 0 ? 'Beatkeeper' : parts.join(' · ')
}

/** Two letters for a person: of the first and last name, else of the address. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s@._-]+/u).filter((word) => word !== '')
  const first = words[0] ?? '?'
  const last = name.includes(' ') ? words.at(-1) : undefined
  const letters = last === undefined || last === first ? [...first].slice(0, 2) : [[...first][0], [...last][0]]
  return letters.join('').toUpperCase()
}
