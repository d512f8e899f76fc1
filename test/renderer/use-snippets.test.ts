/** How a token is put to use: no snippet has its secret to show, and nothing that a server says of itself can leave its place in a command. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { useSnippetsOf } from '../../src-renderer/screens/tokens/use-snippets.ts'
import { plainOrigin } from '../../src-renderer/state/plain-origin.ts'

const it = suite('use snippets')

it('five places, each with the address, none with a secret', () => {
  const snippets = useSnippetsOf({ origin: 'https://admin.example.org', level: 'write', pageId: null })
  assert.equal(
    snippets.map(({ id }) => id),
    ['curl', 'node', 'python', 'terraform', 'github'],
  )
  for (const { code, id } of snippets) {
    assert.ok(code.includes('https://admin.example.org/api/v1'), id)
    assert.match(code, /STATUS_TOKEN|status_token/, id)
    assert.not.match(code, /bk_(?:live|test)_/, id)
    assert.not.ok(code.includes('X-Page'), id)
  }
})

it('the page stands in each where the token has several, and only if it is an id of ours', () => {
  const withPage = (pageId: string) =>
    useSnippetsOf({ origin: 'https://a.test', level: 'read', pageId }).filter(({ code }) => code.includes('X-Page'))
      .length
  assert.is(withPage('pag_01JB2M3N4P5Q6R7S8T9V0W1X2Y'), 5)
  for (const evil of ['', 'pag_', 'pag_1"; rm -rf ~; "', "pag_1'", 'pag_1\n', 'tok_1', 'pag_$(id)'])
    assert.is(withPage(evil), 0, evil)
})

it('an origin is plain, or none', () => {
  const good = [
    'https://a.test',
    'https://a-b.test:8443',
    'http://127.0.0.1:4600',
    'http://[::1]:4600',
    'https://xn--bcher-kva.test',
  ]
  for (const origin of good) assert.is(plainOrigin(origin), origin)
  assert.is(plainOrigin('https://A.test/x?y#z'), 'https://a.test')
  assert.is(plainOrigin('https://user:pw@a.test/'), 'https://a.test')
  for (const evil of [
    '',
    'a.test',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.test',
    'https://a$b.test',
    'https://a;id;.test',
    "https://a'b.test",
    'https://a"b.test',
    'https://a`id`.test',
    'https://$(id).test',
    'https://a&b.test',
    'https://-a.test',
    'file:///etc',
  ])
    assert.is(plainOrigin(evil), null, evil)
})

it.run()
