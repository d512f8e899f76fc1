import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  editableOf,
  editOf,
  exchangeCommand,
  filledRows,
  formProblems,
  redirectProblems,
  registrationOf,
  repairedRedirect,
  scopesInWords,
  takesAnyPort,
  withScope,
} from '../../src-renderer/screens/oauth/model.ts'
import { snippetsOf } from '../../src-renderer/screens/oauth/snippets.ts'
import { monogramOf } from '../../src-renderer/ui/picture.ts'
import { createOAuthApp, type OAuthAppResource } from '../../src-server/contract/oauth-apps.ts'
import { OAUTH_SCOPES, PERMISSION_SENTENCES } from '../../src-server/contract/permissions.ts'
import { problemWithRedirectUri } from '../../src-server/contract/redirect-uri.ts'
import { mintSecret } from '../../src-server/credentials/secret-format.ts'

const words = { missing: 'missing', twice: 'twice', wrong: (problem: string) => `This ${problem}.` }

test('each row says what is wrong with it; empty rows are wrong only where nothing else is there', () => {
  assert.equal(redirectProblems([''], words), ['missing'])
  assert.equal(redirectProblems(['https://a.example/cb', ''], words), [undefined, undefined])
  assert.equal(redirectProblems(['', 'https://a.example/cb', ' https://a.example/cb '], words), [
    undefined,
    undefined,
    'twice',
  ])
  assert.match(redirectProblems(['https://a.example/*'], words)[0] ?? '', /^This must not hold a wildcard/)
  assert.equal(filledRows([' a ', '', ' ']), ['a'])
})

test('what was probably meant is offered, and the server takes it', () => {
  for (const [typed, meant] of [
    ['http://localhost:3000/callback', 'http://127.0.0.1:3000/callback'],
    ['https://localhost/callback', 'http://127.0.0.1/callback'],
    ['http://app.localhost/cb', 'http://127.0.0.1/cb'],
    ['https://127.0.0.1/cb', 'http://127.0.0.1/cb'],
    ['http://app.example.com/cb', 'https://app.example.com/cb'],
    ['https://app.example.com/cb#done', 'https://app.example.com/cb'],
    ['https://me:secret@app.example.com/cb', 'https://app.example.com/cb'],
    ['https://App.Example.com/cb', 'https://app.example.com/cb'],
    ['https://app.example.com/a/../cb', 'https://app.example.com/cb'],
    ['app.example.com/cb', 'https://app.example.com/cb'],
    ['https://bücher.example/cb', 'https://xn--bcher-kva.example/cb'],
  ] as const) {
    assert.is(repairedRedirect(typed), meant, typed)
    assert.is(problemWithRedirectUri(meant), null, meant)
  }
  for (const typed of [
    '',
    'https://app.example.com/cb',
    'https://*.example.com/cb',
    'myapp:/cb',
    'javascript:alert(1)',
  ])
    assert.is(repairedRedirect(typed), null, typed)
})

test('whatever is typed, an offered address is one that the server takes and not what stands there already', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (typed) => {
      const mended = repairedRedirect(typed)
      if (mended === null) return
      assert.is(problemWithRedirectUri(mended), null)
      assert.is.not(mended, typed)
    }),
  )
})

test('the sentences of what it can and what it cannot do are all there are, each once', () => {
  fc.assert(
    fc.property(fc.subarray([...OAUTH_SCOPES]), (scopes) => {
      const { can, cannot } = scopesInWords(scopes)
      assert.is(can.length, scopes.length)
      assert.equal([...can, ...cannot].sort(), OAUTH_SCOPES.map((scope) => PERMISSION_SENTENCES[scope]).sort())
    }),
  )
  assert.equal(withScope(['webhooks:read'], 'checks:read', true), ['checks:read', 'webhooks:read'])
  assert.equal(withScope(['checks:read'], 'checks:read', false), [])
})

test('what is sent is what the contract takes, without empty fields', () => {
  const typed = {
    name: ' Pager ',
    description: '',
    logo: ' ',
    type: 'public' as const,
    redirects: [' http://127.0.0.1/cb ', ''],
    scopes: ['incidents:read' as const],
  }
  const body = registrationOf(typed)
  assert.equal(body, {
    name: 'Pager',
    redirect_uris: ['http://127.0.0.1/cb'],
    scopes: ['incidents:read'],
    client_type: 'public',
  })
  assert.ok(createOAuthApp.body.safeParse(body).success)
  assert.equal(formProblems(typed, { ...words, name: 'name', scopes: 'scopes' }), [])
  assert.equal(
    formProblems({ name: ' ', redirects: [''], scopes: [] }, { ...words, name: 'name', scopes: 'scopes' }).map(
      ({ path }) => path,
    ),
    ['/name', '/redirect_uris', '/scopes'],
  )
})

const app: OAuthAppResource = {
  id: 'app_x',
  client_id: 'app_x',
  name: 'Pager',
  description: '',
  logo_url: null,
  redirect_uris: ['https://a.example/cb'],
  scopes: ['incidents:read'],
  client_type: 'confidential',
  status: 'active',
  built_in: false,
  secrets: [],
  grants: 0,
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: null,
  last_used_at: null,
}

test('an edit sends the fields that were changed, and no logo as null', () => {
  assert.equal(editableOf(app), {
    name: 'Pager',
    description: '',
    logo_url: '',
    redirect_uris: ['https://a.example/cb'],
  })
  assert.equal(editOf({}), {})
  assert.equal(editOf({ logo_url: '', redirect_uris: ['', 'https://b.example/cb'] }), {
    logo_url: null,
    redirect_uris: ['https://b.example/cb'],
  })
})

test('the command that trades a code holds no secret, and a public app names itself', () => {
  const request = { issuer: 'https://s.example', redirectUri: 'https://a.example/cb', verifier: 'v' }
  assert.match(exchangeCommand(app, request), /-u "app_x:\$CLIENT_SECRET"/)
  assert.match(exchangeCommand({ ...app, client_type: 'public' }, request), /-d client_id=app_x/)
  assert.not.match(exchangeCommand({ ...app, client_type: 'public' }, request), /SECRET/)
})

test('a client secret is masked on the screen, whole in what is copied', () => {
  const secret = mintSecret('client_secret')
  const snippets = snippetsOf('Pager', 'app_x', secret, 'https://s.example')
  for (const { shown } of snippets) assert.not.ok(shown.includes(secret))
  assert.ok(snippets.some(({ copy }) => copy.includes(secret)))
})

test('loopback takes any port; a logo is the first letter as it is written', () => {
  assert.ok(
    takesAnyPort('http://127.0.0.1/cb') && takesAnyPort('http://[::1]:8080/cb') && takesAnyPort('http://127.0.0.1'),
  )
  assert.not.ok(takesAnyPort('http://127.0.0.1.evil.test/cb') || takesAnyPort('https://127.0.0.1/cb'))
  assert.equal([monogramOf(' émile'), monogramOf('😀 app'), monogramOf('')], ['É', '😀', '?'])
})

test.run()
