import type { MailData } from './data.ts'
import { german } from './words/de.ts'
import { english } from './words/en.ts'
import { spanish } from './words/es.ts'
import { french } from './words/fr.ts'

/** What mails say by themselves, in one language. What is put in is a name or a time that is written out already. */
export interface MailWords {
  /** BCP 47. */
  readonly language: string
  readonly invite: {
    readonly subject: (by: string, where: string) => string
    readonly title: (where: string) => string
    readonly text: (by: string, where: string, role: string) => string
    readonly action: string
    readonly why: string
  }
  readonly passwordReset: {
    readonly subject: string
    readonly text: (name: string) => string
    readonly action: string
    readonly why: string
  }
  readonly confirm: {
    readonly subject: (page: string) => string
    readonly everything: (page: string) => string
    readonly some: (page: string) => string
    readonly action: string
    readonly why: string
  }
  readonly manage: {
    readonly subject: (page: string) => string
    readonly text: (page: string) => string
    readonly action: string
    readonly why: string
  }
  readonly maintenance: Readonly<Record<MailData['maintenance_update']['moment'], string>>
  readonly test: { readonly subject: (page: string) => string; readonly text: (page: string) => string }
  readonly affects: string
  readonly when: string
  readonly impact: string
  readonly seePage: string
  /** Why someone gets news of a page. */
  readonly subscribed: (page: string) => string
  readonly unsubscribe: string
  /** How long the link of a mail works: until this moment, once. */
  readonly worksUntil: (moment: string) => string
  readonly times: (zone: string) => string
}

const languages: ReadonlyMap<string, MailWords> = new Map(
  [english, german, french, spanish].map((words) => [words.language, words]),
)

/** The words of a locale's language; English where we have none. */
export function mailWordsFor(locale: string): MailWords {
  return languages.get(locale.toLowerCase().split('-')[0] ?? '') ?? english
}
