/** The pages of the authorization server: readable in both themes, one style by its digest, and whatever an app calls itself is text. */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contrast } from '../../src-server/contract/brand-colour.ts'
import { formTargetOf, policyOf } from '../../src-server/oauth/pages/document.ts'
import { errorPage } from '../../src-server/oauth/pages/error.ts'
import { signInPage } from '../../src-server/oauth/pages/sign-in.ts'
import { dark, light } from '../../src-server/oauth/pages/style.ts'

const it = suite('oauth pages')

it('text can be read in both themes (WCAG 2.2 AA), and controls have an edge', () => {
  for (const theme of [light, dark]) {
    for (const [text, background] of [
      ...[theme.text, theme.soft, theme.faint].flatMap((each) => [
        [each, theme.canvas] as const,
        [each, theme.surface] as const,
      ]),
      [theme.accent, theme.surface],
      [theme.accent, theme.canvas],
      [theme.accent, theme.accentSoft],
      [theme.onSolid, theme.solid],
      [theme.onSolid, theme.solidHover],
      [theme.bad, theme.badSoft],
      [theme.warn, theme.warnSoft],
    ] as const)
      assert.ok(contrast(text, background) >= 4.5, `${text} on ${background} is ${contrast(text, background)}`)
    assert.ok(contrast(theme.control, theme.surface) >= 3)
  }
})

it('the policy allows the style that is on the page, and no other', () => {
  const page = errorPage({ error: 'invalid_client' })
  const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
  const digest = createHash('sha256').update(style).digest('base64')
  assert.ok(policyOf(null).includes(`style-src 'sha256-${digest}'`))
})

it('forms go on to where the app is and nowhere else, as far as a policy can say it', () => {
  for (const [uri, target] of [
    ['https://app.example.com/callback?x=1', 'https://app.example.com'],
    ['https://app.example.com:8443/cb', 'https://app.example.com:8443'],
    ['http://127.0.0.1:51004/callback', 'http://127.0.0.1:51004'],
    ['http://[::1]:51004/callback', 'http:'],
    ['com.example.app:/callback', 'com.example.app:'],
  ] as const) {
    assert.is(formTargetOf(uri), target)
    assert.ok(policyOf(uri).includes(`form-action 'self' ${target};`))
  }
})

it('whatever an app and its request say is text', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
  const app = { name: evil, description: evil, logoUrl: evil, isPublic: false, registeredBy: evil, place: evil }
  const common = { app, workspace: evil, host: evil, action: evil, formToken: evil, problem: evil }
  for (const page of [
    signInPage({ ...common, email: evil }),
    errorPage({ error: evil, error_description: evil }, evil, evil),
  ]) {
    assert.not.match(page, /<script|<img/)
    assert.ok(page.includes('&lt;script&gt;'))
  }
})

it.run()
