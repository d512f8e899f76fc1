import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proseOf } from '../../src-renderer/ui/prose-parts.ts'
import { prose } from '../../src-server/content/prose.ts'

/** The same text, as the status page would write it. */
function asHtml(text: string): string {
  const escaped = (part: string): string =>
    part
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      .replaceAll('`', '&#96;')
  return proseOf(text)
    .map(
      (lines) =>
        `<p>${lines
          .map((parts) =>
            parts
              .map((part) =>
                part.kind === 'text'
                  ? escaped(part.text)
                  : `<a href="${escaped(part.address)}" rel="nofollow noopener noreferrer">${escaped(part.address)}</a>`,
              )
              .join(''),
          )
          .join('<br>')}</p>`,
    )
    .join('')
}

test('blank lines part paragraphs, single breaks stay, addresses become links', () => {
  assert.equal(proseOf('One\ntwo\n\nSee https://acme.dev/x.'), [
    [[{ kind: 'text', text: 'One' }], [{ kind: 'text', text: 'two' }]],
    [
      [
        { kind: 'text', text: 'See ' },
        { kind: 'link', address: 'https://acme.dev/x' },
        { kind: 'text', text: '.' },
      ],
    ],
  ])
  assert.equal(proseOf('javascript:alert(1)'), [[[{ kind: 'text', text: 'javascript:alert(1)' }]]])
})

test('the preview and the status page read every text alike', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      '\n',
      '\n\n',
      ' \n \n',
      'https://a.example/b?c=d',
      'http://x',
      '<b>',
      '&',
      "'",
      '`',
      'https://',
      ')',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const text = pieces.join('')
      assert.is(asHtml(text), prose(text).join(''))
    }),
    { numRuns: 500 },
  )
})

test.run()
