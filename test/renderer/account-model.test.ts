import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  agentOf,
  areFewCodesLeft,
  inGroups,
  inOrder,
  qrPath,
  recoveryFile,
  stepOf,
} from '../../src-renderer/screens/account/model.ts'

const agents: readonly (readonly [agent: string, browser: string | null, system: string | null])[] = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Chrome 156',
    'Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0',
    'Edge 150',
    'Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox 145', 'macOS'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
    'Safari 19',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Mobile Safari/537.36',
    'Chrome 155',
    'Android',
  ],
  ['curl/8.14.1', 'curl 8', null],
  ['a program of our own', null, null],
]

test('a browser is named as its owner would name it', () => {
  for (const [agent, browser, system] of agents) assert.equal(agentOf(agent), { browser, system }, agent)
  assert.equal(agentOf(null), { browser: null, system: null })
})

test('the session at hand comes first, then the one used last', () => {
  const sessions = [
    { id: 'old', current: false, last_seen_at: '2026-11-01T00:00:00.000Z' },
    { id: 'this', current: true, last_seen_at: '2026-10-01T00:00:00.000Z' },
    { id: 'new', current: false, last_seen_at: '2026-11-20T00:00:00.000Z' },
  ]
  assert.equal(
    inOrder(sessions).map((session) => session.id),
    ['this', 'new', 'old'],
  )
})

test('the address opens only what can be done: nothing before it is known, and nothing to end where nothing is on', () => {
  assert.is(stepOf('two-factor', undefined), null)
  assert.is(stepOf('two-factor', false), 'two-factor')
  for (const step of ['recovery-codes', 'two-factor-off']) {
    assert.is(stepOf(step, false), null)
    assert.is(stepOf(step, true), step)
  }
  for (const nonsense of [undefined, '', 'password', '__proto__']) assert.is(stepOf(nonsense, true), null)
})

test('few codes are three or fewer', () => {
  assert.equal([0, 3, 4, 10].map(areFewCodesLeft), [true, true, false, false])
})

test('a key is read in groups of four, and nothing of it is lost', () => {
  assert.is(inGroups('ABCDEFGHIJ'), 'ABCD EFGH IJ')
  assert.is(inGroups('ABCDEFGH'), 'ABCD EFGH')
  assert.is(inGroups('ABCDEFGHIJ').replaceAll(' ', ''), 'ABCDEFGHIJ')
})

test('a QR code is drawn square by square: the path covers exactly what is dark', () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [true, true, true, true],
  ]
  const drawn = rows.map((row) => row.map(() => false))
  for (const [, x, y, width] of qrPath(rows).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let step = 0; step < Number(width); step += 1) {
      const row = drawn[Number(y)]
      assert.ok(row !== undefined && row[Number(x) + step] === false, 'no square is drawn twice')
      row[Number(x) + step] = true
    }
  assert.equal(drawn, rows)
})

test('the file of recovery codes says whose they are, where, and what they do', () => {
  const file = recoveryFile({
    workspace: 'Acme',
    email: 'a@b.test',
    address: 'https://x.test',
    codes: ['k7qm-2xnd-9f4w'],
  })
  for (const part of ['Acme', 'a@b.test', 'https://x.test', 'k7qm-2xnd-9f4w', 'signs in once'])
    assert.ok(file.includes(part))
})

test.run()
