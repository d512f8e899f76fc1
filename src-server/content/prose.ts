import { type Html, html, type Piece } from '../http/html.ts'

/** What people wrote, as markup: addresses that may stand in it, and text as paragraphs with links. */

/** Whether an address may stand in `href`: nothing that runs. */
export function isSafeLink(url: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(url)
}

/** Whether an address may stand in `src`: an https address, or a raster picture that stands in it. */
export function isSafePicture(url: string): boolean {
  return /^https:\/\/[^\s]+$/i.test(url) || /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(url)
}

/** What people wrote, as paragraphs: blank lines part them, single line breaks stay, web addresses become links. */
export function prose(text: string): Html[] {
  return text
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map(
      (paragraph) =>
        html`<p>${paragraph.split('\n').map((line, index) => [index > 0 && html`<br>`, ...linked(line)])}</p>`,
    )
}

const webAddress = /https?:\/\/[^\s<>"'`]+/gi

/** A line with its web addresses as links. What ends a sentence is not part of an address. */
function linked(line: string): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of line.matchAll(webAddress)) {
    const address = match[0].replace(/[.,;:!?)\]}]+$/, '')
    if (!URL.canParse(address)) continue
    pieces.push(line.slice(done, match.index))
    pieces.push(html`<a href="${address}" rel="nofollow noopener noreferrer">${address}</a>`)
    done = match.index + address.length
  }
  pieces.push(line.slice(done))
  return pieces
}
