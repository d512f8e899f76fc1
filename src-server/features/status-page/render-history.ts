import { prose } from '../../content/prose.ts'
import type { PublishedIncident, PublishedMaintenance } from '../../content/published.ts'
import { type Html, html } from '../../http/html.ts'
import { icon, toneOfImpact } from './icons.ts'
import type { ShownDay } from './model.ts'
import { affected, languageOf, type Saying, timeOf, updatesOf } from './saying.ts'

/** What happened in the last days, newest first. Quiet days in a row are one line: a page without trouble should look like it. */
export function renderHistory(days: readonly ShownDay[], saying: Saying): Html {
  const rows: Html[] = []
  let quiet: ShownDay[] = []
  const endQuiet = (): void => {
    if (quiet.length > 0) rows.push(quietRow(quiet, saying))
    quiet = []
  }
  for (const day of days) {
    if (day.incidents.length === 0 && day.maintenances.length === 0) quiet.push(day)
    else {
      endQuiet()
      rows.push(eventfulRow(day, saying))
    }
  }
  endQuiet()
  return html`<section><h2>${saying.words.history}</h2><ul class="past card">${rows}</ul></section>`
}

function quietRow(days: readonly ShownDay[], { words, format }: Saying): Html {
  const [latest, earliest] = [days[0]?.day.from ?? 0, days.at(-1)?.day.from ?? 0]
  const title =
    latest === earliest ? format.day(latest) : words.quietDays(format.shortDay(earliest), format.shortDay(latest))
  return html`<li class="quiet"><h3>${title}</h3><span>${words.quiet}</span></li>`
}

function eventfulRow({ day, incidents, maintenances }: ShownDay, saying: Saying): Html {
  return html`<li><h3>${saying.format.day(day.from)}</h3>${incidents.map((each) => pastIncident(each, saying))}${maintenances.map(
    (each) => pastMaintenance(each, saying),
  )}</li>`
}

function pastIncident(incident: PublishedIncident, saying: Saying): Html {
  const { words, format } = saying
  if (incident.resolved_at === null) return openIncident(incident, saying)
  const last = incident.updates[0]
  const lasted = format.duration(incident.resolved_at - incident.published_at)
  return html`<article id="${incident.id}">
<h4${languageOf(saying)}>${incident.name}</h4>
<div class="meta"><span class="badge t-ok">${icon('ok')}${words.resolvedAfter(lasted)}</span><span>${timeOf(incident.published_at, format)}</span></div>
${affected(incident.components, saying)}
${last !== undefined && last.body.trim() !== '' && html`<div class="prose"${languageOf(saying)}>${prose(last.body)}</div>`}
${incident.updates.length > 1 && html`<details><summary>${words.allUpdates(incident.updates.length)}</summary>${updatesOf(incident, saying)}</details>`}
</article>`
}

/** It is told above; here only that this day was not a quiet one. */
function openIncident(incident: PublishedIncident, saying: Saying): Html {
  const tone = toneOfImpact[incident.impact]
  return html`<article>
<h4${languageOf(saying)}><a href="#${incident.id}">${incident.name}</a></h4>
<div class="meta"><span class="badge t-${tone}">${icon(tone)}${saying.words.incident[incident.status]}</span><span>${timeOf(incident.published_at, saying.format)}</span></div>
</article>`
}

function pastMaintenance(each: PublishedMaintenance, saying: Saying): Html {
  const { words, format } = saying
  const { startedAt, completedAt } = each.state
  return html`<article id="${each.id}">
<h4${languageOf(saying)}>${each.name}</h4>
<div class="meta"><span class="badge t-ok">${icon('ok')}${words.completed}</span><span>${format.window(startedAt ?? each.scheduled_for, completedAt ?? each.scheduled_until)}</span></div>
${affected(each.components, saying)}
</article>`
}
