/** T5: what must hold of every decision, whatever the situation. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decide, explain, layers } from '../../src-server/access/decide.ts'
import { effectiveAccess, lackingSets } from '../../src-server/access/effective.ts'
import { LEVEL_SETS } from '../../src-server/access/levels.ts'
import { closed, EMPTY, includes, intersect, listOf } from '../../src-server/access/permission-set.ts'
import { permits, requirementOf } from '../../src-server/access/requirement.ts'
import { STANDINGS, standingOf } from '../../src-server/access/standing.ts'
import { LEVELS } from '../../src-server/contract/permissions.ts'
import { holdsAlways, seed } from './law.ts'
import { permissions, type Situation } from './oracle.ts'
import { permission, permissionSet, unknownWord } from './permission-set-arbitrary.ts'
import { situation } from './situation-arbitrary.ts'
import { factsOf } from './situations.ts'

function isAllowed(drawn: Situation): boolean {
  return decide(factsOf(drawn)).allowed
}

test('T5 what a credential may do lies within its level, its scopes and its role', () => {
  const orNone = fc.option(permissionSet, { nil: null })
  holdsAlways(
    'T5',
    'effective access lies within each of the three sets',
    fc.property(orNone, orNone, permissionSet, (level, scopes, role) => {
      const { effective } = effectiveAccess({ level, scopes, role })
      assert.ok(includes(closed(role), effective))
      if (level !== null) assert.ok(includes(closed(level), effective))
      if (scopes !== null) assert.ok(includes(closed(scopes), effective))
      assert.is(closed(effective), effective)
    }),
  )
})

test('T5 a subset of the scopes or of the role gives a subset of the access, down to nothing', () => {
  const fewer = (access: typeof effectiveAccess) =>
    fc.property(permissionSet, permissionSet, permissionSet, permissionSet, (scopes, role, keptScopes, keptRole) => {
      const whole = access({ level: null, scopes, role }).effective
      assert.ok(includes(whole, access({ level: null, scopes: intersect(scopes, keptScopes), role }).effective))
      assert.ok(includes(whole, access({ level: null, scopes, role: intersect(role, keptRole) }).effective))
      assert.is(access({ level: null, scopes: EMPTY, role }).effective, EMPTY)
    })
  holdsAlways('T5', 'fewer scopes give less access', fewer(effectiveAccess))
  const generous: typeof effectiveAccess = (declared) =>
    effectiveAccess({ ...declared, scopes: declared.scopes === EMPTY ? null : declared.scopes })
  const result = fc.check(fewer(generous), { seed, numRuns: 1_000 })
  console.log(
    `T5 teeth: an access that takes no scopes for all scopes was caught after ${result.numRuns} runs, seed ${seed}`,
  )
  assert.ok(result.failed)
})

test('T5 fewer scopes, a smaller role or a lower level never allow more', () => {
  const lower = fc.constantFrom(...LEVELS)
  holdsAlways(
    'T5',
    'less declared is never more allowed',
    fc.property(
      situation,
      fc.subarray(permissions),
      fc.subarray(permissions),
      lower,
      (drawn, keptScopes, keptRole, level) => {
        const { caller } = drawn
        const isLower = caller.level === null || LEVELS.indexOf(level) <= LEVELS.indexOf(caller.level)
        const less: Situation = {
          ...drawn,
          caller: {
            ...caller,
            scopes: caller.scopes?.filter((word) => keptScopes.includes(word)) ?? keptScopes,
            role: caller.role.filter((word) => keptRole.includes(word)),
            level: isLower ? level : caller.level,
          },
        }
        assert.ok(!isAllowed(less) || isAllowed(drawn))
      },
    ),
  )
})

test('T5 taking power away never allows more: ended, switched off, fewer pages, a shorter address list, a lock', () => {
  const less: Readonly<Record<string, (from: Situation) => Situation>> = {
    revoked: (from) => ({ ...from, caller: { ...from.caller, revoked: true } }),
    used: (from) => ({ ...from, caller: { ...from.caller, used: true } }),
    disabled: (from) => ({ ...from, caller: { ...from.caller, disabled: true } }),
    expired: (from) => ({ ...from, caller: { ...from.caller, expiresAt: from.now } }),
    'no page': (from) => ({ ...from, caller: { ...from.caller, pages: [] } }),
    'no address': (from) => ({ ...from, caller: { ...from.caller, addresses: [] } }),
    'no owner': (from) => ({ ...from, caller: { ...from.caller, isOwner: false } }),
    'API off': (from) => ({ ...from, request: { ...from.request, apiAccess: false } }),
    locked: (from) => ({ ...from, request: { ...from.request, locked: from.route.feature } }),
    'not for Terraform': (from) => ({ ...from, caller: { ...from.caller, terraformManaged: false } }),
  }
  holdsAlways(
    'T5',
    'power taken away is never power given',
    fc.property(situation, fc.constantFrom(...Object.keys(less)), (drawn, name) => {
      const without = less[name]?.(drawn) ?? drawn
      assert.ok(!isAllowed(without) || isAllowed(drawn))
    }),
  )
})

test('T5 an ended credential opens nothing, whatever it holds', () => {
  holdsAlways(
    'T5',
    'an ended credential is refused by the layer that looks at it',
    fc.property(situation, (drawn) => {
      const facts = factsOf(drawn)
      const standing = standingOf(facts.credential.life, facts.now)
      if (drawn.caller.kind === 'anonymous' || standing === 'active') return
      const decision = decide(facts)
      assert.ok(!decision.allowed && decision.layer === 'credential')
    }),
  )
})

test('T5 time alone never gives a credential back: what is refused as expired stays refused', () => {
  holdsAlways(
    'T5',
    'later is never more allowed',
    fc.property(situation, fc.nat({ max: 120_000 }), (drawn, later) => {
      assert.ok(isAllowed(drawn) || !isAllowed({ ...drawn, now: drawn.now + later }))
    }),
  )
})

test('T5 the level read changes nothing, whatever scopes and role it is given', () => {
  holdsAlways(
    'T5',
    'the level read holds no :write',
    fc.property(permissionSet, permissionSet, (scopes, role) => {
      const { effective } = effectiveAccess({ level: LEVEL_SETS.read, scopes, role })
      assert.ok(listOf(effective).every((name) => name.endsWith(':read')))
    }),
  )
})

test('T5 a locked feature is changed by terraform-managed tokens only', () => {
  holdsAlways(
    'T5',
    'whoever changes a locked feature is a terraform-managed token',
    fc.property(situation, (drawn) => {
      const { caller, route, request } = drawn
      const isLocked = route.changes && request.locked !== null && request.locked === route.feature
      if (!isLocked || !isAllowed(drawn)) return
      assert.ok(caller.kind === 'api_token' && caller.terraformManaged)
    }),
  )
})

test('T5 a requirement that was never stated, or has a word we do not know, lets nobody in', () => {
  holdsAlways(
    'T5',
    'unknown is denied',
    fc.property(permissionSet, permission, unknownWord, (set, known, unknown) => {
      assert.not(permits(set, []))
      assert.not(permits(EMPTY, requirementOf({ permission: known })))
      // What a damaged row or another version could hand over: the type would stop it here, the door stops it at run time.
      const damaged: { permission: typeof known } = Object.assign({ permission: known }, { permission: unknown })
      if (unknown !== 'public' && unknown !== 'authenticated') assert.throws(() => requirementOf(damaged))
    }),
  )
})

test('T5 the sets named as lacking are empty exactly when the effective set has it all', () => {
  const orNone = fc.option(permissionSet, { nil: null })
  holdsAlways(
    'T5',
    'something lacks it if and only if it is denied',
    fc.property(orNone, orNone, permissionSet, permissionSet, (level, scopes, role, needed) => {
      const access = effectiveAccess({ level, scopes, role })
      assert.is(lackingSets(access, needed).length === 0, includes(access.effective, needed))
      assert.ok(includes(needed, intersect(needed, access.effective)))
    }),
  )
})

test('T5 an explanation decides as the decision does, and its first no is the answer', () => {
  holdsAlways(
    'T5',
    'explain never disagrees with decide',
    fc.property(situation, (drawn) => {
      const facts = factsOf(drawn)
      const { decision, verdicts } = explain(facts)
      assert.equal(decision, decide(facts))
      const first = verdicts.find(({ denial }) => denial !== null)?.denial
      assert.equal(decision, first ? { allowed: false, ...first } : { allowed: true })
      assert.equal(
        verdicts.map(({ layer }) => layer),
        layers.map(({ name }) => name),
      )
    }),
  )
})

test('a denial says what is in the way in a sentence that ends', () => {
  for (const drawn of fc.sample(situation, 2_000)) {
    for (const { denial } of explain(factsOf(drawn)).verdicts) {
      if (denial === null) continue
      assert.match(denial.detail, /^[A-Z].*\.$/)
      assert.not.match(denial.detail, /undefined|null|\[object/)
    }
  }
})

test('the layers stand in the order of api.md', () => {
  assert.equal(
    layers.map(({ name }) => name),
    ['credential', 'api_access', 'address', 'kind', 'reauthentication', 'page', 'environment', 'permission', 'lock'],
  )
})

test('revoked comes before used, expired, disabled: the precedence of api.md', () => {
  assert.equal([...STANDINGS], ['revoked', 'used', 'expired', 'disabled', 'active'])
  const ended = { revoked: true, used: true, disabled: true, expiresAt: 0 }
  assert.is(standingOf(ended, 1), 'revoked')
  assert.is(standingOf({ ...ended, revoked: false }, 1), 'used')
  assert.is(standingOf({ ...ended, revoked: false, used: false }, 1), 'expired')
  assert.is(standingOf({ ...ended, revoked: false, used: false, expiresAt: null }, 1), 'disabled')
  assert.is(standingOf({ revoked: false, used: false, disabled: false, expiresAt: 2 }, 1), 'active')
})

test('a credential has expired at its expiry, not a millisecond later', () => {
  const life = { revoked: false, used: false, disabled: false, expiresAt: 1_000 }
  assert.is(standingOf(life, 999), 'active')
  assert.is(standingOf(life, 1_000), 'expired')
})

test.run()
