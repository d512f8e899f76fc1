import { type Html, html } from '../../http/html.ts'
import { styleSource, stylesheet } from './style.ts'

/** A whole page: plain HTML without a script, in the visitor's own light or dark. */

export interface PageDocument {
  readonly title: string
  readonly body: Html
  /** By which name the visitor reached us, to be compared with the address bar. */
  readonly host: string | null
}

/** The document as it is sent. The stylesheet is ours alone and holds nothing that anyone wrote; its digest stands in the policy. */
export function documentOf({ title, body, host }: PageDocument): string {
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
`.toString()
  const rest = html`
</head>
<body>
<main>
<div class="card">
${body}
</div>
</main>
<footer>${host === null ? 'Beatkeeper' : html`You are on <b>${host}</b>, a Beatkeeper server.`}</footer>
</body>
</html>
`.toString()
  return `${head}<style>${stylesheet}</style>${rest}`
}

/**
 * The policy of a page: no script, our one style, pictures from the page itself, forms to us and on to where the app is.
 * @param redirectUri the validated address of the app: browsers apply `form-action` to the redirect after a form as well.
 */
export function policyOf(redirectUri: string | null): string {
  return [
    "default-src 'none'",
    `style-src ${styleSource}`,
    'img-src data:',
    `form-action 'self'${redirectUri === null ? '' : ` ${formTargetOf(redirectUri)}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** The origin of an app as a policy can write it. Its grammar has no IPv6 address, and an app's own scheme has no origin. */
export function formTargetOf(redirectUri: string): string {
  const url = new URL(redirectUri)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return url.protocol
  return url.hostname.startsWith('[') ? url.protocol : url.origin
}
