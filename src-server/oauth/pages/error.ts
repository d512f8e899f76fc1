import { html } from '../../http/html.ts'
import { documentOf } from './document.ts'

export interface ShownError {
  readonly error: string
  readonly error_description?: string | undefined
}

/** What to do about an error, in words for whoever came here by a link. */
const sentences: ReadonlyMap<string, readonly [title: string, sentence: string]> = new Map([
  [
    'invalid_client',
    [
      'This app is not known here',
      'It is not registered on this server, or it was switched off. Ask whoever runs the server, or the makers of the app.',
    ],
  ],
  [
    'invalid_redirect_uri',
    [
      'This app asks to be sent somewhere else',
      'The address that it gave is not one that was registered for it, so you are not sent there. Tell the makers of the app.',
    ],
  ],
  [
    'expired',
    [
      'This sign-in is over',
      'It was begun in another browser, was answered already, or has waited for longer than half an hour. Go back to the app and begin again.',
    ],
  ],
  [
    'throttled',
    [
      'Too many requests',
      'There were too many requests from your address. Wait a minute, then begin again in the app.',
    ],
  ],
  [
    'temporarily_unavailable',
    ['Not just now', 'This server cannot take changes at the moment. Nothing was changed. Try again shortly.'],
  ],
  [
    'server_error',
    [
      'Something went wrong here',
      'This is our fault, not yours or the app’s. Try again; if it stays, report the request id.',
    ],
  ],
])

/** The page for people about a request that cannot be answered. It links nowhere: where the request came from is not to be trusted. */
export function errorPage(shown: ShownError, requestId: string | null = null, host: string | null = null): string {
  const [title, sentence] = sentences.get(shown.error) ?? [
    'This app asks in a way that cannot be answered',
    'Nothing was allowed. Tell the makers of the app what stands below.',
  ]
  const isOurs = shown.error === 'expired' || shown.error === 'throttled'
  const body = html`<h1>${title}</h1>
<p class="lead">${sentence}</p>
${
  isOurs
    ? null
    : html`<dl><dt>Error</dt><dd><code>${shown.error}</code></dd>${shown.error_description === undefined ? null : html`<dt>Detail</dt><dd>${shown.error_description}</dd>`}${requestId === null ? null : html`<dt>Request</dt><dd><code>${requestId}</code></dd>`}</dl>`
}`
  return documentOf({ title, body, host })
}
