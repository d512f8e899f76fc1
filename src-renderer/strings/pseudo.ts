/**
 * English made longer and strange (`[Ŕéṿöḱé ẗöḱéñ···]`), to see what does not fit and what was never taken from the dictionary.
 * Chosen by `bk.locale` = `en-XA` in this browser's storage. Held by test/renderer/strings.test.ts and the narrow looks of test/ui.
 */

const letters: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  E: 'É',
  I: 'Ï',
  O: 'Ö',
  U: 'Ü',
  C: 'Ç',
  N: 'Ñ',
  S: 'Š',
}

/** At least 40 per cent longer, in brackets, so that a cut end shows. */
export function pseudoText(text: string): string {
  const strange = [...text].map((letter) => letters[letter] ?? letter).join('')
  return `[${strange}${'·'.repeat(Math.ceil(text.length * 0.4))}]`
}

/** A whole flat dictionary, made strange. */
export function pseudo<Dictionary extends object>(english: Dictionary): Dictionary {
  const made: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(english)) {
    if (typeof value === 'string') made[key] = pseudoText(value)
    else if (typeof value === 'function')
      made[key] = (...values: unknown[]) => pseudoText(String(Reflect.apply(value, undefined, values)))
    else made[key] = value
  }
  // Key by key the same as what came in, which a loop does not tell the compiler.
  return made as Dictionary
}
