import { readableOn } from '../../contract/brand-colour.ts'

/**
 * The page's stylesheet: one text, allowed by its digest (`style-src 'sha256-…'`), so that no other style and no script at all can run.
 *
 * Light and dark follow the visitor's own choice, unless the page names one. Colours are the console's (design tokens), tested for
 * contrast in test/content/colour.test.ts; what is the page's own is derived from its brand colour.
 */

const light = {
  canvas: '#f5f6f9',
  surface: '#ffffff',
  sunken: '#eceff4',
  text: '#141924',
  soft: '#434c61',
  faint: '#5a647a',
  line: '#dde2ea',
  ok: '#0f6338',
  okSoft: '#dff5e8',
  okBar: '#2f9e66',
  info: '#2748bf',
  infoSoft: '#e6ecfe',
  warn: '#7a4700',
  warnSoft: '#fdf0d3',
  warnBar: '#d18a1f',
  bad: '#ae1b29',
  badSoft: '#fce7e8',
  badBar: '#c2212f',
  none: '#c9d0dc',
  control: '#78839a',
}

const dark: Theme = {
  canvas: '#0e121a',
  surface: '#151a24',
  sunken: '#0a0d13',
  text: '#e9edf5',
  soft: '#b3bccd',
  faint: '#929db3',
  line: '#283044',
  ok: '#63d69a',
  okSoft: '#11301f',
  okBar: '#2fa768',
  info: '#9bb1ff',
  infoSoft: '#1d2a4d',
  warn: '#f2b953',
  warnSoft: '#36270a',
  warnBar: '#d08a1c',
  bad: '#ff8f93',
  badSoft: '#3b161b',
  badBar: '#dd4750',
  none: '#38425a',
  control: '#6c7898',
}

export type Theme = typeof light
export const themes = { light, dark }
const brandByDefault = '#2f55d4'

/** The stylesheet of a page with this brand colour (`#rrggbb`; null: ours) and theme. */
export function stylesheet(brandColor: string | null, theme: 'auto' | 'light' | 'dark'): string {
  const brand = brandColor !== null && /^#[0-9a-f]{6}$/.test(brandColor) ? brandColor : brandByDefault
  const lightRules = `color-scheme:light;${variables(light)}--brand:${brand};--link:${readableOn(brand, [light.surface, light.canvas], 'black')};`
  const darkRules = `color-scheme:dark;${variables(dark)}--brand:${brand};--link:${readableOn(brand, [dark.surface, dark.canvas], 'white')};`
  if (theme === 'light') return `:root{${lightRules}}${rules}`
  if (theme === 'dark') return `:root{${darkRules}}${rules}`
  return `:root{${lightRules}}@media (prefers-color-scheme:dark){:root{${darkRules}}}${rules}`
}

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name}:${value};`)
    .join('')
}

const rules = `
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%}
body{background:var(--canvas);color:var(--text);font:16px/1.55 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;border-top:4px solid var(--brand);overflow-wrap:anywhere}
.sprite{position:absolute;width:0;height:0}
.frame{max-width:52rem;margin:0 auto;padding:2.25rem 1.25rem 3rem}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.08em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:4px}
h1{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
h2{font-size:1.05rem;line-height:1.35;margin:2.5rem 0 .85rem;letter-spacing:-.005em}
h3{font-size:1rem;line-height:1.4}
.icon{width:1.15em;height:1.15em;flex:none;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.masthead{display:flex;align-items:center;gap:1rem;justify-content:space-between;flex-wrap:wrap;margin-bottom:1.5rem}
.brand{display:flex;align-items:center;gap:.85rem;min-width:0}
.brand img{display:block;max-height:2.75rem;max-width:12rem}
.help{flex:none;font-weight:600;font-size:.92rem;text-decoration:none;color:var(--link);border:1px solid var(--line);background:var(--surface);border-radius:999px;padding:.42rem 1rem}
.help:hover{text-decoration:underline}
.lead{color:var(--soft);max-width:42rem;margin:-.5rem 0 1.5rem}
.lead p+p{margin-top:.5rem}
.overall{display:flex;gap:1.1rem;align-items:center;padding:1.35rem 1.5rem;border-radius:16px;border:1px solid transparent}
.overall .icon{width:2.6rem;height:2.6rem;stroke-width:1.6}
.overall h2{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em}
.overall p{margin-top:.15rem;color:var(--soft)}
.t-ok{color:var(--ok)}.t-maintenance{color:var(--info)}.t-degraded,.t-partial{color:var(--warn)}.t-major{color:var(--bad)}
.overall.t-ok{background:var(--okSoft);border-color:color-mix(in srgb,var(--ok) 22%,transparent)}
.overall.t-maintenance{background:var(--infoSoft);border-color:color-mix(in srgb,var(--info) 22%,transparent)}
.overall.t-degraded,.overall.t-partial{background:var(--warnSoft);border-color:color-mix(in srgb,var(--warn) 24%,transparent)}
.overall.t-major{background:var(--badSoft);border-color:color-mix(in srgb,var(--bad) 24%,transparent)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:16px}
.event{padding:1.25rem 1.5rem;position:relative;overflow:hidden}
.event+.event{margin-top:.85rem}
.event::before{content:"";position:absolute;inset:0 auto 0 0;width:5px;background:currentColor}
.event>*{color:var(--text)}
.event h3{font-size:1.12rem}
.meta{display:flex;flex-wrap:wrap;gap:.3rem .9rem;margin-top:.35rem;font-size:.9rem;color:var(--faint)}
.event .meta{color:var(--faint)}
.badge{display:inline-flex;align-items:center;gap:.35em;font-weight:600}
.event .badge.t-ok,.badge.t-ok{color:var(--ok)}.event .badge.t-maintenance{color:var(--info)}.event .badge.t-partial,.event .badge.t-degraded{color:var(--warn)}.event .badge.t-major{color:var(--bad)}
.updates{list-style:none;padding:0;margin-top:1rem}
.updates li{position:relative;padding:0 0 1.1rem 1.35rem}
.updates li:last-child{padding-bottom:0}
.updates li::before{content:"";position:absolute;left:0;top:.5em;width:9px;height:9px;border-radius:50%;border:2px solid var(--faint);background:var(--surface)}
.updates li::after{content:"";position:absolute;left:4px;top:calc(.5em + 12px);bottom:-.35em;width:1px;background:var(--line)}
.updates li:last-child::after{display:none}
.updates li:first-child::before{background:var(--faint)}
.updates strong{font-weight:650}
.updates time{color:var(--faint);font-size:.9rem}
.prose{color:var(--soft);margin-top:.2rem}
.prose p+p{margin-top:.55rem}
.event .prose{color:var(--soft)}
.group+.group{margin-top:.85rem}
.group>summary{list-style:none;display:flex;align-items:center;justify-content:space-between;gap:1rem;padding:1rem 1.5rem;cursor:pointer;font-weight:650}
.group>summary::-webkit-details-marker{display:none}
.group>summary h3{display:flex;align-items:center;gap:.55rem}
.group>summary h3::before{content:"";width:.45em;height:.45em;border:solid var(--faint);border-width:0 2px 2px 0;transform:rotate(-45deg);margin-right:.15rem}
.group[open]>summary h3::before{transform:translateY(-.12em) rotate(45deg)}
.group[open]>summary{border-bottom:1px solid var(--line)}
.group .note{padding:.85rem 1.5rem 0;color:var(--faint);font-size:.92rem}
.components{list-style:none;padding:0}
.component{padding:1.05rem 1.5rem 1.1rem}
.component+.component{border-top:1px solid var(--line)}
.row{display:flex;justify-content:space-between;align-items:center;gap:.35rem 1rem;flex-wrap:wrap}
.row .name{font-weight:600}
.state{display:inline-flex;align-items:center;gap:.4em;font-size:.93rem;font-weight:600;white-space:nowrap}
.component .about{color:var(--faint);font-size:.92rem;margin-top:.1rem;max-width:40rem}
.bars{display:flex;gap:2px;height:2rem;margin-top:.7rem}
.bars i{flex:1 1 0;min-width:0;border-radius:2px;forced-color-adjust:none;background:var(--okBar)}
.bars i:hover{opacity:.72}
.bars .n{background:none;box-shadow:inset 0 0 0 1px var(--none)}
.bars .m{background:repeating-linear-gradient(135deg,var(--info) 0 2px,var(--infoSoft) 2px 5px)}
.bars .d{background:linear-gradient(to top,var(--warnBar) 35%,var(--warnSoft) 35%)}
.bars .p{background:linear-gradient(to top,var(--warnBar) 68%,var(--warnSoft) 68%)}
.bars .x{background:var(--badBar)}
.scale{display:flex;align-items:center;gap:.75rem;margin-top:.4rem;font-size:.83rem;color:var(--faint)}
.scale::before,.scale::after{content:"";order:1;flex:1;height:1px;background:var(--line)}
.scale span:first-child{order:0}.scale span:nth-child(2){order:2;color:var(--soft);font-variant-numeric:tabular-nums}.scale::after{order:3}.scale span:last-child{order:4}
.footnote{margin-top:.8rem;font-size:.85rem;color:var(--faint);padding:0 .25rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin-top:.9rem;padding:0 .25rem;font-size:.85rem;color:var(--faint);list-style:none}
.legend li{display:inline-flex;align-items:center;gap:.45em}
.legend .bars{margin:0;height:.95rem;width:.38rem;display:inline-flex}
.past{padding:0;list-style:none}
.past>li{padding:.95rem 1.5rem}
.past>li+li{border-top:1px solid var(--line)}
.past .quiet{display:flex;justify-content:space-between;gap:1rem;flex-wrap:wrap;color:var(--faint);font-size:.93rem}
.past .quiet h3{font-size:inherit;font-weight:500;color:var(--soft)}
.past h3{font-size:.93rem;color:var(--soft)}
.past article{margin-top:.7rem}
.past h4{font-size:1rem;line-height:1.4}
.past details{margin-top:.5rem}
.past summary{cursor:pointer;color:var(--link);font-size:.92rem;width:max-content;max-width:100%}
.empty{padding:3rem 1.5rem;text-align:center}
.empty h2{margin:0}
.empty p{color:var(--soft);margin:.4rem auto 0;max-width:30rem}
footer{margin-top:2.75rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.88rem;color:var(--faint);display:flex;gap:.5rem 1.5rem;justify-content:space-between;flex-wrap:wrap}
footer .prose{color:var(--faint);margin:0}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.narrow{display:none}
@media (max-width:36rem){
.frame{padding:1.5rem 1rem 2.5rem}
.overall{padding:1.15rem 1.1rem;gap:.85rem}.overall .icon{width:2.1rem;height:2.1rem}.overall h2{font-size:1.25rem}
.event,.component,.past>li{padding-left:1.1rem;padding-right:1.1rem}
.group>summary,.group .note{padding-left:1.1rem;padding-right:1.1rem}
.component .bars i:nth-child(-n+45){display:none}
.wide{display:none}.narrow{display:inline}
}
@media (prefers-reduced-motion:no-preference){.bars i{transition:opacity .12s}}
@media print{body{border-top:0}.card,.overall{break-inside:avoid}.help{display:none}}
`
