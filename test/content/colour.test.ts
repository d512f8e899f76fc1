import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stylesheet, themes } from '../../src-server/content/web/style.ts'
import { contrast, readableOn } from '../../src-server/contract/brand-colour.ts'
import { holds } from './holds.ts'

test('status-page.colour the formula is the standard’s', () => {
  assert.is(contrast('#ffffff', '#000000'), 21)
  assert.is(contrast('#777777', '#777777'), 1)
  assert.is(Math.round(contrast('#767676', '#ffffff') * 100) / 100, 4.54)
})

test('status-page.colour text can be read in both themes (WCAG 2.2 AA)', () => {
  for (const [name, theme] of Object.entries(themes)) {
    const pairs: (readonly [string, string])[] = [
      ...[theme.text, theme.soft, theme.faint].flatMap((text) => [
        [text, theme.canvas] as const,
        [text, theme.surface] as const,
      ]),
      ...[theme.ok, theme.info, theme.warn, theme.bad].map((text) => [text, theme.surface] as const),
      [theme.ok, theme.okSoft],
      [theme.info, theme.infoSoft],
      [theme.warn, theme.warnSoft],
      [theme.bad, theme.badSoft],
      ...[theme.okSoft, theme.infoSoft, theme.warnSoft, theme.badSoft].map((soft) => [theme.soft, soft] as const),
    ]
    for (const [text, background] of pairs) {
      assert.ok(contrast(text, background) >= 4.5, `${name}: ${text} on ${background} is ${contrast(text, background)}`)
    }
    for (const bar of [theme.okBar, theme.badBar, theme.warnBar]) {
      assert.ok(contrast(bar, theme.surface) >= 2.7, `${name}: bar ${bar}`)
    }
  }
})

test('status-page.colour whatever brand colour a page has, its links can be read', () => {
  const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
  const { light, dark } = themes
  holds(
    'brand colours',
    fc.property(colour, (brand) => {
      const onLight = readableOn(brand, [light.surface, light.canvas], 'black')
      const onDark = readableOn(brand, [dark.surface, dark.canvas], 'white')
      assert.ok(contrast(onLight, light.surface) >= 4.5 && contrast(onLight, light.canvas) >= 4.5)
      assert.ok(contrast(onDark, dark.surface) >= 4.5 && contrast(onDark, dark.canvas) >= 4.5)
    }),
    2000,
  )
})

test('status-page.colour a colour that is none is not written into the stylesheet', () => {
  for (const hostile of ['red;}</style><script>', '#12345', 'url(//evil.test)']) {
    assert.is(stylesheet(hostile, 'auto'), stylesheet(null, 'auto'))
  }
})

test('status-page.colour the page follows the visitor’s choice unless it names a theme', () => {
  assert.match(stylesheet(null, 'auto'), 'prefers-color-scheme:dark')
  assert.not.match(stylesheet(null, 'light'), 'prefers-color-scheme')
  assert.match(stylesheet(null, 'dark'), 'color-scheme:dark')
  assert.not.match(stylesheet(null, 'dark'), 'color-scheme:light')
})

test.run()
