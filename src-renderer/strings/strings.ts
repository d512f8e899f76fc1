import { flatten, translator } from '@solid-primitives/i18n'
import { en } from './en.ts'
import { pseudo } from './pseudo.ts'

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

// The page says its language before anything of ours runs (public/assets/theme.js); `en-XA` is the usual name of the pseudo-locale.
const language = typeof document === 'undefined' ? 'en' : document.documentElement.lang
const dictionary: Dictionary = language === 'en-XA' ? pseudo(english) : english

/** The words for a key in the language of this window. */
export const t = translator(() => dictionary)

export type { Dictionary }
