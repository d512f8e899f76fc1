import { createHash } from 'node:crypto'
import { createFormat } from '../../content/format.ts'
import { isSafeLink, isSafePicture, prose } from '../../content/prose.ts'
import type { PublishedIncident, PublishedMaintenance } from '../../content/published.ts'
import { wordsFor } from '../../content/words.ts'
import { type Html, html } from '../../http/html.ts'
import { icon, icons, toneOfImpact, toneOfIndicator } from './icons.ts'
import type { StatusPageModel } from './model.ts'
import { renderGroups } from './render-components.ts'
import { renderHistory } from './render-history.ts'
import { affected, isoOf, languageOf, type Saying, timeOf, updatesOf } from './saying.ts'
import { stylesheet } from './style.ts'

/**
 * The status page as one document: no script, one style, nothing from elsewhere but the page's own pictures.
 *
 * Pure: the same model is the same text, to the byte, so that its ETag says whether anything changed. Held by
 * test/content/status-page.test.ts and, for what people write, test/content/status-page-escaping.test.ts (T19).
 */

export interface RenderedPage {
  readonly text: string
  readonly contentSecurityPolicy: string
}

/** The page of a workspace's status. */
export function renderStatusPage(model: StatusPageModel): RenderedPage {
  const { general, branding, localization } = model
  const words = wordsFor(localization.locale)
  const isOwnLanguage = localization.locale.toLowerCase().split('-')[0] === words.language
  const saying: Saying = {
    words,
    format: createFormat(localization),
    contentLanguage: isOwnLanguage ? null : localization.locale,
  }
  const isEmpty =
    model.groups.length === 0 &&
    model.openIncidents.length === 0 &&
    model.inProgress.length === 0 &&
    model.upcoming.length === 0 &&
    (model.history ?? []).every((day) => day.incidents.length === 0 && day.maintenances.length === 0)
  const lead = branding.header.trim() === '' ? general.description : branding.header
  const body = html`<div class="frame">
${masthead(model, saying)}
<main>
${lead.trim() !== '' && html`<div class="lead"${languageOf(saying)}>${prose(lead)}</div>`}
${isEmpty ? emptyState(words.emptyTitle, words.emptyText) : sections(model, saying)}
</main>
<footer>
${branding.footer.trim() !== '' && html`<div class="prose"${languageOf(saying)}>${prose(branding.footer)}</div>`}
<p>${words.timesIn(saying.format.zone)}</p>
</footer>
</div>`
  return documentOf({
    language: isOwnLanguage ? localization.locale : words.language,
    title: isEmpty ? general.name : `${general.name}: ${words.indicator[model.indicator]}`,
    description: general.description,
    style: stylesheet(branding.brand_color, branding.theme),
    pictures: [branding.logo_url, branding.favicon_url],
    favicon: branding.favicon_url,
    body,
  })
}

/** What stands here before anyone has set up the workspace. */
export function renderNotSetUp(): RenderedPage {
  const words = wordsFor('en')
  return documentOf({
    language: words.language,
    title: words.notSetUpTitle,
    description: '',
    style: stylesheet(null, 'auto'),
    pictures: [],
    favicon: null,
    body: html`<div class="frame"><main>${emptyState(words.notSetUpTitle, words.notSetUpText, 'h1')}</main></div>`,
  })
}

interface Document {
  readonly language: string
  readonly title: string
  readonly description: string
  readonly style: string
  readonly pictures: readonly (string | null)[]
  readonly favicon: string | null
  readonly body: Html
}

function documentOf({ language, title, description, style, pictures, favicon, body }: Document): RenderedPage {
  const digest = createHash('sha256').update(style).digest('base64')
  const sources = pictures.flatMap((url) => (url !== null && isSafePicture(url) ? [pictureSource(url)] : []))
  const head = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${description.trim() !== '' && html`<meta name="description" content="${description.trim().slice(0, 300)}">`}
${favicon !== null && isSafePicture(favicon) ? html`<link rel="icon" href="${favicon}">` : html`<link rel="icon" href="data:,">`}
`
  // The stylesheet is ours alone (style.ts) and holds nothing that anyone wrote; its digest stands in the policy.
  const text = `${head}<style>${style}</style>\n</head>\n<body>\n${icons}\n${body}\n</body>\n</html>\n`
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${digest}'`,
    `img-src ${[...new Set(['data:', ...sources])].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return { text, contentSecurityPolicy: policy.join('; ') }
}

/** A picture's address as a source of the policy: this one file, and with nothing in it that a policy reads as its own. */
function pictureSource(url: string): string {
  if (url.startsWith('data:')) return 'data:'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.replaceAll(/[;,'"\s]/g, encodeURIComponent)
}

function masthead({ general, branding }: StatusPageModel, saying: Saying): Html {
  const { logo_url: logo } = branding
  const { support_url: support } = general
  return html`<header class="masthead">
<div class="brand">${logo !== null && isSafePicture(logo) && html`<img src="${logo}" alt="">`}<h1${languageOf(saying)}>${general.name}</h1></div>
${support !== null && isSafeLink(support) && html`<a class="help" href="${support}" rel="noopener noreferrer">${saying.words.help}</a>`}
</header>`
}

function emptyState(title: string, text: string, heading: 'h1' | 'h2' = 'h2'): Html {
  const head = heading === 'h1' ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`
  return html`<section class="card empty">${head}<p>${text}</p></section>`
}

function sections(model: StatusPageModel, saying: Saying): Html {
  const { words } = saying
  const tone = toneOfIndicator[model.indicator]
  return html`<section class="overall t-${tone}">${icon(tone)}<div><h2>${words.indicator[model.indicator]}</h2><p>${words.summary[model.indicator]}</p></div></section>
${section(
  words.openIncidents,
  model.openIncidents.map((incident) => openIncident(incident, saying)),
)}
${section(
  words.maintenanceNow,
  model.inProgress.map((each) => maintenance(each, saying)),
)}
${renderGroups(model, saying)}
${section(
  words.maintenanceAhead,
  model.upcoming.map((each) => maintenance(each, saying)),
)}
${model.history !== null && renderHistory(model.history, saying)}`
}

function section(title: string, items: readonly Html[]): Html | null {
  return items.length === 0 ? null : html`<section><h2>${title}</h2>${items}</section>`
}

function openIncident(incident: PublishedIncident, saying: Saying): Html {
  const { words, format } = saying
  const tone = toneOfImpact[incident.impact]
  return html`<article class="card event t-${tone}" id="${incident.id}">
<h3${languageOf(saying)}>${incident.name}</h3>
<div class="meta"><span class="badge t-${tone}">${icon(tone)}${words.incident[incident.status]}</span><span>${words.impact[incident.impact]}</span><span>${words.began} ${timeOf(incident.published_at, format)}</span></div>
${affected(incident.components, saying)}
${updatesOf(incident, saying)}
</article>`
}

function maintenance(each: PublishedMaintenance, saying: Saying): Html {
  const { format } = saying
  return html`<article class="card event t-maintenance">
<h3${languageOf(saying)}>${each.name}</h3>
<div class="meta"><span class="badge t-maintenance">${icon('maintenance')}<time datetime="${isoOf(each.scheduled_for)}">${format.window(each.scheduled_for, each.scheduled_until)}</time></span></div>
${affected(each.components, saying)}
${each.body.trim() !== '' && html`<div class="prose"${languageOf(saying)}>${prose(each.body)}</div>`}
</article>`
}
