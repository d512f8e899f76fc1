/**
 * Where an OAuth app may be sent back to. One rule for server and console, so that the form says what the server would.
 *
 * Chosen: exact texts, compared byte for byte (RFC 9700 §4.1), in the one spelling that a URL parser writes; `https:` anywhere,
 * `http:` on 127.0.0.1 and [::1] alone (RFC 8252 §7.3, any port), schemes of one's own with a dot (RFC 8252 §7.1). Left out:
 * wildcards, and `localhost`, which a hosts file or a resolver can point elsewhere (RFC 8252 §8.3). Held by test/oauth/redirect-uri.test.ts.
 */

/** Parameters of the answer: a registered query that has one of them would make the answer ambiguous. */
const answered = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'response']

/** What is wrong with a redirect URI and what to write instead, or null. */
export function problemWithRedirectUri(text: string): string | null {
  if (text.length > 500) return 'must be at most 500 characters long'
  if (!/^[\x21-\x7e]+$/.test(text))
    return 'must be ASCII without spaces; write an international domain in its xn-- form'
  if (text.includes('*')) return 'must not hold a wildcard; register each address'
  if (text.includes('#')) return 'must not hold a fragment (#…)'
  if (!URL.canParse(text)) return 'must be an absolute address such as https://app.example.com/callback'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  const scheme = problemWithScheme(url)
  if (scheme !== null) return scheme
  if (url.href !== text && url.href !== `${text}/`) return `must be written as ${url.href}`
  if (answered.some((name) => url.searchParams.has(name)))
    return `must not hold a parameter that the answer brings: ${answered.slice(0, 4).join(', ')}`
  return null
}

function problemWithScheme({ protocol, hostname }: URL): string | null {
  const isLocalhost = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === 'localhost.'
  if (isLocalhost && (protocol === 'http:' || protocol === 'https:'))
    return 'must not use localhost; use http://127.0.0.1 or http://[::1], where any port is accepted'
  if (protocol === 'https:') return isLoopback(hostname) ? 'must use http on a loopback address' : null
  if (protocol === 'http:')
    return isLoopback(hostname) ? null : 'must begin with https://; http is for 127.0.0.1 and [::1] alone'
  return protocol.slice(0, -1).includes('.')
    ? null
    : 'must begin with https://, or with a scheme that is a domain of yours in reverse, such as com.example.app:/callback'
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]'
}

/** Whether it leads to a program on the user's own computer: a loopback address, or a scheme that the program has registered. */
export function isNativeRedirect(text: string): boolean {
  return !text.startsWith('https:')
}
