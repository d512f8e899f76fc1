import { prose } from '../content/prose.ts'
import { readableOn } from '../contract/brand-colour.ts'
import { type Html, html } from '../http/html.ts'
import type { Letter, Part } from './letter.ts'

/**
 * A letter as HTML: one column, the page's colour, nothing that is fetched and nothing that runs.
 *
 * Chosen: a stylesheet in the head and no picture. A picture from elsewhere tells who has read the mail, and most readers hide it; what
 * is put in is text (http/html.ts). Held by test/mail/letter.test.ts.
 */
export interface Look {
  /** BCP 47. */
  readonly language: string
  readonly name: string
  readonly brandColor: string | null
}

const ownColor = '#2f55d4'

export function htmlOf(letter: Letter, look: Look): string {
  const colour = readableOn(
    /^#[0-9a-f]{6}$/.test(look.brandColor ?? '') ? (look.brandColor ?? ownColor) : ownColor,
    ['#ffffff'],
    'black',
  )
  const page = html`<!doctype html>
<html lang="${look.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${letter.subject}</title><style>
body{margin:0;padding:24px;background:#f4f5f7;color:#1c2330;font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-top:4px solid ${colour};border-radius:6px}
.from{margin:0;color:#5a6475;font-size:14px}h1{margin:4px 0 16px;font-size:20px;line-height:1.3}
p{margin:0 0 12px;overflow-wrap:anywhere}dl{margin:16px 0}dt{color:#5a6475;font-size:14px}dd{margin:0 0 8px;overflow-wrap:anywhere}
a{color:${colour}}.act{margin:20px 0}.act a{display:inline-block;padding:10px 18px;border-radius:6px;background:${colour};color:#ffffff;text-decoration:none}
.note{margin:20px 0 0;padding-top:12px;border-top:1px solid #e1e4ea;color:#5a6475;font-size:13px}.note p{margin:0 0 6px}
</style></head><body><main>
<p class="from">${look.name}</p><h1>${letter.title}</h1>
${letter.parts.map(partHtml)}
${letter.action !== null && html`<p class="act"><a href="${letter.action.url}">${letter.action.label}</a></p>`}
<div class="note">${letter.notes.map((note) => html`<p>${note}</p>`)}${
    letter.unsubscribe !== null && html`<p><a href="${letter.unsubscribe.url}">${letter.unsubscribe.label}</a></p>`
  }</div>
</main></body></html>
`
  return page.toString()
}

function partHtml(part: Part): Html {
  if (part.kind === 'facts')
    return html`<dl>${part.rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`
  return part.kind === 'quoted' ? html`${prose(part.text)}` : html`<p>${part.text}</p>`
}
