import { createHash } from 'node:crypto'
import { credentialsOf, type Endpoint, fullPath } from '../../contract/endpoint.ts'
import { describeProblem, type ProblemCode, problemCodes } from '../../contract/problems.ts'
import { type Html, html } from '../../http/html.ts'

/** The contract as a page for people: server-rendered, no script, each route with its permission and a curl line to try it with. */

const style = `
:root{color-scheme:light dark;--bg:#f5f6f9;--card:#fff;--tx:#141924;--dim:#5a647a;--line:#dde2ea;--ac:#2748bf;--sunken:#eceff4}
@media(prefers-color-scheme:dark){:root{--bg:#0e121a;--card:#151a24;--tx:#e9edf5;--dim:#929db3;--line:#283044;--ac:#9bb1ff;--sunken:#0a0d13}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--tx);font:14px/1.5 system-ui,sans-serif}
main{max-width:980px;margin:0 auto;padding:40px 20px 80px}h1{font-size:26px;margin:0 0 4px}h2{margin:36px 0 10px;font-size:18px;text-transform:capitalize}
p{margin:0 0 12px;color:var(--dim)}a{color:var(--ac)}nav{display:flex;flex-wrap:wrap;gap:6px 14px;margin:16px 0}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:6px 0}summary{display:flex;gap:12px;align-items:baseline;padding:9px 14px;cursor:pointer}
summary:focus-visible{outline:2px solid var(--ac);outline-offset:2px}code,pre{font:12px/1.6 ui-monospace,monospace}
.m{min-width:52px;font-weight:650;color:var(--ac)}.s{color:var(--dim);margin-left:auto;text-align:right}
dl{display:grid;grid-template-columns:140px 1fr;gap:4px 12px;margin:0;padding:0 14px 12px}dt{color:var(--dim)}dd{margin:0}
pre{background:var(--sunken);border-radius:6px;padding:10px 12px;margin:0 14px 14px;overflow:auto}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line)}td,th{border-top:1px solid var(--line);padding:6px 10px;text-align:left;vertical-align:top}
`

const kindWords = { api_token: 'API token', oauth: 'OAuth', session: 'session', magic: 'magic token' } as const

function permissionWords(endpoint: Endpoint): string {
  if (endpoint.permission === 'public') return 'none: public'
  if (endpoint.permission === 'authenticated') return 'any live credential'
  return [
    endpoint.permission,
    endpoint.andPermission && `and ${endpoint.andPermission}`,
    endpoint.orPermission && `or ${endpoint.orPermission}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function credentialWords(endpoint: Endpoint): string {
  if (endpoint.permission === 'public') return 'none needed'
  return credentialsOf(endpoint)
    .map((kind) => kindWords[kind])
    .join(', ')
}

function curlFor(endpoint: Endpoint): string {
  const lines = [
    `curl -sS ${endpoint.method === 'GET' ? '' : `-X ${endpoint.method} `}"$BEATKEEPER_URL${fullPath(endpoint)}"`,
  ]
  if (endpoint.permission !== 'public')
    lines.push(
      credentialsOf(endpoint).includes('magic')
        ? '-H "X-Magic-Token: $MAGIC_TOKEN"'
        : '-H "Authorization: Bearer $BEATKEEPER_TOKEN"',
    )
  if (endpoint.body !== undefined) lines.push("-H 'Content-Type: application/json' -d @body.json")
  return lines.join(' \\\n  ')
}

function section(endpoint: Endpoint): Html {
  const { id, method, summary, status, change, lock } = endpoint
  return html`<details id="${id}"><summary><span class="m">${method}</span><code>${fullPath(endpoint)}</code><span class="s">${summary}</span></summary>
<dl><dt>Permission</dt><dd><code>${permissionWords(endpoint)}</code></dd>
<dt>Credentials</dt><dd>${credentialWords(endpoint)}</dd>
<dt>Answers</dt><dd>${status}</dd>${change !== null && html`<dt>Logged as</dt><dd><code>${change}</code></dd>`}${lock !== undefined && html`<dt>Terraform lock</dt><dd>${lock}</dd>`}</dl>
<pre>${curlFor(endpoint)}</pre></details>
`
}

function errorRow(code: ProblemCode): Html {
  const { status, detail } = describeProblem(code)
  return html`<tr><td>${status}</td><td><code>${code}</code></td><td>${detail}</td></tr>`
}

/** The page, with the policy that lets its own style in and nothing else. */
export function renderApiDocs(
  endpoints: readonly Endpoint[],
  version: string,
): { contentType: string; text: string; headers: Record<string, string> } {
  const areas = [...Map.groupBy(endpoints, (endpoint) => endpoint.id.split('.')[0] ?? '')]
  const title = (area: string): string => area.replaceAll('_', ' ')
  const body = html`<body><main><h1>Beatkeeper API</h1><p>Version ${version}. The same contract for machines: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. The page is found from the Host header, and no credential ever goes into a URL.</p>
<nav aria-label="Areas">${areas.map(([area]) => html`<a href="#${area}">${title(area)}</a>`)}<a href="#errors">errors</a></nav>
${areas.map(([area, list]) => html`<h2 id="${area}">${title(area)}</h2>${list.map(section)}`)}
<h2 id="errors">Errors</h2><p>Every refusal is application/problem+json (RFC 9457); its code is also in the header X-Error.</p>
<table><thead><tr><th>Status</th><th>Code</th><th>What to do</th></tr></thead><tbody>${problemCodes.map(errorRow)}</tbody></table></main></body>`
  // The stylesheet stands above and holds nothing that anyone wrote; its digest stands in the policy.
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Beatkeeper API</title><style>${style}</style></head>\n${body}</html>`
  const digest = createHash('sha256').update(style).digest('base64')
  return {
    contentType: 'text/html; charset=utf-8',
    text,
    headers: {
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  }
}
