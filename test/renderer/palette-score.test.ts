/** How the palette ranks. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { best, score } from '../../src-renderer/ui/palette-score.ts'

const ranking = suite('renderer.palette-score')
const labels = [
  'Create API token…',
  'API tokens',
  'Audit log',
  'Revoke pagerduty-incident-sync…',
  'Rotate github-actions…',
  'Switch to the test environment',
]
const first = (typed: string): string | undefined => best(typed, labels, (label) => label, 3)[0]

ranking('the start of a word comes before its middle', () => {
  assert.is(first('tok'), 'API tokens')
  assert.is(first('rev pager') ?? null, 'Revoke pagerduty-incident-sync…')
  assert.ok(score('log', 'Audit log') > score('log', 'Catalogue'))
})

ranking('initials find a label', () => {
  assert.is(first('cat'), 'Create API token…')
  assert.is(first('rga'), 'Rotate github-actions…')
})

ranking('letters that are not there in this order find nothing', () => {
  assert.is(score('zq', 'Audit log'), 0)
  assert.equal(
    best('gol tidua', labels, (label) => label, 3),
    [],
  )
})

ranking('nothing typed fits everything, in the order given', () => {
  assert.equal(
    best('  ', labels, (label) => label, 2),
    labels.slice(0, 2),
  )
})

ranking('a label always finds itself first', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), {
        minLength: 1,
        maxLength: 8,
        selector: (text) => text.trim().toLowerCase(),
      }),
      fc.nat(),
      (texts, pick) => {
        const usable = texts.filter((text) => text.trim() !== '')
        const wanted = usable[pick % Math.max(1, usable.length)]
        if (wanted === undefined) return
        const own = score(wanted, wanted)
        assert.ok(own > 0)
        for (const other of usable)
          if (!other.toLowerCase().includes(wanted.trim().toLowerCase())) assert.ok(score(wanted, other) < own)
      },
    ),
  )
})

ranking.run()
