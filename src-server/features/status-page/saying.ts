import type { Format } from '../../content/format.ts'
import { prose } from '../../content/prose.ts'
import type { PublishedIncident } from '../../content/published.ts'
import type { Words } from '../../content/words.ts'
import { type Html, html } from '../../http/html.ts'

/** What the parts of the page share. */
export interface Saying {
  readonly words: Words
  readonly format: Format
  /** The language of what people wrote, where it is another than that of our own words. */
  readonly contentLanguage: string | null
}

/** The `lang` of what people wrote, where it needs one. */
export function languageOf({ contentLanguage }: Saying): Html | null {
  return contentLanguage === null ? null : html` lang="${contentLanguage}"`
}

/** `Affects: API, Website`. */
export function affected(components: readonly { readonly name: string }[], saying: Saying): Html | null {
  if (components.length === 0) return null
  const names = components.map((component) => component.name).join(', ')
  return html`<div class="meta"><span>${saying.words.affects}: <span${languageOf(saying)}>${names}</span></span></div>`
}

/** The timeline of an incident, newest first. */
export function updatesOf(incident: PublishedIncident, saying: Saying): Html | null {
  if (incident.updates.length === 0) return null
  const { words, format } = saying
  return html`<ol class="updates">${incident.updates.map(
    (update) =>
      html`<li><strong>${words.incident[update.status]}</strong> · ${timeOf(update.created_at, format)}${
        update.body.trim() !== '' && html`<div class="prose"${languageOf(saying)}>${prose(update.body)}</div>`
      }</li>`,
  )}</ol>`
}

/** A moment as people read it, and as machines do. */
export function timeOf(at: number, format: Format): Html {
  return html`<time datetime="${isoOf(at)}">${format.moment(at)}</time>`
}

/** A moment as `datetime` wants it. */
export function isoOf(at: number): string {
  return new Date(at).toISOString()
}
