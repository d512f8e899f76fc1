import type { ComponentStatus } from '../../contract/components.ts'
import type { IncidentImpact } from '../../contract/incidents.ts'
import type { Indicator } from '../../contract/public.ts'
import { type Html, html } from '../../http/html.ts'

/** The five signs of the page, each a shape of its own: nothing is said by colour alone. Drawn once, used by reference. */
export const icons: Html = html`<svg class="sprite" aria-hidden="true" focusable="false">
<symbol id="i-ok" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9.25"/><path d="m7.8 12.4 2.9 2.9 5.6-6.1"/></symbol>
<symbol id="i-maintenance" viewBox="0 0 24 24"><path d="M14.6 6.2a4.4 4.4 0 0 0-5.4 5.9l-5.6 5.6a1.9 1.9 0 0 0 2.7 2.7l5.6-5.6a4.4 4.4 0 0 0 5.9-5.4l-2.6 2.6-2.6-.6-.6-2.6z"/></symbol>
<symbol id="i-degraded" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9.25"/><path d="M7.5 12h9"/></symbol>
<symbol id="i-partial" viewBox="0 0 24 24"><path d="M10.4 4.4 2.9 17.5a1.9 1.9 0 0 0 1.6 2.8h15a1.9 1.9 0 0 0 1.6-2.8L13.6 4.4a1.9 1.9 0 0 0-3.2 0z"/><path d="M12 9.3v4.2M12 16.7v.1"/></symbol>
<symbol id="i-major" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9.25"/><path d="m8.7 8.7 6.6 6.6M15.3 8.7l-6.6 6.6"/></symbol>
</svg>`

export type Tone = 'ok' | 'maintenance' | 'degraded' | 'partial' | 'major'

export const toneOfComponent: Readonly<Record<ComponentStatus, Tone>> = {
  operational: 'ok',
  under_maintenance: 'maintenance',
  degraded_performance: 'degraded',
  partial_outage: 'partial',
  major_outage: 'major',
}

export const toneOfIndicator: Readonly<Record<Indicator, Tone>> = {
  none: 'ok',
  maintenance: 'maintenance',
  minor: 'partial',
  major: 'major',
  critical: 'major',
}

export const toneOfImpact: Readonly<Record<IncidentImpact, Tone>> = {
  none: 'degraded',
  minor: 'partial',
  major: 'major',
  critical: 'major',
}

/** A sign. Words stand beside it, so it is silent to screen readers. */
export function icon(tone: Tone): Html {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${tone}"/></svg>`
}
