/** The writing rules, over every word of the console. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { en } from '../../src-renderer/strings/en.ts'
import { pseudo, pseudoText } from '../../src-renderer/strings/pseudo.ts'

const strings = suite('renderer.strings')

type Leaf = readonly [key: string, text: string]

/** Every sentence; one that holds values is said with some. */
function leaves(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [[path, node]]
  if (typeof node === 'function') {
    // The values differ by sentence; a number and a word read well in all of them.
    const said: unknown = node.length === 0 ? node() : node(...Array.from({ length: node.length }, () => 3))
    return [[path, String(said)]]
  }
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`))
}

const all = leaves(en)

strings('no exclamation marks, no "Are you sure", no "OK", no "Error occurred"', () => {
  for (const [key, text] of all) {
    assert.not.match(text, /!/, key)
    assert.not.match(text, /are you sure|error occurred|please|oops|whoops|sorry/i, key)
    assert.not.match(text, /^ok$/i, key)
  }
})

strings('three dots are one character, quotes are real ones', () => {
  for (const [key, text] of all) {
    assert.not.match(text, /\.\.\./, key)
    assert.not.match(text, /(?:^|\s)'|'(?:s|t|re|ve|ll)\b/, key)
    assert.is(text, text.trim(), key)
  }
})

/** Names that are written as names: of products, keys, formats, and of the screens and fields that a sentence leads to. */
const names = new Set(
  `API Beatkeeper Terraform GitHub Actions Ctrl Alt Enter Esc CSV JSON Lines UTC TLS URL Beat Beats Acme IP JavaScript I RBAC Markdown CI PNG
  JPEG GIF WebP RSS SMTP HTTP HTTPS CIDR HCL SHA English German French Spanish Scope Role Owner Type`
    .split(/\s+/)
    .concat(
      Object.values(en.frame).flatMap((text) =>
        typeof text === 'string' && text.split(' ').length <= 3 ? text.split(' ') : [],
      ),
    ),
)

strings('sentence case: no word but a name is capital in the middle', () => {
  const found: string[] = []
  for (const [key, text] of all) {
    // An example that shows the form of a value is a value.
    if (/placeholder$/i.test(key)) continue
    for (const sentence of text.split(/[.:?…·“”()–]\s*|\n/)) {
      for (const word of sentence
        .split(/\s+/)
        .filter((one) => one !== '')
        .slice(1)) {
        const bare = (word.split('-')[0] ?? word).replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
        if (/^\p{Lu}\p{Ll}/u.test(bare) && !names.has(bare)) found.push(`${key}: “${text}” has “${bare}”`)
      }
    }
  }
  assert.equal(found, [])
})

strings('a button that opens another step ends in an ellipsis, the one that acts does not', () => {
  for (const dialog of [en.tokens.revoke, en.tokens.remove]) assert.not.match(dialog.confirm, /…$/)
  for (const entry of [en.tokens.menu.edit, en.tokens.menu.rotate, en.tokens.menu.revoke, en.tokens.menu.remove])
    assert.match(entry, /…$/)
})

strings('the destructive dialogs say what the design says', () => {
  assert.is(en.tokens.revoke.title('pagerduty'), 'Revoke pagerduty?')
  assert.is(
    en.tokens.revoke.body,
    'Requests with this token start failing at once. You can’t reactivate it, but the record and its history stay.',
  )
  assert.is(en.tokens.revoke.used(282, false), '282 requests in the last 7 days.')
  assert.is(en.tokens.revoke.reasonMissing, 'Choose a reason to continue.')
  assert.equal(Object.values(en.tokens.revoke.reasons), ['No longer used', 'Rotated', 'Owner left', 'Suspected leak'])
  assert.is(en.tokens.revoke.keep, 'Keep token')
  assert.is(en.tokens.revoke.confirm, 'Revoke token')
  assert.is(en.tokens.revokeMany.title(3), 'Revoke 3 tokens?')
  assert.is(en.tokens.revokeMany.body(2, 'a, b'), '2 of them were used in the last 7 days: a, b.')
  assert.is(en.tokens.revokeMany.keep, 'Keep tokens')
  assert.is(en.tokens.revokeMany.confirm(3), 'Revoke 3 tokens')
  assert.is(en.tokens.remove.title('x'), 'Delete x permanently?')
  assert.is(en.tokens.remove.body, 'The record and its notes are removed. Audit events stay, under the name they had.')
  assert.is(en.tokens.remove.active, 'It still works: deleting ends it at once and leaves no reason behind.')
  assert.is(en.tokens.remove.instead, 'Revoke it instead…')
  assert.is(en.tokens.remove.keep, 'Keep record')
  assert.is(en.tokens.remove.confirm, 'Delete permanently')
  assert.is(en.tokens.revoke.done('pagerduty-incident-sync'), 'pagerduty-incident-sync revoked')
  assert.is(en.tokens.revoke.doneDetail(403), 'Every request with it now gets 403.')
  assert.is(en.common.discardTitle('token'), 'Discard this token?')
  assert.is(en.common.discardBody, 'Your changes haven’t been saved.')
})

strings('the pseudo-locale is 40 per cent longer and says everything', () => {
  assert.is(pseudoText('Revoke token'), '[Révöké tökéñ·····]')
  const made = pseudo({ one: 'Save', many: (count: number) => `${count} days`, none: 3 })
  assert.is(made.one, '[Šávé··]')
  assert.is(made.many(4), '[4 dáýš···]')
  assert.is(made.none, 3)
})

strings.run()
