import { createHash } from 'node:crypto'
import type { Problem } from '../contract/problems.ts'
import type { Exchange } from './exchange.ts'
import { html } from './html.ts'

/**
 * A refusal as a page, for people who opened an address in a browser: a link that was cut off, a view that is gone, a form that was sent too often.
 * Programs get the problem document, also where they say that they take anything. Held by test/http/problem-page.test.ts.
 */
const style = `:root{color-scheme:light dark;--bg:#f5f6f9;--card:#fff;--tx:#141924;--dim:#434c61;--line:#dde2ea;--ac:#2748bf}
@media(prefers-color-scheme:dark){:root{--bg:#0e121a;--card:#151a24;--tx:#e9edf5;--dim:#b3bccd;--line:#283044;--ac:#9bb1ff}}
*{box-sizing:border-box;margin:0}body{background:var(--bg);color:var(--tx);font:16px/1.55 Inter,system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:38rem;margin:12vh auto 0;padding:0 1.25rem}div{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:1.75rem}
h1{font-size:1.35rem;line-height:1.3}p{margin-top:.5rem;color:var(--dim)}small{display:block;margin-top:1.25rem;color:var(--dim);font-size:.82rem}
a{color:var(--ac)}a:focus-visible{outline:2px solid var(--ac);outline-offset:3px}`

const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Whether whoever asks is a browser that opened a page. */
export function wantsPage({ route, path, headers }: Pick<Exchange, 'route' | 'path' | 'headers'>): boolean {
  const isPage = route === null ? path !== '' && !path.startsWith('/api/') : route.endpoint.answers === 'html'
  return isPage && /(^|,)\s*text\/html\s*(;|,|$)/i.test(headers.get('accept') ?? '')
}

/** The page, with its policy. */
export function problemPage(problem: Problem, requestId: string): { text: string; policy: string } {
  const body = html`<body><main><div><h1>${problem.title}</h1><p>${problem.detail}</p><p><a href="/">Go to the status page</a></p>
<small>${problem.status} ${problem.code} · ${requestId}</small></div></main></body>`
  const head = html`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${problem.title}</title><link rel="icon" href="data:,">`
  return { text: `<!doctype html>\n<html lang="en">${head}<style>${style}</style></head>\n${body}</html>\n`, policy }
}
