/** What a server is told when it starts: wrong words are refused with what to write instead, and so is a Node that is open to others. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ConfigProblem, configFromFlags, configFromMessage, type ServeFlags } from '../../src-server/config.ts'

const it = suite('server config')

const here = (more: { env?: Record<string, string>; execArgv?: string[] } = {}) => ({
  platform: 'linux',
  home: '/home/mina',
  env: {},
  ...more,
})
const refusal = (flags: ServeFlags, surrounding = here()): string => {
  try {
    configFromFlags(flags, surrounding)
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message
    throw error
  }
  return 'accepted'
}

it('without flags: loopback, port 4600, the usual folder', () => {
  const config = configFromFlags({}, here())
  assert.equal([config.host, config.port, config.dataDir], ['127.0.0.1', 4600, '/home/mina/.local/share/beatkeeper'])
  assert.is(config.alsoHost, '::1', 'both addresses that localhost may be')
  assert.ok(Object.isFrozen(config))
  const named = (host: string) => {
    const { host: first, alsoHost: second } = configFromFlags({ host }, here())
    return [first, second]
  }
  assert.equal(named('localhost'), ['127.0.0.1', '::1'])
  assert.equal(named('127.0.0.1'), ['127.0.0.1', null])
  for (const six of ['::1', '[::1]']) assert.equal(named(six), ['::1', null])
})

it('beyond loopback only with a public URL and a certificate or a proxy', () => {
  const publicUrl = 'https://status.example.org'
  assert.match(refusal({ host: '0.0.0.0' }), /--public-url/)
  assert.match(refusal({ host: '0.0.0.0', publicUrl }), /--tls-cert/)
  assert.match(refusal({ host: '0.0.0.0', trustProxy: ['10.0.0.0/8'] }), /--public-url/)
  assert.is(refusal({ host: '0.0.0.0', publicUrl, trustProxy: ['10.0.0.0/8'] }), 'accepted')
  assert.is(refusal({ host: '0.0.0.0', publicUrl, tlsCert: 'a', tlsKey: 'b' }), 'accepted')
  for (const host of ['127.0.0.1', '::1', 'localhost']) assert.is(refusal({ host }), 'accepted', host)
  assert.match(refusal({ publicUrl }), /Who makes.*--trust-proxy 127\.0\.0\.1.*--tls-cert/)
  assert.is(refusal({ publicUrl, trustProxy: ['127.0.0.1'] }), 'accepted')
  assert.match(refusal({ publicUrl: 'http://localhost', tlsCert: 'a', tlsKey: 'b' }), /begins with https/)
})

it('ports, numbers, addresses and levels that are none', () => {
  for (const port of ['65536', '-1', '4600x', '1e3']) assert.match(refusal({ port }), /--port must be/, port)
  for (const publicUrl of ['status.example.org', 'ftp://a', 'https://a/b', 'https://u@a', 'https://a?b'])
    assert.match(refusal({ publicUrl }), /without path/, publicUrl)
  assert.match(refusal({ publicUrl: 'http://status.example.org' }), /https/)
  for (const publicUrl of ['http://127.0.0.1:4600', 'http://[::1]:4600', 'http://localhost'])
    assert.is(refusal({ publicUrl }), 'accepted', publicUrl)
  assert.match(refusal({ tlsCert: 'a' }), /go together/)
  assert.match(refusal({}, here({ env: { BEATKEEPER_LOG_LEVEL: 'loud' } })), /silent, error/)
  assert.match(refusal({}, here({ env: { BEATKEEPER_FAILED_PER_MINUTE: 'many' } })), /whole number/)
})

it('a Node with a debugger or a lenient parser is refused, on the command line and in NODE_OPTIONS', () => {
  for (const word of ['--inspect', '--inspect=0.0.0.0:9229', '--inspect-brk', '--inspect-wait', '--inspect-port=1']) {
    assert.match(refusal({}, here({ execArgv: [word] })), /--inspect/, word)
    assert.match(refusal({}, here({ env: { NODE_OPTIONS: `--enable-source-maps ${word}` } })), /--inspect/, word)
    const allowed = { env: { BEATKEEPER_ALLOW_INSPECTOR: '1' }, execArgv: [word] }
    assert.is(refusal({}, here(allowed)), 'accepted', word)
  }
  const lenient = { env: { BEATKEEPER_ALLOW_INSPECTOR: '1' }, execArgv: ['--insecure-http-parser'] }
  assert.match(refusal({}, here(lenient)), /smuggled/)
  assert.is(refusal({}, here({ execArgv: ['--enable-source-maps', '--max-old-space-size=512'] })), 'accepted')
})

it('the app over its channel: the same rules, and never beyond loopback', () => {
  const start = { type: 'start', data_dir: '/data', port: 0, console_dir: null } as const
  assert.equal(configFromMessage(start, here()).host, '127.0.0.1')
  assert.throws(() => configFromMessage(start, here({ execArgv: ['--inspect'] })), /--inspect/)
})

it.run()
