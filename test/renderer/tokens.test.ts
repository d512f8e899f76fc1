/** The design tokens: every contrast ratio recomputed, and the generated file held to its source. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ColourToken, colours, contrast, highContrast, tokensCss } from '../../src-renderer/ui/tokens.ts'

const tokens = suite('renderer.tokens')

type Pair = readonly [front: ColourToken, back: ColourToken, light: number, dark: number]

/** Text needs 4.5, what carries a shape needs 3 (WCAG 2.2, 1.4.3 and 1.4.11); the figures are those of the design. */
const text: readonly Pair[] = [
  ['tx-1', 'bg-surface', 17.6, 14.9],
  ['tx-2', 'bg-surface', 8.6, 9.1],
  ['tx-2', 'bg-sidebar', 7.4, 9.6],
  ['tx-3', 'bg-surface', 5.9, 6.4],
  ['tx-3', 'bg-selected', 5.0, 5.2],
  ['ac-on', 'ac-solid', 6.2, 4.8],
  ['ac-on', 'ac-solid-hover', 7.9, 5.6],
  ['ac-text', 'bg-surface', 7.6, 8.4],
  ['ac-text', 'ac-soft', 6.4, 6.8],
  ['ok-text', 'ok-soft', 6.4, 7.9],
  ['wn-text', 'wn-soft', 6.8, 8.2],
  ['dg-text', 'dg-soft', 5.9, 7.3],
  ['dg-on', 'dg-solid', 5.9, 5.2],
  ['tf-text', 'tf-soft', 7.1, 7.6],
  ['nu-text', 'nu-soft', 7.3, 7.2],
]

const shapes: readonly Pair[] = [
  ['bd-control', 'bg-surface', 3.8, 3.9],
  ['bd-control', 'bg-canvas', 3.5, 4.2],
  ['focus', 'bg-surface', 6.2, 8.4],
  ['focus', 'bg-sidebar', 5.4, 8.8],
]

/** Pairs that screens use and the design's table does not list. */
const alsoText: readonly (readonly [ColourToken, ColourToken])[] = [
  ['tx-1', 'bg-selected'],
  ['tx-1', 'bg-raised'],
  ['tx-1', 'wn-soft'],
  ['tx-1', 'dg-soft'],
  ['tx-1', 'ok-soft'],
  ['tx-1', 'ac-soft'],
  ['tx-1', 'bg-sunken'],
  ['tx-2', 'bg-raised'],
  ['tx-2', 'bg-canvas'],
  ['tx-2', 'nu-soft'],
  ['tx-3', 'bg-canvas'],
  ['tx-3', 'bg-sidebar'],
  ['tx-3', 'bg-hover'],
  ['tx-3', 'bg-raised'],
  ['tx-3', 'bg-sunken'],
  ['ac-text', 'bg-canvas'],
  ['ac-text', 'wn-soft'],
  ['dg-text', 'bg-surface'],
  ['dg-text', 'bg-raised'],
  ['dg-on', 'dg-solid-hover'],
  ['wn-text', 'bg-surface'],
  ['wn-text', 'bg-selected'],
  ['tf-text', 'bg-surface'],
  ['tf-text', 'bg-selected'],
  ['bg-surface', 'tx-1'],
]

const alsoShapes: readonly (readonly [ColourToken, ColourToken])[] = [
  ['focus', 'bg-canvas'],
  ['ok-solid', 'bg-surface'],
  ['wn-solid', 'bg-surface'],
  ['dg-solid', 'bg-surface'],
  ['ac-solid', 'bg-surface'],
  ...(['cn-red', 'cn-amber', 'cn-green', 'cn-teal', 'cn-blue', 'cn-violet', 'cn-pink', 'cn-grey'] as const).flatMap(
    (stripe) => (['bg-surface', 'bg-sidebar', 'bg-raised'] as const).map((back) => [stripe, back] as const),
  ),
]

const themes = ['light', 'dark'] as const
const colour = (token: ColourToken, theme: 0 | 1): string => colours[token][theme]

tokens('every ratio is the one that the design names', () => {
  for (const [front, back, light, dark] of [...text, ...shapes]) {
    const found = [0, 1].map((theme) => contrast(colour(front, theme === 0 ? 0 : 1), colour(back, theme === 0 ? 0 : 1)))
    assert.ok(Math.abs((found[0] ?? 0) - light) < 0.06, `${front} on ${back}, light: ${found[0]} is not ${light}`)
    assert.ok(Math.abs((found[1] ?? 0) - dark) < 0.06, `${front} on ${back}, dark: ${found[1]} is not ${dark}`)
  }
})

tokens('text has 4.5 and shapes have 3 in both themes', () => {
  for (const [index, theme] of themes.entries()) {
    const at = index === 0 ? 0 : 1
    for (const [front, back] of [...text, ...alsoText]) {
      const ratio = contrast(colour(front, at), colour(back, at))
      assert.ok(ratio >= 4.5, `${front} on ${back}, ${theme}: ${ratio.toFixed(2)} is below 4.5`)
    }
    for (const [front, back] of [...shapes, ...alsoShapes]) {
      const ratio = contrast(colour(front, at), colour(back, at))
      assert.ok(ratio >= 3, `${front} on ${back}, ${theme}: ${ratio.toFixed(2)} is below 3`)
    }
  }
})

tokens('high contrast has at least 7 for all text on its surfaces', () => {
  for (const [index, theme] of themes.entries()) {
    const at = index === 0 ? 0 : 1
    const overrides: Partial<Record<ColourToken, string>> = highContrast[theme]
    const effective = (token: ColourToken): string => overrides[token] ?? colour(token, at)
    for (const front of ['tx-1', 'tx-2', 'tx-3', 'bd-control', 'bd-subtle'] as const) {
      for (const back of ['bg-surface', 'bg-canvas', 'bg-sidebar', 'bg-raised'] as const) {
        const ratio = contrast(effective(front), effective(back))
        assert.ok(ratio >= 7, `${front} on ${back}, high contrast ${theme}: ${ratio.toFixed(2)} is below 7`)
      }
    }
  }
})

tokens('tokens.css is what tokens.ts makes of it', () => {
  const file = readFileSync(join(import.meta.dirname, '../../src-renderer/ui/tokens.css'), 'utf8')
  const bare = (css: string): string =>
    css.replaceAll(/\s+/g, ' ').toLowerCase().replaceAll(/'/g, '"').replaceAll(/\b0\./g, '.')
  assert.is(bare(file), bare(tokensCss()), 'run: node scripts/design-tokens.ts')
})

tokens('the ratio is that of WCAG', () => {
  assert.is(contrast('#000000', '#ffffff'), 21)
  assert.is(contrast('#777777', '#777777'), 1)
  assert.ok(Math.abs(contrast('#767676', '#ffffff') - 4.54) < 0.01)
})

tokens.run()
