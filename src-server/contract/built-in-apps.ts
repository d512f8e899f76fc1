/**
 * The OAuth apps that every workspace comes with, so that `beatkeeper login` and the desktop app can sign in to any instance without
 * somebody having registered them there.
 *
 * Chosen: fixed client ids, public clients that redirect to loopback, and every permission as a scope: they are the person's own tools,
 * so they may ask for whatever the person's role allows, and the consent page can narrow it. Whoever does not want them switches them off.
 * Left out: these scopes for apps of others, which keep to the eleven of OAUTH_SCOPES, and skipping the consent page: any program of the
 * computer can say that it is one of these (RFC 8252 8.6). Held by test/oauth/built-in-apps.test.ts.
 */
export const commandLineClient = {
  id: 'app_00000000000000000000000001',
  name: 'Beatkeeper command line',
  description: 'beatkeeper login, on the computer of the person who allows it.',
} as const

export const desktopClient = {
  id: 'app_00000000000000000000000002',
  name: 'Beatkeeper desktop app',
  description: 'The Beatkeeper app, on the computer of the person who allows it.',
} as const

export const builtInClients = [commandLineClient, desktopClient] as const

/** Where both are sent back to; on loopback any port is taken. */
export const builtInRedirectUri = 'http://127.0.0.1/callback'

/** Whether this client id is one of them. */
export function isBuiltInClient(id: string): boolean {
  return builtInClients.some((client) => client.id === id)
}
