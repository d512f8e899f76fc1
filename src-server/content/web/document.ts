import { createHash } from 'node:crypto'
import type { BrandingSettings } from '../../contract/settings.ts'
import { type Html, html } from '../../http/html.ts'
import { isSafePicture } from '../prose.ts'
import { formRules } from './form-style.ts'
import { stylesheet } from './style.ts'

/**
 * What is around every page that visitors see: the head, one style that is allowed by its digest, and a policy under which nothing else runs,
 * loads or is sent.
 *
 * Chosen: no script. The one page that must read what stands behind the `#` of its address brings one of its own, allowed by its digest, which can speak to
 * this server alone and cannot make markup out of text (Trusted Types). A page with a form may send it to this server alone, and tells its
 * origin while it does: under `no-referrer` browsers send `Origin: null`, which is refused as foreign.
 * Pure: the same page is the same text. Held by test/content/status-page.test.ts, test/content/status-page-escaping.test.ts (T19) and, in a
 * browser, test/e2e/magic-page.chromium.test.ts.
 */

export interface WebPage {
  /** BCP 47. */
  readonly language: string
  readonly title: string
  readonly description: string
  readonly branding: Pick<BrandingSettings, 'brand_color' | 'theme' | 'logo_url' | 'favicon_url'>
  readonly body: Html
  /** It has a form, which may be sent to this server. */
  readonly hasForm?: boolean
  /** It has buttons or fields to look at, form or not. */
  readonly hasControls?: boolean
  /** Our own code and nothing else: what it shows comes in `body`. */
  readonly script?: string
  /** It is for those who have its address, not for search engines. */
  readonly isUnlisted?: boolean
  /** Feeds that readers and browsers find by themselves. */
  readonly feeds?: readonly { readonly type: 'atom' | 'rss'; readonly href: string; readonly title: string }[]
}

export interface RenderedPage {
  readonly text: string
  readonly contentSecurityPolicy: string
}

/** The branding of a page that has none. */
export const plainBranding: WebPage['branding'] = {
  brand_color: null,
  theme: 'auto',
  logo_url: null,
  favicon_url: null,
}

/** The whole document, with the policy that belongs to it. */
export function renderDocument(page: WebPage): RenderedPage {
  const {
    language,
    title,
    description,
    branding,
    body,
    hasForm = false,
    hasControls = hasForm,
    script,
    isUnlisted = false,
    feeds = [],
  } = page
  const { brand_color, theme, logo_url: logo, favicon_url: favicon } = branding
  const style = stylesheet(brand_color, theme) + (hasControls ? formRules : '')
  const head = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${description.trim() !== '' && html`<meta name="description" content="${description.trim().slice(0, 300)}">`}
${favicon !== null && isSafePicture(favicon) ? html`<link rel="icon" href="${favicon}">` : html`<link rel="icon" href="data:,">`}
${hasForm && html`<meta name="referrer" content="same-origin">`}${isUnlisted && html`<meta name="robots" content="noindex">`}
${feeds.map((feed) => html`<link rel="alternate" type="application/${feed.type}+xml" href="${feed.href}" title="${feed.title}">`)}`
  // Style and script are ours alone and hold nothing that anyone wrote; their digests stand in the policy.
  const end = script === undefined ? '' : `<script>${script}</script>\n`
  const text = `${head}<style>${style}</style>\n</head>\n<body>\n${body}\n${end}</body>\n</html>\n`
  const sources = [logo, favicon].flatMap((url) => (url !== null && isSafePicture(url) ? [pictureSource(url)] : []))
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${digestOf(style)}'`,
    `img-src ${[...new Set(['data:', ...sources])].join(' ')}`,
    ...(script === undefined
      ? []
      : [
          `script-src 'sha256-${digestOf(script)}'`,
          "connect-src 'self'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ]),
    "base-uri 'none'",
    `form-action ${hasForm ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ]
  return { text, contentSecurityPolicy: policy.join('; ') }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** A picture's address as a source of the policy: this one file, and with nothing in it that a policy reads as its own. */
function pictureSource(url: string): string {
  if (url.startsWith('data:')) return 'data:'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.replaceAll(/[;,'"\s]/g, encodeURIComponent)
}
