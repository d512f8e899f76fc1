import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { agentOf, inOrder } from '../../src-renderer/screens/account/model.ts'

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

test.run()
