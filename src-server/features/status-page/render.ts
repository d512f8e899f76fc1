import { createFormat } from '../../content/format.ts'
import { isSafeLink, isSafePicture, prose } from '../../content/prose.ts'
import type { PublishedIncident, PublishedMaintenance } from '../../content/published.ts'
import { plainBranding, type RenderedPage, renderDocument } from '../../content/web/document.ts'
import { wordsFor } from '../../content/words.ts'
import { type Html, html } from '../../http/html.ts'
import { icon, icons, toneOfImpact, toneOfIndicator } from './icons.ts'
import type { StatusPageModel } from './model.ts'
import { renderGroups } from './render-components.ts'
import { renderHistory } from './render-history.ts'
import { affected, isoOf, languageOf, type Saying, timeOf, updatesOf } from './saying.ts'

/**
 * The status page as one document: no script, one style, nothing from elsewhere but the page's own pictures.
 *
 * Pure: the same model is the same text, to the byte, so that its ETag says whether anything changed. Held by
 * test/content/status-page.test.ts and, for what people write, test/content/status-page-escaping.test.ts (T19).
 */

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
  const name = model.view === null ? general.name : `${model.view} · ${general.name}`
  return renderDocument({
    language: isOwnLanguage ? localization.locale : words.language,
    title: isEmpty ? name : `${name}: ${words.indicator[model.indicator]}`,
    description: general.description,
    branding,
    body: html`${icons}\n${body}`,
    hasForm: true,
    isUnlisted: model.view !== null,
    feeds: [
      { type: 'atom', href: '/feed.atom', title: general.name },
      { type: 'rss', href: '/feed.rss', title: general.name },
    ],
  })
}

/** What stands here before anyone has set up the workspace. */
export function renderNotSetUp(): RenderedPage {
  const words = wordsFor('en')
  return renderDocument({
    language: words.language,
    title: words.notSetUpTitle,
    description: '',
    branding: plainBranding,
    body: html`${icons}
<div class="frame"><main>${emptyState(words.notSetUpTitle, words.notSetUpText, 'h1')}</main></div>`,
  })
}

function masthead({ view, general, branding }: StatusPageModel, saying: Saying): Html {
  const { logo_url: logo } = branding
  const { support_url: support } = general
  const picture = logo !== null && isSafePicture(logo) && html`<img src="${logo}" alt="">`
  const title =
    view === null
      ? html`<h1${languageOf(saying)}>${general.name}</h1>`
      : html`<div${languageOf(saying)}><h1>${view}</h1><p class="of"><a href="/">${general.name}</a></p></div>`
  return html`<header class="masthead">
<div class="brand">${picture}${title}</div>
<div class="tools">
${updatesForm(saying)}
${support !== null && isSafeLink(support) && html`<a class="help" href="${support}" rel="noopener noreferrer">${saying.words.help}</a>`}
</div>
</header>`
}

/** Where visitors ask to be told: closed until they want it, and without script. */
function updatesForm({ words: { updates: say } }: Saying): Html {
  return html`<details class="updates-form"><summary>${say.open}</summary>
<div class="panel card"><form action="/subscribe" method="post">
<label for="email">${say.email}</label>
<div class="row"><input id="email" name="email" type="email" autocomplete="email" required maxlength="254"><button type="submit">${say.submit}</button></div>
<p class="hint">${say.hint}</p></form>
<ul class="ways"><li><a href="/subscribe">${say.choose}</a></li><li><a href="/feed.atom">Atom</a></li><li><a href="/feed.rss">RSS</a></li></ul></div></details>`
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
  return html`<article class="card event t-maintenance" id="${each.id}">
<h3${languageOf(saying)}>${each.name}</h3>
<div class="meta"><span class="badge t-maintenance">${icon('maintenance')}<time datetime="${isoOf(each.scheduled_for)}">${format.window(each.scheduled_for, each.scheduled_until)}</time></span></div>
${affected(each.components, saying)}
${each.body.trim() !== '' && html`<div class="prose"${languageOf(saying)}>${prose(each.body)}</div>`}
</article>`
}
