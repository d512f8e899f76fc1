import { type BaseRecordDict, flatten, translator } from '@solid-primitives/i18n'
import { access, common, problems, secret, status } from './en/common.ts'
import { content } from './en/content.ts'
import { commands, frame } from './en/frame.ts'
import { session } from './en/session.ts'
import { chart } from './en/usage.ts'
import { pseudo } from './pseudo.ts'

/**
 * Every sentence of the console: `t('common.cancel')`.
 *
 * Chosen: one typed dictionary per area under `en/`, flattened once; words that hold a value are functions, so that a missing
 * value is a type error and plurals are decided in code. What stands here is what the frame and the kit say, and comes with the first
 * load; a screen brings its own words along in its own chunk: `export const t = withWords({ tokens })` in its `words.ts`, from where its
 * files take `t`. English is shipped; another language is a second set of files of the same types. Left out: message files and ICU
 * syntax. Held by test/renderer/strings.test.ts (the writing rules, over every word) and by the pseudo-locale look of test/ui.
 */
const shared = { common, status, secret, access, problems, content, chart, frame, commands, session }

// The page says its language before anything of ours runs (public/assets/theme.js); `en-XA` is the usual name of the pseudo-locale.
const language = typeof document === 'undefined' ? 'en' : document.documentElement.lang

function inLanguage<Dictionary extends object>(english: Dictionary): Dictionary {
  return language === 'en-XA' ? pseudo(english) : english
}

const words = inLanguage(flatten(shared))

/** The words that every screen shares. */
export const t = translator(() => words)

/** The words of a screen beside those: for its `words.ts`. */
export function withWords<Words extends BaseRecordDict>(own: Words) {
  const all = inLanguage(flatten({ ...shared, ...own }))
  return translator(() => all)
}
