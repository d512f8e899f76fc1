import type { Choice } from '../../content/interests.ts'
import type { Chosen } from './chosen.ts'
import type { FormState } from './web.ts'
import { linkWordsFor } from './words.ts'

/** The fields of the form as they come: each name with all of its values. */
export interface FormFields {
  readonly email?: readonly string[] | undefined
  readonly scope?: readonly string[] | undefined
  readonly component?: readonly string[] | undefined
}

/** What the form asks for; `email: null`: it is shown again, and says what is wrong. */
export interface ReadForm {
  readonly email: string | null
  readonly chosen: Chosen
  readonly state: FormState
}

/** Reads the form of the page. Pure. @param parseEmail the address as it is kept, or null. */
export function readForm(
  { email = [], scope = [], component = [] }: FormFields,
  choices: readonly Choice[],
  locale: string,
  parseEmail: (text: string) => string | null,
): ReadForm {
  const { subscribe: say } = linkWordsFor(locale)
  const typed = email.length === 1 ? (email[0] ?? '').trim() : ''
  // The list is only shown where "only these" was chosen; what was ticked before someone changed their mind does not count.
  const chosen = scope[0] === 'some' ? [...new Set(component)] : null
  const known = new Set(choices.map(({ id }) => id))
  const address = parseEmail(typed)
  const wrong: FormState['wrong'] =
    address === null
      ? { field: 'email', says: say.wrongEmail }
      : chosen !== null && chosen.length === 0
        ? { field: 'choice', says: say.chooseOne }
        : chosen?.some((id) => !known.has(id)) === true
          ? { field: 'choice', says: say.unknownChoice }
          : null
  return {
    email: wrong === null ? address : null,
    chosen: chosen === null ? null : chosen.map((id) => ({ id })),
    state: { email: typed, chosen, wrong },
  }
}
