import { type Html, html } from '../../http/html.ts'

/** An app as people recognize it. */
export interface ShownApp {
  readonly name: string
  readonly description: string
  readonly logoUrl: string | null
  readonly isPublic: boolean
  /** Who registered it, if they are still known. */
  readonly registeredBy: string | null
  /** Where it is sent back to, as people can compare it: a host, "a program on this computer". */
  readonly place: string
}

/** Its picture, or its first letter: nothing is loaded from elsewhere, so a logo at an address of its own is not shown here. */
export function appCard(app: ShownApp): Html {
  const picture =
    app.logoUrl?.startsWith('data:image/') === true
      ? html`<img src="${app.logoUrl}" alt="">`
      : html`<span class="letter" aria-hidden="true">${[...app.name][0]?.toUpperCase() ?? ''}</span>`
  return html`<div class="app">${picture}<div><strong>${app.name}</strong><span>${app.place}</span></div></div>`
}

/** Where an app is, in words. */
export function placeOf(redirectUri: string): string {
  const url = new URL(redirectUri)
  if (url.protocol === 'http:') return 'A program on your own computer'
  return url.protocol === 'https:' ? url.host : `The app that opens ${url.protocol.slice(0, -1)} links`
}
