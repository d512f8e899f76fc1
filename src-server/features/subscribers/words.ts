import { german } from './words/de.ts'
import { english } from './words/en.ts'
import { spanish } from './words/es.ts'
import { french } from './words/fr.ts'

/** What the pages of subscribing, unsubscribing and opened links say, in one language. */
export interface LinkWords {
  /** BCP 47. */
  readonly language: string
  readonly backTo: (page: string) => string
  readonly subscribe: {
    readonly title: (page: string) => string
    readonly lead: string
    readonly email: string
    readonly emailHint: string
    readonly about: string
    readonly everything: string
    readonly everythingHint: string
    readonly some: string
    readonly submit: string
    readonly wrongEmail: string
    readonly chooseOne: string
    readonly unknownChoice: string
    readonly sentTitle: string
    readonly sent: string
    readonly sentHint: string
    readonly feeds: string
    readonly withoutMail: string
  }
  readonly unsubscribe: {
    readonly title: (page: string) => string
    readonly lead: (page: string) => string
    readonly submit: string
    readonly doneTitle: string
    readonly done: (page: string) => string
    readonly again: string
    readonly unknownTitle: string
    readonly unknown: string
  }
  readonly link: LinkPageWords
}

/** The words of the page that links open: plain data, because its script reads them. `{name}` is put in by the script. */
export interface LinkPageWords {
  readonly title: string
  readonly ask: string
  readonly askHint: string
  readonly open: string
  readonly opening: string
  readonly noScript: string
  readonly noLink: string
  readonly noLinkHint: string
  readonly expired: string
  readonly used: string
  readonly revoked: string
  readonly unknown: string
  readonly slow: string
  readonly offline: string
  readonly failed: string
  readonly askAgain: string
  readonly tryAgain: string
  readonly confirmed: string
  readonly subscription: string
  readonly subscriptionOf: string
  readonly everything: string
  readonly some: string
  readonly chooseOne: string
  readonly save: string
  readonly saved: string
  readonly unsubscribe: string
  readonly ended: string
  readonly endedHint: string
  readonly view: string
  readonly viewHint: string
  readonly feed: string
  readonly feedHint: string
  readonly name: string
  readonly nameMissing: string
  readonly services: string
  readonly address: string
  readonly addressHint: string
  readonly noAddress: string
  readonly openView: string
  readonly renew: string
  readonly renewHint: string
  readonly renewed: string
  readonly remove: string
  readonly removeHint: string
  readonly removeNow: string
  readonly keep: string
  readonly removed: string
  readonly manage: string
  readonly manageOf: string
  readonly change: string
  readonly views: string
  readonly feeds: string
  readonly nothingElse: string
  readonly until: string
  readonly back: string
  readonly notConfirmed: string
}

const languages: ReadonlyMap<string, LinkWords> = new Map(
  [english, german, french, spanish].map((words) => [words.language, words]),
)

/** The words of a locale's language; English where we have none. */
export function linkWordsFor(locale: string): LinkWords {
  return languages.get(locale.toLowerCase().split('-')[0] ?? '') ?? english
}
