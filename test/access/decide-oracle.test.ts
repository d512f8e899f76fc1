/**
 * T1 of the security matrix: the kernel against the oracle, cell by cell, and then with broken kernels, which the oracle has
 * to catch: a test that cannot fail proves nothing.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Decision, decide, explain, layers } from '../../src-server/access/decide.ts'
import { type Access, type DeclaredAccess, effectiveAccess } from '../../src-server/access/effective.ts'
import type { Facts } from '../../src-server/access/facts.ts'
import { LEVEL_SETS } from '../../src-server/access/levels.ts'
import {
  ALL,
  closed,
  closedSetOfStored,
  intersect,
  type PermissionSet,
  setOf,
  union,
} from '../../src-server/access/permission-set.ts'
import { LEVELS, OAUTH_SCOPES } from '../../src-server/contract/permissions.ts'
import { holdsAlways, seed } from './law.ts'
import {
  answers,
  builtInRoles,
  closedLevels,
  closure,
  lacking,
  oauthScopes,
  permissions,
  type Situation,
  setsOf,
  verdict,
} from './oracle.ts'
import { situation } from './situation-arbitrary.ts'
import { factsOf, ordinary } from './situations.ts'

/** The eight built-in roles, and three custom ones: one word that brings five more, nothing at all, words of another version. */
const roles: readonly (readonly string[])[] = [
  ...Object.values(builtInRoles),
  ['status_pages:write'],
  [],
  ['incidents:write', 'superpowers:write', 'teams:read'],
]

/** 120 routes: every permission asked for in four ways, and what only some routes have. */
const routes: readonly Situation['route'][] = [
  ...permissions.flatMap((needs) => [
    ordinary({ route: { needs } }).route,
    ordinary({ route: { needs, environments: 'shared', changes: true } }).route,
    ordinary({ route: { needs, changes: true, feature: 'components' } }).route,
    ordinary({ route: { needs, everyPage: true, environments: 'shared' } }).route,
  ]),
  ...permissions
    .slice(0, 8)
    .map((orNeeds) => ordinary({ route: { needs: 'settings:write', orNeeds, changes: true } }).route),
  ...permissions.slice(0, 8).map((andNeeds) => ordinary({ route: { needs: 'audit:read', andNeeds } }).route),
]

/** What a run of the exhaustive part puts to the test; the teeth below put in broken ones. */
type Kernel = {
  access(declared: DeclaredAccess): Access
  decide(facts: Facts): Decision
}

const kernel: Kernel = { access: effectiveAccess, decide }

type Tally = { cells: number; allowed: number; differ: number; first: string | null }

/** Compares kernel and oracle on every route, for one credential. */
function compare(subject: Kernel, caller: Situation['caller'], asked: typeof compiled, tally: Tally): void {
  const sets = {
    level: levelOf(caller),
    scopes: caller.scopes && closureOf(caller.scopes),
    role: closureOf(caller.role),
  }
  const declared: DeclaredAccess = {
    level: caller.level === null ? null : LEVEL_SETS[caller.level],
    scopes: caller.scopes === null ? null : setOf(caller.scopes),
    role: closedSetOfStored(caller.role),
  }
  const credential = { ...credentialOf(caller.kind), access: subject.access(declared) }
  for (const { facts, situation } of asked) {
    const decision = subject.decide({ ...facts, credential })
    const expected = verdict({ ...situation, caller }, sets)
    const got = decision.allowed ? 'allowed' : decision.code
    tally.cells += 1
    if (decision.allowed) tally.allowed += 1
    if (got === expected) continue
    tally.differ += 1
    tally.first ??= `${got}, and the oracle says ${expected}: ${JSON.stringify({ caller, route: situation.route })}`
  }
}

const compiled = routes.map((route) => {
  const asked = ordinary({ route, request: { onlyPage: 'pag_a', locked: 'checks' } })
  return { situation: asked, facts: factsOf(asked) }
})

function credentialOf(kind: Situation['caller']['kind']) {
  return factsOf(ordinary({ caller: { kind } })).credential
}

function* subsetsOfElevenScopes(step: number): Generator<string[]> {
  for (let mask = 0; mask < 1 << oauthScopes.length; mask += step)
    yield oauthScopes.filter((_, bit) => (mask & (1 << bit)) !== 0)
}

function levelOf({ level }: Situation['caller']) {
  return level === null ? null : (closedLevels.get(level) ?? null)
}

/** The oracle's closure, kept for as long as the list is: the sweep comes back to each one thousands of times. */
function closureOf(words: readonly string[]): Set<string> {
  const kept = closures.get(words) ?? closure(words)
  closures.set(words, kept)
  return kept
}

const closures = new WeakMap<readonly string[], Set<string>>()

/** Scopes × roles × levels × routes; every `step`-th subset of the scopes. */
function sweep(subject: Kernel, step: number): Tally {
  const tally: Tally = { cells: 0, allowed: 0, differ: 0, first: null }
  for (const scopes of subsetsOfElevenScopes(step)) {
    for (const role of roles) {
      for (const level of LEVELS) {
        compare(subject, ordinary({ caller: { level, scopes, role } }).caller, compiled, tally)
      }
      compare(
        subject,
        ordinary({ caller: { kind: 'oauth', level: null, scopes, role } }).caller,
        compiled.slice(0, 12),
        tally,
      )
    }
  }
  return tally
}

test('the oracle and the contract name the same words', () => {
  assert.equal(permissions.toSorted(), ALL === setOf(permissions) ? permissions.toSorted() : [])
  assert.equal(oauthScopes.toSorted(), OAUTH_SCOPES.toSorted())
  assert.is(roles.length, 11)
  assert.is(routes.length, 120)
})

test('T1 every subset of the OAuth scopes × role × level × route is decided as the oracle decides it', () => {
  const { cells, allowed, differ, first } = sweep(kernel, 1)
  console.log(
    `T1 scope subsets × roles × levels × routes: ${cells} cells, ${allowed} allowed, ${differ} different from the oracle`,
  )
  assert.is(differ, 0, first ?? '')
  assert.ok(cells >= 8_100_000)
  assert.ok(allowed > 0 && allowed < cells)
})

test('T1 random subsets of all 26 scopes are decided as the oracle decides them', () => {
  const tally: Tally = { cells: 0, allowed: 0, differ: 0, first: null }
  const callers = fc.record({
    scopes: fc.subarray(permissions),
    role: fc.oneof(fc.constantFrom(...roles), fc.subarray(permissions)),
    level: fc.constantFrom(...LEVELS),
  })
  for (const drawn of fc.sample(callers, { seed, numRuns: 10_000 })) {
    compare(kernel, ordinary({ caller: drawn }).caller, compiled, tally)
  }
  console.log(
    `T1 random scopes of the 26 × routes: 10000 subsets, ${tally.cells} cells, ${tally.differ} different from the oracle, seed ${seed}`,
  )
  assert.is(tally.differ, 0, tally.first ?? '')
})

test('T1 every layer says what the oracle says, and the first no answers', () => {
  const seen = new Map<string, number>()
  holdsAlways(
    'T1',
    'all nine layers agree with the oracle on random situations',
    fc.property(situation, (drawn) => {
      const expected = answers(drawn)
      const { decision, verdicts } = explain(factsOf(drawn))
      assert.equal(Object.fromEntries(verdicts.map(({ layer, denial }) => [layer, denial?.code ?? null])), expected)
      const code = decision.allowed ? 'allowed' : decision.code
      assert.is(code, verdict(drawn))
      seen.set(code, (seen.get(code) ?? 0) + 1)
    }),
  )
  console.log(
    `T1 answers met: ${[...seen]
      .toSorted()
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
  )
  assert.is(seen.size, 19, 'Every code of the kernel, and "allowed", has to come up')
})

test('T1 a denial names each set that lacks the permission', () => {
  holdsAlways(
    'T1',
    'the sets named in a denial are those that the oracle finds lacking',
    fc.property(
      fc.subarray(permissions),
      fc.subarray(permissions),
      fc.constantFrom(...LEVELS),
      fc.constantFrom(...permissions),
      (scopes, role, level, needs) => {
        const asked = ordinary({ caller: { scopes, role, level }, route: { needs } })
        const decision = decide(factsOf(asked))
        const expected = lacking(setsOf(asked.caller), needs)
        assert.equal(decision.allowed ? [] : decision.lacking, expected)
        assert.equal(decision.allowed ? [] : decision.missing, expected.length === 0 ? [] : [needs])
      },
    ),
  )
})

test('T1 teeth: the oracle catches a broken closure, intersection or union', () => {
  const broken: Readonly<Record<string, Kernel['access']>> = {
    'intersects before it closes': ({ level, scopes, role }) => {
      const raw = intersect(intersect(level ?? ALL, scopes ?? ALL), role)
      return { level: level ?? ALL, scopes: scopes ?? ALL, role, effective: closed(raw) }
    },
    'never closes': ({ level, scopes, role }) => built(level ?? ALL, scopes ?? ALL, role),
    'closes reads only': ({ level, scopes, role }) =>
      built(level ?? ALL, closedWithoutPages(scopes ?? ALL), closedWithoutPages(role)),
    'takes scopes or role for enough': ({ level, scopes, role }) => {
      const access = effectiveAccess({ level, scopes, role })
      return { ...access, effective: intersect(access.level, union(access.scopes, access.role)) }
    },
    'forgets the level': ({ scopes, role }) => effectiveAccess({ level: null, scopes, role }),
    'forgets the scopes': ({ level, role }) => effectiveAccess({ level, scopes: null, role }),
    'takes no scopes for all scopes': ({ level, scopes, role }) =>
      effectiveAccess({ level, scopes: scopes === setOf([]) ? null : scopes, role }),
  }
  for (const [name, access] of Object.entries(broken)) {
    const { cells, differ } = sweep({ ...kernel, access }, name === 'takes no scopes for all scopes' ? 512 : 61)
    console.log(`T1 teeth: a kernel that ${name} differs in ${differ} of ${cells} cells`)
    assert.ok(differ > 0, `The oracle did not notice a kernel that ${name}`)
  }
})

test('T1 teeth: the oracle catches a layer left out, and two layers in the wrong order', () => {
  const drawn = fc
    .sample(situation, { seed, numRuns: 10_000 })
    .map((one) => ({ facts: factsOf(one), expected: verdict(one) }))
  const differ = (order: typeof layers) =>
    drawn.filter(({ facts, expected }) => firstNo(order, facts) !== expected).length
  assert.is(differ(layers), 0)
  const noticed: number[] = []
  for (const [place, { name }] of layers.entries()) {
    noticed.push(differ(layers.filter((layer) => layer.name !== name)))
    assert.ok(noticed.at(-1), `Nobody missed the layer ${name}`)
    const next = layers[place + 1]
    if (next === undefined) continue
    const swapped = layers.with(place, next).with(place + 1, { name, judge: layers[place]?.judge ?? (() => null) })
    noticed.push(differ(swapped))
    assert.ok(noticed.at(-1), `Nobody noticed ${next.name} before ${name}`)
  }
  console.log(
    `T1 teeth: ${noticed.length} kernels with a layer missing or out of order were caught, each by at least ${Math.min(...noticed)} of 10000 situations, seed ${seed}`,
  )
  assert.is(noticed.length, 17)
})

function firstNo(order: typeof layers, facts: Facts): string {
  for (const { judge } of order) {
    const denial = judge(facts)
    if (denial !== null) return denial.code
  }
  return 'allowed'
}

function built(level: PermissionSet, scopes: PermissionSet, role: PermissionSet): Access {
  return { level, scopes, role, effective: intersect(intersect(level, scopes), role) }
}

/** Closes with the first of the two rules only. */
function closedWithoutPages(set: PermissionSet): PermissionSet {
  const words = permissions.filter((word) => intersect(set, setOf([word])) !== setOf([]))
  return setOf([...words, ...words.map((word) => word.replace(':write', ':read'))])
}

test('the closure of the oracle and of the kernel agree on each word', () => {
  for (const word of permissions) assert.is(closed(setOf([word])), setOf(closure([word])))
})

test.run()
