import type { Day } from '../../content/days.ts'
import { prose } from '../../content/prose.ts'
import { type Span, severity } from '../../content/timeline.ts'
import { type ComponentStatus, componentStatuses } from '../../contract/components.ts'
import { type Html, html } from '../../http/html.ts'
import { icon, toneOfComponent } from './icons.ts'
import type { ShownComponent, ShownGroup, StatusPageModel } from './model.ts'
import { languageOf, type Saying } from './saying.ts'

/** The components by group, each with its bars: one for a day. */
export function renderGroups({ groups, uptimeDays }: StatusPageModel, saying: Saying): Html | null {
  if (groups.length === 0) return null
  const { words } = saying
  const count = groups.reduce((sum, group) => sum + group.components.length, 0)
  // Many components: groups in which all is well stand closed, and beside each day there is no word, so that the page stays light.
  const isLarge = count > 30
  return html`<section><h2>${words.components}</h2>
${groups.map((group) => groupOf(group, uptimeDays, isLarge, saying, groups.length > 1))}
${uptimeDays !== null && legend(saying)}</section>`
}

function groupOf(
  group: ShownGroup,
  days: readonly Day[] | null,
  isLarge: boolean,
  saying: Saying,
  hasOthers: boolean,
): Html {
  const list = html`<ul class="components">${group.components.map((shown) => componentOf(shown, days, isLarge, saying))}</ul>`
  if (group.name === null) {
    return html`<div class="card group">${hasOthers && html`<h3 class="sr">${saying.words.otherComponents}</h3>`}${list}</div>`
  }
  const worst = group.components.reduce<ComponentStatus>(
    (status, { component }) => (severity[component.status] > severity[status] ? component.status : status),
    'operational',
  )
  const isOpen = !isLarge || worst !== 'operational'
  const note =
    group.description.trim() !== '' && html`<div class="note"${languageOf(saying)}>${prose(group.description)}</div>`
  const summary = html`<summary><h3${languageOf(saying)}>${group.name}</h3>${stateOf(worst, saying)}</summary>`
  return html`<details class="card group"${isOpen && html` open`}>${summary}${note}${list}</details>`
}

function componentOf(
  { component, uptime }: ShownComponent,
  days: readonly Day[] | null,
  isLarge: boolean,
  saying: Saying,
): Html {
  return html`<li class="component">
<div class="row"><span class="name"${languageOf(saying)}>${component.name}</span>${stateOf(component.status, saying)}</div>
${component.description.trim() !== '' && html`<div class="about"${languageOf(saying)}>${prose(component.description)}</div>`}
${uptime !== null && days !== null && barsOf(uptime, days, isLarge, saying)}
</li>`
}

function stateOf(status: ComponentStatus, { words }: Saying): Html {
  const tone = toneOfComponent[status]
  return html`<span class="state t-${tone}">${icon(tone)}${words.component[status]}</span>`
}

const marks: Readonly<Record<ComponentStatus, string>> = {
  operational: '',
  under_maintenance: 'm',
  degraded_performance: 'd',
  partial_outage: 'p',
  major_outage: 'x',
}

function barsOf(
  uptime: { readonly percent: number | null; readonly days: readonly Span[] },
  days: readonly Day[],
  isLarge: boolean,
  saying: Saying,
): Html {
  const { words, format } = saying
  const percent = uptime.percent === null ? null : format.percent(uptime.percent)
  const troubled = uptime.days.filter((day) => day.troubled > 0).length
  const bars = uptime.days.map((span, index) => {
    const mark = span.worst === null ? 'n' : marks[span.worst]
    const says = isLarge && mark === '' ? null : titleOf(days[index]?.from ?? 0, span, saying)
    return html`<i${mark !== '' && html` class="${mark}"`}${says !== null && html` title="${says}"`}></i>`
  })
  return html`<div class="bars" role="img" aria-label="${words.uptimeSummary(days.length, percent, troubled)}">${bars}</div>
<div class="scale" aria-hidden="true"><span><span class="wide">${words.daysAgo(days.length)}</span><span class="narrow">${words.daysAgo(45)}</span></span><span>${
    percent === null ? words.noData : words.uptime(percent)
  }</span><span>${words.today}</span></div>`
}

/** `3 Nov: Partial outage, 42 min`. */
function titleOf(at: number, span: Span, { words, format }: Saying): string {
  const day = format.shortDay(at)
  if (span.worst === null) return `${day}: ${words.noData}`
  if (span.worst === 'operational') return `${day}: ${words.noOutage}`
  const duration = span.troubled > 0 ? ` · ${format.duration(span.troubled)}` : ''
  return `${day}: ${words.component[span.worst]}${duration}`
}

function legend({ words }: Saying): Html {
  const entries = componentStatuses.map((status) => ({ mark: marks[status], text: words.component[status] }))
  return html`<ul class="legend">${[...entries, { mark: 'n', text: words.noData }].map(
    ({ mark, text }) =>
      html`<li><span class="bars" aria-hidden="true"><i${mark !== '' && html` class="${mark}"`}></i></span>${text}</li>`,
  )}</ul>
<p class="footnote">${words.howCounted}</p>`
}
