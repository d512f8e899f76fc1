/**
 * Requests that no client sends, and attackers do (security.md M11): framing, targets, hosts, methods, escapes. For each its exact status, the
 * code of our problem (null: it is answered), and whether the server ends the connection.
 */
export interface RawCase {
  readonly name: string
  readonly bytes: string | Buffer
  readonly status: number
  readonly code: string | null
  readonly close: boolean
  /** How many answers come, all with this status unless `statuses` says otherwise. */
  readonly statuses?: readonly number[]
  /** The client ends its side after sending. */
  readonly half?: boolean
}

export function rawCases(host: string, token: string): RawCase[] {
  const cases: RawCase[] = []
  const add = (
    name: string,
    status: number,
    code: string | null,
    bytes: string | Buffer,
    more: Partial<Pick<RawCase, 'close' | 'statuses' | 'half'>> = {},
  ): void => {
    cases.push({ name, bytes, status, code, close: status === 400 && code === 'malformed_request', ...more })
  }
  const open = { close: false }
  const close = { close: true }
  const line = 'GET /healthz HTTP/1.1\r\n'
  const head = `${line}Host: ${host}\r\n`
  const auth = `Authorization: Bearer ${token}\r\n`
  const json = 'Content-Type: application/json\r\n'
  const explain = `POST /api/v1/explain HTTP/1.1\r\nHost: ${host}\r\n${auth}${json}`
  const asked = '{"method":"GET","path":"/api/v1/me"}'
  const path = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

  add('plain GET', 200, null, `${head}\r\n`, open)
  add('Connection: close is kept', 200, null, `${head}Connection: close\r\n\r\n`, close)
  add('leading empty lines', 200, null, `\r\n\r\n${head}\r\n`, open)

  // Host and target
  add('HTTP/1.0 with Host', 200, null, `GET /healthz HTTP/1.0\r\nHost: ${host}\r\n\r\n`, close)
  add('HTTP/1.0 without Host', 421, 'unknown_host', 'GET /healthz HTTP/1.0\r\n\r\n', close)
  add('HTTP/1.1 without Host', 421, 'unknown_host', `${line}\r\n`, close)
  add('two equal Hosts', 421, 'unknown_host', `${head}Host: ${host}\r\n\r\n`, close)
  add('two Hosts, ours first', 421, 'unknown_host', `${head}Host: evil.test\r\n\r\n`, close)
  add('two Hosts, ours last', 421, 'unknown_host', `${line}Host: evil.test\r\nHost: ${host}\r\n\r\n`, close)
  add('two Hosts in other cases', 421, 'unknown_host', `${head}hOsT: evil.test\r\n\r\n`, close)
  add('empty Host', 421, 'unknown_host', `${line}Host:\r\n\r\n`, close)
  add('Host with a user', 421, 'unknown_host', `${line}Host: 127.0.0.1:80@evil.test\r\n\r\n`, close)
  add('Host with a path', 421, 'unknown_host', `${line}Host: ${host}/x\r\n\r\n`, close)
  add('two Hosts in one', 421, 'unknown_host', `${line}Host: ${host}, evil.test\r\n\r\n`, close)
  add('absolute-form of our host', 200, null, `GET http://${host}/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`, open)
  add(
    'absolute-form of another host',
    421,
    'unknown_host',
    `GET http://evil.test/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    close,
  )
  add(
    'absolute-form, Host of another',
    421,
    'unknown_host',
    `GET http://${host}/healthz HTTP/1.1\r\nHost: evil.test\r\n\r\n`,
    close,
  )
  add(
    'absolute-form with a user',
    421,
    'unknown_host',
    `GET http://a@${host}/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    close,
  )
  add(
    'absolute-form of another scheme',
    421,
    'unknown_host',
    `GET ftp://${host}/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    close,
  )
  add('target that begins with //', 421, 'unknown_host', path('//evil.test/healthz'), close)
  add('target that begins with ///', 421, 'unknown_host', path('///healthz'), close)
  add('backslash target', 404, 'not_found', path('/\\evil.test'), open)
  add('asterisk target', 421, 'unknown_host', path('*'), close)
  add('no leading slash', 400, 'malformed_request', path('healthz'))

  // Methods
  add('TRACE', 405, 'method_not_allowed', `TRACE /api/v1/me HTTP/1.1\r\nHost: ${host}\r\n\r\n`, open)
  add('OPTIONS *', 405, 'method_not_allowed', `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`, open)
  add('CONNECT', 405, 'method_not_allowed', `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, close)
  add(
    'CONNECT to another host',
    405,
    'method_not_allowed',
    'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n',
    close,
  )
  add('PROPFIND', 405, 'method_not_allowed', `PROPFIND /api/v1/me HTTP/1.1\r\nHost: ${host}\r\n\r\n`, open)
  add('lower-case method', 400, 'malformed_request', `get /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  add('unknown method', 400, 'malformed_request', `STEAL /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  add('method override by header', 200, null, `${head}X-HTTP-Method-Override: DELETE\r\n\r\n`, open)
  add('HTTP/2 preface', 400, 'malformed_request', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

  // Versions and the request line
  add('HTTP/0.9', 421, 'unknown_host', 'GET /healthz\r\n\r\n', close)
  add('HTTP/2.0', 400, 'malformed_request', `GET /healthz HTTP/2.0\r\nHost: ${host}\r\n\r\n`)
  add('HTTP/1.2', 400, 'malformed_request', `GET /healthz HTTP/1.2\r\nHost: ${host}\r\n\r\n`)
  add('lower-case version', 400, 'malformed_request', `GET /healthz http/1.1\r\nHost: ${host}\r\n\r\n`)
  add('space before the method', 400, 'malformed_request', ` ${head}\r\n`)
  add('tab in the request line', 400, 'malformed_request', `GET\t/healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  add('three words too many', 400, 'malformed_request', `GET /healthz x HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  add('TLS on a plain port', 400, 'malformed_request', Buffer.from('160301020001000 1fc0303'.replace(' ', ''), 'hex'))

  // Lines
  add('bare LF everywhere', 400, 'malformed_request', `GET /healthz HTTP/1.1\nHost: ${host}\n\n`)
  add('bare LF in the headers', 400, 'malformed_request', `${head}X-A: b\n\r\n`)
  add('bare CR in a value', 400, 'malformed_request', `${head}X-A: b\rX-B: c\r\n\r\n`)
  add('folded header', 400, 'malformed_request', `${head}X-A: b\r\n c\r\n\r\n`)
  add('folded first header', 400, 'malformed_request', `${line} Host: ${host}\r\n\r\n`)
  add('space before the colon', 400, 'malformed_request', `${line}Host : ${host}\r\n\r\n`)
  add('header without a colon', 400, 'malformed_request', `${head}X-A\r\n\r\n`)
  add('header without a name', 400, 'malformed_request', `${head}: b\r\n\r\n`)
  add('space in a header name', 400, 'malformed_request', `${head}X A: b\r\n\r\n`)
  add('NUL in a value', 400, 'malformed_request', `${head}X-A: b\0c\r\n\r\n`)
  add('control character in a value', 400, 'malformed_request', `${head}X-A: b\u0001c\r\n\r\n`)
  add('NUL in a name', 400, 'malformed_request', `${head}X\0A: b\r\n\r\n`)

  // Framing of bodies
  add(
    'Content-Length and chunked',
    400,
    'malformed_request',
    `${explain}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  )
  add(
    'chunked and Content-Length',
    400,
    'malformed_request',
    `${explain}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
  )
  add(
    'two equal Content-Lengths',
    400,
    'malformed_request',
    `${explain}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`,
  )
  add('two Content-Lengths', 400, 'malformed_request', `${explain}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`)
  for (const length of ['2, 2', '+2', '-2', '0x2', '2e0', '2 3', '', 'two', '99999999999999999999999'])
    add(`Content-Length: ${length}`, 400, 'malformed_request', `${explain}Content-Length: ${length}\r\n\r\n{}`)
  for (const coding of [
    'xchunked',
    'chunked, identity',
    'identity',
    'chunked, chunked',
    'gzip',
    '\u000bchunked',
    '"chunked"',
  ])
    add(
      `Transfer-Encoding: ${coding}`,
      400,
      'malformed_request',
      `${explain}Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`,
    )
  const chunked = `${explain}Transfer-Encoding: chunked\r\n\r\n`
  const whole = `${asked.length.toString(16)}\r\n${asked}\r\n0\r\n`
  add('chunked body', 200, null, `${chunked}${whole}\r\n`, open)
  add('chunked body with a trailer that names a host', 200, null, `${chunked}${whole}Host: evil.test\r\n\r\n`, open)
  add('short chunk extension', 200, null, `${chunked}${whole.replace('\r\n', ';a=b\r\n')}\r\n`, open)
  add('endless chunk extension', 400, 'malformed_request', `${chunked}2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`)
  add('chunk size that is no number', 400, 'malformed_request', `${chunked}zz\r\n{}\r\n0\r\n\r\n`)
  add('negative chunk size', 400, 'malformed_request', `${chunked}-2\r\n{}\r\n0\r\n\r\n`)
  add('chunk size beyond 64 bits', 400, 'malformed_request', `${chunked}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`)
  add('chunk longer than it says', 400, 'malformed_request', `${chunked}1\r\n{}\r\n0\r\n\r\n`)
  add('chunk size with a prefix', 400, 'malformed_request', `${chunked}0x2\r\n{}\r\n0\r\n\r\n`)
  add('bare LF after a chunk size', 400, 'malformed_request', `${chunked}2\n{}\r\n0\r\n\r\n`)
  add('body that ends early', 400, 'malformed_request', `${explain}Content-Length: 100\r\n\r\n{}`, {
    half: true,
    close: true,
  })
  add('headers that end early', 400, 'malformed_request', `${head}X-A: b`, { half: true, close: true })

  // Sizes
  const tooLarge = 'request_header_fields_too_large'
  add('one header of 17 kB', 431, tooLarge, `${head}X-A: ${'a'.repeat(17_000)}\r\n\r\n`, close)
  add('600 headers', 431, tooLarge, `${head}${'X-Aaaaaaaaaaaa: bbbbbbbbbbbbbbbb\r\n'.repeat(600)}\r\n`, close)
  add('a cookie of 20 kB', 431, tooLarge, `${head}Cookie: a=${'b'.repeat(20_000)}\r\n\r\n`, close)
  add('URI of 8,193 bytes', 414, 'uri_too_long', path(`/${'a'.repeat(8192)}`), close)
  add('URI of 30 kB', 414, 'uri_too_long', path(`/${'a'.repeat(30_000)}`), close)
  add('URI of 8,192 bytes', 404, 'not_found', path(`/${'a'.repeat(8191)}`), open)
  add('X-Request-ID of 15 kB', 200, null, `${head}X-Request-ID: ${'a'.repeat(15_000)}\r\n\r\n`, open)

  // Paths
  for (const target of [
    '/%zz',
    '/%00',
    '/%',
    '/healthz%00',
    '/%2e%2e/healthz',
    '/../healthz',
    '/./healthz',
    '/api/v1/../../healthz',
    '/api//v1/me',
    '/api/v1//me',
    '/healthz/',
    '/api/v1/me/',
    '/HEALTHZ',
    '/healthz;a=b',
    '/healthz%2f',
    '/healthz#x',
    '/api%2fv1/me',
    '/api/v1/%6de',
    '/console/../healthz',
    '/..%5c..%5cetc/passwd',
  ])
    add(`path ${target}`, 404, 'not_found', path(target), open)
  add('raw bytes beyond ASCII in a path', 400, 'malformed_request', Buffer.from(path('/h\u00e9althz'), 'latin1'))

  // Doubled headers
  const me = `GET /api/v1/me HTTP/1.1\r\nHost: ${host}\r\n`
  add('two Authorization headers', 400, 'multiple_credentials', `${me}${auth}${auth}\r\n`, open)
  add('two Authorization headers, one empty', 400, 'multiple_credentials', `${me}Authorization:\r\n${auth}\r\n`, open)
  add('Authorization and X-Magic-Token', 400, 'multiple_credentials', `${me}${auth}X-Magic-Token: x\r\n\r\n`, open)
  for (const name of [
    'Content-Type',
    'Cookie',
    'Idempotency-Key',
    'If-Match',
    'Origin',
    'X-CSRF',
    'X-Page',
    'User-Agent',
    'X-Request-ID',
    'Sec-Fetch-Site',
  ])
    add(`two ${name} headers`, 400, 'malformed_request', `${me}${auth}${name}: a\r\n${name}: a\r\n\r\n`, open)
  add('the session cookie twice', 400, 'malformed_request', `${me}Cookie: __Host-sid=a; __Host-sid=b\r\n\r\n`, open)
  add('hop-by-hop Authorization', 200, null, `${me}${auth}Connection: keep-alive, Authorization\r\n\r\n`, open)

  // Expect and Upgrade
  add(
    'Expect: 100-continue',
    200,
    null,
    `${explain}Expect: 100-continue\r\nContent-Length: ${asked.length}\r\n\r\n${asked}`,
    open,
  )
  add('Expect: something else', 417, 'expectation_failed', `${head}Expect: 200-ok\r\n\r\n`, open)
  add(
    'WebSocket handshake',
    200,
    null,
    `${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    open,
  )
  add(
    'h2c upgrade',
    200,
    null,
    `${head}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    open,
  )

  // Several requests on one connection
  const authed = `${me}${auth}\r\n`
  add('pipelined: five', 200, null, authed.repeat(5), { close: false, statuses: [200, 200, 200, 200, 200] })
  add('pipelined: slow one first, and the order is kept', 200, null, `${authed}${path('/nothing')}${head}\r\n`, {
    close: false,
    statuses: [200, 404, 200],
  })
  add('pipelined: nonsense after a good one', 200, null, `${authed}NONSENSE\r\n\r\n`, {
    close: true,
    statuses: [200, 400],
  })
  add('pipelined: another Host ends the connection', 200, null, `${authed}${line}Host: evil.test\r\n\r\n${authed}`, {
    close: true,
    statuses: [200, 421],
  })
  add(
    'a request inside the body of a GET is no request',
    200,
    null,
    `${head}Content-Length: ${authed.length}\r\n\r\n${authed}${path('/nothing')}`,
    { close: false, statuses: [200, 404] },
  )
  add(
    'a request inside a refused body is no request',
    401,
    'unauthenticated',
    `POST /api/v1/explain HTTP/1.1\r\nHost: ${host}\r\n${json}Content-Length: ${authed.length}\r\n\r\n${authed}${path('/nothing')}`,
    { close: false, statuses: [401, 404] },
  )
  return cases
}
