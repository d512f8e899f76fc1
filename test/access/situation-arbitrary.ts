import fc from 'fast-check'
import { lockFeatures } from '../../src-server/contract/endpoint.ts'
import { builtInRoles, permissions, type Situation } from './oracle.ts'

/**
 * Random situations in which every layer says no now and then: each obstacle is drawn rarely enough for the later layers to
 * get their turn, and often enough for two neighbours to refuse at once.
 */

type Kind = Situation['caller']['kind']

const now = 1_000_000
const pages = ['pag_a', 'pag_b', 'pag_c']
const page = fc.constantFrom(...pages)
const word = fc.constantFrom(...permissions)
const rarely = fc.nat({ max: 9 }).map((drawn) => drawn === 0)
const aroundNow = fc.constantFrom(now - 1, now, now + 1, now + 60_000)

function orNull<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.option(value, { nil: null, freq: 2 })
}

function mostly<Value>(usual: Value, otherwise: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 4 }, { arbitrary: otherwise, weight: 1 })
}

const kind = fc.oneof(
  { arbitrary: fc.constant<Kind>('api_token'), weight: 8 },
  { arbitrary: fc.constant<Kind>('session'), weight: 8 },
  { arbitrary: fc.constant<Kind>('oauth'), weight: 4 },
  { arbitrary: fc.constant<Kind>('magic'), weight: 2 },
  { arbitrary: fc.constant<Kind>('anonymous'), weight: 1 },
)

const caller: fc.Arbitrary<Situation['caller']> = fc.record({
  kind,
  revoked: rarely,
  used: rarely,
  disabled: rarely,
  expiresAt: mostly<number | null>(null, aroundNow),
  level: orNull(fc.constantFrom('read', 'write', 'admin')),
  scopes: orNull(mostly(permissions, fc.subarray(permissions))),
  role: fc.oneof(fc.constantFrom(...Object.values(builtInRoles)), fc.subarray([...permissions, 'unknown:write'])),
  pages: fc.oneof(fc.constant(null), fc.constant(pages), fc.subarray(pages)),
  environment: fc.constantFrom('live', 'test'),
  addresses: mostly<string[] | null>(null, fc.subarray(['192.0.2.7', '192.0.2.8'])),
  terraformManaged: fc.boolean(),
  isOwner: fc.boolean(),
  passwordGoodUntil: orNull(aroundNow),
})

const route: fc.Arbitrary<Situation['route']> = fc.record({
  needs: fc.oneof({ arbitrary: word, weight: 6 }, { arbitrary: fc.constantFrom('public', 'authenticated'), weight: 1 }),
  orNeeds: mostly<string | null>(null, word),
  andNeeds: mostly<string | null>(null, word),
  takes: mostly(
    ['api_token', 'oauth', 'session'],
    fc.oneof(
      fc.constant(['session']),
      fc.constant(['magic']),
      fc.subarray(['api_token', 'oauth', 'session', 'magic'], { minLength: 1 }),
    ),
  ),
  environments: fc.constantFrom('content', 'tokens', 'shared', 'shared', 'own'),
  everyPage: rarely,
  ownerOnly: rarely,
  asksPassword: fc.boolean(),
  terraformTokensOnly: rarely,
  changes: fc.boolean(),
  feature: orNull(fc.constantFrom(...lockFeatures)),
})

const request: fc.Arbitrary<Situation['request']> = fc.record({
  page: mostly<string | null>('pag_a', orNull(page)),
  xPage: mostly<string | null>(null, page),
  onlyPage: orNull(page),
  address: fc.constantFrom('192.0.2.7', '192.0.2.8'),
  apiAccess: rarely.map((isOff) => !isOff),
  locked: orNull(fc.constantFrom(...lockFeatures)),
})

/** Any situation at all, but with a magic route for most magic tokens, and a lock, if there is one, mostly on the route's own feature. */
export const situation: fc.Arbitrary<Situation> = fc
  .record({ caller, route, request, meetsMagic: mostly(true, fc.boolean()), meetsLock: mostly(true, fc.boolean()) })
  .map(({ caller, route, request, meetsMagic, meetsLock }) => ({
    now,
    caller,
    route: { ...route, takes: caller.kind === 'magic' && meetsMagic ? ['magic'] : route.takes },
    request: { ...request, locked: meetsLock && request.locked !== null ? route.feature : request.locked },
  }))
