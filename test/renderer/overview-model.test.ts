import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  calendarFile,
  endingSoon,
  expiryDays,
  heatOf,
  horizonDays,
} from '../../src-renderer/screens/overview/expiry.ts'
import { findingOf, findingsOf, severities } from '../../src-renderer/screens/overview/findings.ts'
import type { Incident } from '../../src-server/contract/incidents.ts'
import type { Token } from '../../src-server/contract/tokens.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const dayMs = 86_400_000
const at = (days: number): string => new Date(now + days * dayMs).toISOString()

/** A token that nothing is to be said about. */
const fine: Token = {
  id: 'tok_1',
  name: 'fine',
  description: '',
  notes: '',
  purpose: 'automation',
  owner: { id: 'usr_1', name: 'Mina' },
  owner_gone: false,
  permission: 'read',
  scopes: [],
  role_key: 'viewer',
  role_name: 'Viewer',
  role_assignable: true,
  environment: 'live',
  page_id: null,
  terraform_managed: false,
  token_prefix: 'bk_live_1',
  status: 'active',
  created_at: at(-40),
  created_by: null,
  expires_at: at(60),
  expires_in_days: 60,
  last_used_at: at(-1),
  last_used_ip: null,
  use_count: 1,
  revoked_at: null,
  revoked_by: null,
  revoke_reason: null,
  rotated_from: null,
  rotated_to: null,
  rotation: null,
  allowed_ips: null,
  exposed_at: null,
}
const ending = (days: number): Partial<Token> => ({ expires_at: at(days), expires_in_days: days })

test('a token in use, with an owner and an end, needs nobody', () => {
  assert.is(findingOf(fine, now), null)
})

test('each reason is found at its border, and not before', () => {
  const cases: readonly (readonly [Partial<Token>, string | null])[] = [
    [{ exposed_at: at(-1) }, 'exposed'],
    [{ owner_gone: true }, 'ownerGone'],
    [ending(14), 'expiring'],
    [ending(15), null],
    [{ ...ending(2), rotation: { old_ends_at: null, hard_stop_at: at(2) } }, null],
    [{ permission: 'admin' }, 'adminAnywhere'],
    [{ permission: 'admin', allowed_ips: ['10.0.0.0/8'] }, null],
    [{ permission: 'admin', terraform_managed: true }, null],
    [{ expires_at: null, expires_in_days: null }, 'neverExpires'],
    [{ last_used_at: null, created_at: at(-7) }, 'neverUsed'],
    [{ last_used_at: null, created_at: at(-6.9) }, null],
    [{ last_used_at: at(-30) }, 'unused'],
    [{ last_used_at: at(-29.9) }, null],
  ]
  for (const [fields, kind] of cases)
    assert.is(findingOf({ ...fine, ...fields }, now)?.kind ?? null, kind, JSON.stringify(fields))
})

test('of several reasons the worst is said', () => {
  const worst = findingOf({ ...fine, exposed_at: at(-1), owner_gone: true, ...ending(1) }, now)
  assert.is(worst?.kind, 'exposed')
  assert.is(findingOf({ ...fine, ...ending(3) }, now)?.severity, 'high')
  assert.is(findingOf({ ...fine, ...ending(3), last_used_at: null }, now)?.severity, 'medium')
})

test('tokens that do not work need nobody', () => {
  for (const status of ['disabled', 'revoked', 'expired'] as const)
    assert.equal(findingsOf([{ ...fine, exposed_at: at(-1), status }], [], now), [])
})

test('the riskiest comes first, whatever the order they came in', () => {
  const tokens: Token[] = [
    { ...fine, id: 'a', last_used_at: at(-90) },
    { ...fine, id: 'b', ...ending(12) },
    { ...fine, id: 'c', ...ending(9) },
    { ...fine, id: 'd', exposed_at: at(-1) },
    { ...fine, id: 'e', last_used_at: at(-200) },
  ]
  const incident: Incident = {
    id: 'inc_1',
    name: 'Down',
    status: 'investigating',
    impact: 'critical',
    components: [],
    updates: [],
    published_at: at(-1),
    resolved_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    root_cause: null,
    annotations: [],
    environment: 'live',
    created_at: at(-1),
    updated_at: at(-1),
  }
  const wanted = ['inc_1', 'd', 'c', 'b', 'e', 'a']
  fc.assert(
    fc.property(fc.shuffledSubarray(tokens, { minLength: tokens.length }), (shuffled) => {
      const found = findingsOf(shuffled, [incident], now)
      assert.equal(
        found.map((finding) => finding.id),
        wanted,
      )
      const ranks = found.map((finding) => severities.indexOf(finding.severity))
      assert.equal(ranks, [...ranks].sort())
    }),
  )
  assert.equal(findingsOf([], [{ ...incident, acknowledged_at: at(0) }], now), [])
})

test('a token stands on the day on which it ends in the zone, and beyond the horizon nowhere', () => {
  const tokens = [
    { ...fine, id: 'late', expires_at: '2026-11-22T23:30:00.000Z' },
    { ...fine, id: 'far', expires_at: at(horizonDays + 1) },
    { ...fine, id: 'over', expires_at: at(-1) },
  ]
  const on = (zone: string): string[] =>
    expiryDays(tokens, now, zone)
      .filter((day) => day.tokens.length > 0)
      .map((day) => day.day)
  assert.equal(on('UTC'), ['2026-11-22'])
  assert.equal(on('Europe/Berlin'), ['2026-11-23'])
  assert.is(expiryDays([], now, 'UTC').length, horizonDays + 1)
})

test('every token that ends soon is on exactly one day, in every zone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -10, max: 100 * 24 }), { maxLength: 30 }),
      fc.constantFrom('UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Apia'),
      (hours, zone) => {
        const tokens = hours.map((hour, index) => ({
          ...fine,
          id: `tok_${index}`,
          expires_at: new Date(now + hour * 3_600_000).toISOString(),
        }))
        const placed = expiryDays(tokens, now, zone).flatMap((day) => day.tokens.map((token) => token.id))
        assert.equal(
          [...placed].sort(),
          endingSoon(tokens, now)
            .map((token) => token.id)
            .sort(),
        )
      },
    ),
  )
  assert.equal([0, 1, 2, 3, 4].map(heatOf), [0, 2, 3, 3, 4])
})

test('the calendar file is one that calendars read: escaped, folded, with an event for each end', () => {
  const file = calendarFile([{ ...fine, name: `Größe, A;B\\C ${'x'.repeat(100)}` }], now, (name) => `${name} ends`)
  const lines = file.split('\r\n')
  assert.is(lines[0], 'BEGIN:VCALENDAR')
  assert.is(lines.at(-1), '')
  assert.ok(lines.every((line) => new TextEncoder().encode(line).length <= 75))
  const unfolded = file.replaceAll('\r\n ', '')
  assert.match(unfolded, 'SUMMARY:Größe\\, A\\;B\\\\C xxx')
  assert.match(unfolded, /DTSTART:20270120T090000Z/)
  assert.is(unfolded.match(/BEGIN:VEVENT/g)?.length, 1)
})

test.run()
