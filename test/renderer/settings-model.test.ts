import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { languageName, languages, sampleTime, timeZones } from '../../src-renderer/screens/settings/locale.ts'
import {
  blankPolicy,
  bodyOf,
  endingLater,
  figurePointers,
  policyProblems,
  valuesOf,
} from '../../src-renderer/screens/settings/policy-model.ts'
import { dataUrlLength, dataUrlMost, fileProblem, keptBytes, pictureHost } from '../../src-renderer/ui/picture.ts'
import { type OrgSettings, updateOrgSettings } from '../../src-server/contract/org.ts'
import { updateBrandingSettings, updateLocalizationSettings } from '../../src-server/contract/settings.ts'

const org: OrgSettings = {
  id: 'wsp_1',
  name: 'Acme',
  features: { advanced_rbac: true, api_access: true },
  token_policy: {
    max_lifetime_days: 365,
    default_lifetime_days: 90,
    allow_never_expires: false,
    self_rotation: true,
    max_active_per_scope_set: null,
    rate_limit_live: 1200,
    rate_limit_test: 120,
  },
  audit: { retention_days: null },
  created_at: '2026-01-01T00:00:00.000Z',
}

test('what is sent holds the changed fields and no other, so that owner-only ones are not touched by accident', () => {
  const values = valuesOf(org)
  assert.equal(bodyOf({}, values), {})
  assert.equal(bodyOf({ max_lifetime_days: '30' }, { ...values, max_lifetime_days: '30' }), {
    token_policy: { max_lifetime_days: 30 },
  })
  assert.equal(bodyOf({ limited: true }, { ...values, limited: true }), {
    token_policy: { max_active_per_scope_set: 2 },
  })
  assert.equal(bodyOf({ keep_forever: false }, { ...values, keep_forever: false, retention_days: '400' }), {
    audit: { retention_days: 400 },
  })
  assert.equal(bodyOf({ limited: false }, { ...values, limited: false }), {
    token_policy: { max_active_per_scope_set: null },
  })
})

test('a figure that is none is refused at its own field', () => {
  for (const [key, pointer] of Object.entries(figurePointers)) {
    const values = { ...blankPolicy, limited: true, keep_forever: false, [key]: 'many' }
    const result = z.safeParse(updateOrgSettings.body, bodyOf({ [key]: 'many' }, values))
    assert.is(result.success, false, key)
    assert.is(result.success ? '' : `/${result.error.issues[0]?.path.join('/')}`, pointer)
  }
})

test('a usual life may not be longer than the longest, unless nobody touched it: then it follows', () => {
  const base = valuesOf(org)
  assert.is(policyProblems({ ...base, max_lifetime_days: '30' }, base, 'no').length, 0)
  assert.equal(policyProblems({ ...base, max_lifetime_days: '30', default_lifetime_days: '60' }, base, 'no'), [
    { path: '/token_policy/default_lifetime_days', message: 'no' },
  ])
})

test('tokens that end later than a new one could are counted, those without an end among them', () => {
  const tokens = [{ expires_in_days: 10 }, { expires_in_days: 31 }, { expires_in_days: null }]
  assert.is(endingLater(tokens, '30'), 2)
  assert.is(endingLater(tokens, 'x'), 0)
})

test('a picture is kept up to what the contract takes, and no further', () => {
  assert.is(fileProblem({ type: 'image/svg+xml', size: 10 }), 'wrong_kind')
  const fits = { type: 'image/png', size: 74_980 }
  assert.is(fileProblem(fits), null)
  assert.ok(dataUrlLength(fits) <= dataUrlMost)
  assert.is(fileProblem({ type: 'image/png', size: 75_100 }), 'too_large')
  const png = `data:image/png;base64,${Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).toString('base64')}`
  assert.is(keptBytes(png), 8)
  assert.is(dataUrlLength({ type: 'image/png', size: 8 }), png.length)
  assert.ok(z.safeParse(updateBrandingSettings.body, { logo_url: png }).success)
  assert.is(pictureHost('https://cdn.acme.dev/logo.png'), 'cdn.acme.dev')
  assert.is(pictureHost('acme'), null)
})

test('every language and zone that is offered is one that the contract takes', () => {
  for (const locale of languages) assert.ok(z.safeParse(updateLocalizationSettings.body, { locale }).success, locale)
  for (const time_zone of timeZones())
    assert.ok(z.safeParse(updateLocalizationSettings.body, { time_zone }).success, time_zone)
  assert.is(languageName('de-AT'), 'Austrian German')
})

test('a sample is written as the page would, or not at all', () => {
  const at = Date.parse('2026-11-21T09:30:00Z')
  assert.match(sampleTime({ locale: 'de', time_zone: 'Europe/Berlin', hour_cycle: 'auto' }, at) ?? '', '10:30')
  assert.match(sampleTime({ locale: 'en-US', time_zone: 'UTC', hour_cycle: 'h23' }, at) ?? '', '09:30')
  assert.is(sampleTime({ locale: 'no such', time_zone: 'UTC', hour_cycle: 'auto' }, at), null)
  assert.is(sampleTime({ locale: 'en', time_zone: 'Nowhere/X', hour_cycle: 'auto' }, at), null)
})

test.run()
