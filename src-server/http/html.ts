/**
 * Markup in which everything that is put in is text, unless it is markup that was made here.
 *
 * Chosen: a tagged template and one type. A string that comes from anywhere is escaped, always, for text and for quoted attributes
 * alike; `Html` can only be made by this template, so nothing can be passed off as markup. Templates quote every attribute and hold
 * no script and no style attribute. Left out: a raw() way in. Held by test/content/status-page-escaping.test.ts.
 */
export class Html {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }

  /** The template: `html\`<p>${name}</p>\``. null, undefined and false leave nothing. */
  static of(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
    let text = strings[0] ?? ''
    for (const [index, value] of values.entries()) text += rendered(value) + (strings[index + 1] ?? '')
    return new Html(text)
  }
}

export type Piece = Html | string | number | null | undefined | false | readonly Piece[]

export const html = Html.of

/** The same for documents of XML (feeds): the five entities mean the same there, and what XML cannot hold is left out of either. */
export const xml = Html.of

function rendered(value: Piece): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return value.map(rendered).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** What no XML document may hold, however it is written (XML 1.0 §2.2): a feed reader refuses all of it for one such character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

/** Text as it may stand between tags and in a quoted attribute. */
function escaped(text: string): string {
  return text.replaceAll(impossible, '').replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '')
}
