import { flatten, translator } from '@solid-primitives/i18n'
import { en } from './en.ts'

/**
 * Every sentence of the console: `t('tokens.title')`.
 *
 * Chosen: one typed dictionary per area under `en/`, flattened once; words that hold a value are functions, so that a missing
 * value is a type error and plurals are decided in code. English is shipped; another language is a second file of the same type.
 * Left out: message files and ICU syntax. Held by test/renderer/strings.test.ts (no screen holds a sentence of its own that the
 * writing rules forbid) and by the pseudo-locale run of test/ui.
 */
const english = flatten(en)
type Dictionary = typeof english

let dictionary: Dictionary = english

/** The words for a key in the language of this window. */
export const t = translator(() => dictionary)

/** Puts another language in place; before the first render, since the words are not signals. */
export function useDictionary(next: Dictionary): void {
  dictionary = next
}

export type { Dictionary }
export { english }
