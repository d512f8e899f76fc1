import { createHash } from 'node:crypto'

/**
 * The stylesheet of the authorization server's pages: one text, allowed by its digest, so that no other style and no script can run.
 * Colours are the console's tokens, light and dark by the visitor's own choice. Held by test/oauth/pages.test.ts (contrast).
 */

export const light = {
  canvas: '#f5f6f9',
  surface: '#ffffff',
  sunken: '#eceff4',
  text: '#141924',
  soft: '#434c61',
  faint: '#5a647a',
  line: '#dde2ea',
  control: '#78839a',
  solid: '#2f55d4',
  solidHover: '#2546b8',
  onSolid: '#ffffff',
  accent: '#2748bf',
  accentSoft: '#e6ecfe',
  bad: '#ae1b29',
  badSoft: '#fce7e8',
  warn: '#7a4700',
  warnSoft: '#fdf0d3',
}

export type Theme = typeof light

export const dark: Theme = {
  canvas: '#0e121a',
  surface: '#151a24',
  sunken: '#0a0d13',
  text: '#e9edf5',
  soft: '#b3bccd',
  faint: '#929db3',
  line: '#283044',
  control: '#6c7893',
  solid: '#4668e8',
  solidHover: '#3c5cdb',
  onSolid: '#ffffff',
  accent: '#9bb1ff',
  accentSoft: '#1d2a4d',
  bad: '#ff8f93',
  badSoft: '#3b161b',
  warn: '#f2b953',
  warnSoft: '#36270a',
}

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name}:${value};`)
    .join('')
}

const rules = `
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%}
body{min-height:100vh;display:grid;grid-template-rows:1fr auto;background:var(--canvas);color:var(--text);font:15px/1.5 "Inter Variable",Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:30rem;margin:auto;padding:2rem 1rem}
.card{background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:1.75rem 1.75rem 1.5rem}
h1{font-size:1.35rem;line-height:1.35;font-weight:650;letter-spacing:-.012em;text-wrap:balance}
h2{font-size:.93rem;line-height:1.4;font-weight:650;margin:1.4rem 0 .5rem}
p+p{margin-top:.5rem}
a{color:var(--accent)}
.lead{color:var(--soft);margin-top:.5rem}
.app{display:flex;gap:.9rem;align-items:center;margin-bottom:1.1rem}
.app img,.app .letter{flex:none;width:48px;height:48px;border-radius:12px}
.app img{object-fit:contain;background:#fff;border:1px solid var(--line)}
.app .letter{display:grid;place-items:center;background:var(--accentSoft);color:var(--accent);font-size:1.4rem;font-weight:650}
.app strong{display:block;font-size:1.02rem;font-weight:650}
.app span{color:var(--faint);font-size:.87rem}
.who{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;justify-content:space-between;margin-top:1rem;padding:.6rem .75rem;background:var(--canvas);border:1px solid var(--line);border-radius:10px;font-size:.9rem;color:var(--soft)}
.who b{color:var(--text);font-weight:600}
label.field{display:block;font-weight:550;font-size:.9rem;margin-top:1rem}
input[type=email],input[type=password],input[type=text],select{display:block;width:100%;margin-top:.3rem;padding:.55rem .7rem;font:inherit;font-weight:400;color:var(--text);background:var(--surface);border:1px solid var(--control);border-radius:8px}
input:focus-visible,select:focus-visible,button:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
fieldset{border:0;padding:0;min-width:0;margin-top:1.4rem}
legend{font-size:.93rem;line-height:1.4;font-weight:650;margin:0 0 .4rem;padding:0}
.rows{list-style:none;padding:0;border:1px solid var(--line);border-radius:10px;overflow:hidden}
label.field+.rows{margin-top:.6rem}
.rows>li+li{border-top:1px solid var(--line)}
.rows label,.rows .fixed{display:flex;gap:.7rem;align-items:flex-start;padding:.6rem .75rem;min-height:2.75rem}
.rows label:hover{background:var(--canvas)}
.rows input{flex:none;width:18px;height:18px;margin:.15rem 0 0;accent-color:var(--solid)}
.rows .tick{flex:none;width:18px;height:18px;margin-top:.15rem;fill:none;stroke:var(--accent);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.rows small{display:block;color:var(--faint);font-size:.82rem}
.rows code{font:.8rem/1.5 "JetBrains Mono Variable","JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.rows em{display:inline-block;font-style:normal;font-size:.78rem;color:var(--warn);background:var(--warnSoft);border-radius:4px;padding:.05rem .35rem;margin-top:.2rem}
details{margin-top:.6rem}summary{cursor:pointer;color:var(--accent);font-size:.92rem;padding:.25rem 0}details .rows{margin-top:.4rem}
.not{list-style:none;padding:0;color:var(--soft);font-size:.92rem}
.not li{position:relative;padding-left:1.5rem}
.not li+li{margin-top:.25rem}
.not svg{position:absolute;left:0;top:.25em;width:1rem;height:1rem;fill:none;stroke:var(--faint);stroke-width:2.2;stroke-linecap:round}
.fine{color:var(--faint);font-size:.87rem;margin-top:1.1rem}
.call{display:block;margin-top:1rem;padding:.65rem .8rem;border-radius:10px;font-size:.92rem}
.bad{color:var(--bad);background:var(--badSoft)}
.warn{color:var(--warn);background:var(--warnSoft)}
.buttons{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin-top:1.5rem}
.buttons.one{grid-template-columns:1fr}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1rem;border-radius:10px;border:1px solid var(--control);background:var(--surface);color:var(--text);cursor:pointer}
button:hover{background:var(--canvas)}
button.main{background:var(--solid);border-color:var(--solid);color:var(--onSolid)}
button.main:hover{background:var(--solidHover)}
button.plain{min-height:0;border:0;padding:.1rem 0;background:none;color:var(--accent);font-weight:550;text-decoration:underline;text-underline-offset:.18em}
.armed button{animation:arm .5s steps(1,end)}
@keyframes arm{from,to{pointer-events:none}}
footer{padding:0 1rem 1.5rem;text-align:center;color:var(--faint);font-size:.85rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem .9rem;font-size:.9rem;margin-top:1rem}
dt{color:var(--faint)}
dd{margin:0}
@media (max-width:26rem){.card{padding:1.25rem 1.1rem}.buttons{gap:.6rem}}
@media (forced-colors:active){.card,.rows,button{border-color:CanvasText}}
`

/** The stylesheet. */
export const stylesheet = `:root{color-scheme:light;${variables(light)}}@media (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(dark)}}}${rules}`

/** What `style-src` allows: this text and no other. */
export const styleSource = `'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`
