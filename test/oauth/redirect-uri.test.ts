/** Where an app may be sent back to: exact texts in one spelling, and every known way around that refused with what to write instead. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isNativeRedirect, problemWithRedirectUri } from '../../src-server/contract/redirect-uri.ts'

const it = suite('redirect URIs')

it('takes https anywhere, http on loopback addresses, and schemes that are a domain in reverse', () => {
  for (const good of [
    'https://app.example.com/callback',
    'https://app.example.com',
    'https://app.example.com:8443/cb?tenant=7',
    'https://xn--bcher-kva.example/cb',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:51004/callback',
    'http://[::1]:9/callback',
    'com.example.app:/callback',
  ])
    assert.is(problemWithRedirectUri(good), null, good)
})

it('refuses what is not exact, not safe, or has a second spelling, and says what to write', () => {
  for (const [bad, words] of [
    ['', 'ASCII'],
    ['/callback', 'absolute'],
    ['app.example.com/callback', 'absolute'],
    ['https://', 'absolute'],
    ['http://app.example.com/callback', 'https://'],
    ['http://localhost:3000/callback', 'localhost'],
    ['https://localhost/callback', 'localhost'],
    ['http://app.localhost/callback', 'localhost'],
    ['http://localhost./callback', 'localhost'],
    ['https://127.0.0.1/callback', 'loopback'],
    ['http://127.0.0.2/callback', 'https://'],
    ['http://0.0.0.0/callback', 'https://'],
    ['http://127.1/callback', 'must be written as'],
    ['http://2130706433/callback', 'must be written as'],
    ['http://[0:0::1]/callback', 'must be written as'],
    ['https://*.example.com/callback', 'wildcard'],
    ['https://app.example.com/*', 'wildcard'],
    ['https://app.example.com/callback#', 'fragment'],
    ['https://app.example.com/callback#x', 'fragment'],
    ['https://user@app.example.com/callback', 'user name'],
    ['https://:secret@app.example.com/callback', 'user name'],
    ['https://APP.example.com/callback', 'must be written as https://app.example.com/callback'],
    ['https://app.example.com:443/callback', 'must be written as'],
    ['https://app.example.com/a/../callback', 'must be written as'],
    ['https://app.example.com/a/%2e%2e/callback', 'must be written as'],
    ['https:app.example.com/callback', 'must be written as'],
    ['https://app.example.com\\@evil.test', 'must be written as'],
    ['https://app.example.com/call back', 'ASCII'],
    [' https://app.example.com/callback', 'ASCII'],
    ['https://app.example.com/callback\n', 'ASCII'],
    ['https://bücher.example/callback', 'xn--'],
    ['https://app.example.com/callback?code=1', 'parameter'],
    ['https://app.example.com/callback?state', 'parameter'],
    ['https://app.example.com/callback?iss=x', 'parameter'],
    ['javascript:alert(1)', 'https://'],
    ['data:text/html,x', 'https://'],
    ['myapp:/callback', 'reverse'],
    ['blob:https://app.example.com/x', 'https://'],
    [`https://app.example.com/${'x'.repeat(500)}`, '500'],
  ] as const) {
    const problem = problemWithRedirectUri(bad)
    assert.ok(problem?.includes(words), `${bad}: ${problem}`)
  }
})

it('whatever is taken has one spelling, no fragment and no user name', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (text) => {
      if (problemWithRedirectUri(text) !== null) return
      const url = new URL(text)
      assert.ok(url.href === text || url.href === `${text}/`)
      assert.equal([url.hash, url.username, url.password], ['', '', ''])
      assert.ok(
        url.protocol === 'https:' || ['127.0.0.1', '[::1]'].includes(url.hostname) || url.protocol.includes('.'),
      )
    }),
    { numRuns: 5000 },
  )
})

it('a loopback address and a scheme of one’s own lead to the user’s own computer', () => {
  assert.equal(
    ['https://a.example/cb', 'http://127.0.0.1/cb', 'http://[::1]/cb', 'com.example:/cb'].map(isNativeRedirect),
    [false, true, true, true],
  )
})

it.run()
