import { parseRanges } from '../../src-server/access/address.ts'
import { effectiveAccess } from '../../src-server/access/effective.ts'
import type { EndpointRules, Facts } from '../../src-server/access/facts.ts'
import { LEVEL_SETS } from '../../src-server/access/levels.ts'
import { closedSetOfStored, setOf } from '../../src-server/access/permission-set.ts'
import { requirementOf } from '../../src-server/access/requirement.ts'
import { credentialKinds, lockFeatures } from '../../src-server/contract/endpoint.ts'
import { isPermission, type Permission } from '../../src-server/contract/permissions.ts'
import type { Situation } from './oracle.ts'

/** Translates a situation in words into the kernel's facts, as the server would: names become sets, routes are compiled. */

export function rulesOfRoute(route: Situation['route']): EndpointRules {
  return {
    isPublic: route.needs === 'public',
    required: requirementOf({
      permission: route.needs === 'public' || route.needs === 'authenticated' ? route.needs : known(route.needs),
      ...(route.orNeeds === null ? {} : { orPermission: known(route.orNeeds) }),
      ...(route.andNeeds === null ? {} : { andPermission: known(route.andNeeds) }),
    }),
    credentials: credentialKinds.filter((kind) => route.takes.includes(kind)),
    environments: route.environments,
    everyPage: route.everyPage,
    ownerOnly: route.ownerOnly,
    reauthenticate: route.asksPassword,
    terraformTokensOnly: route.terraformTokensOnly,
    changes: route.changes,
    lock: featureOf(route.feature),
  }
}

export function factsOf({ now, caller, route, request }: Situation): Facts {
  const locked = featureOf(request.locked)
  return {
    now,
    credential: {
      kind: caller.kind,
      life: { revoked: caller.revoked, used: caller.used, disabled: caller.disabled, expiresAt: caller.expiresAt },
      access: effectiveAccess({
        level: caller.level === null ? null : LEVEL_SETS[caller.level],
        scopes: caller.scopes === null ? null : setOf(caller.scopes),
        role: closedSetOfStored(caller.role),
      }),
      pages: caller.pages,
      environment: caller.environment,
      allowedIps: caller.addresses === null ? null : parseRanges(caller.addresses),
      terraformManaged: caller.terraformManaged,
      isOwner: caller.isOwner,
      reauthenticatedUntil: caller.passwordGoodUntil,
    },
    endpoint: rulesOfRoute(route),
    request: {
      pageId: request.page,
      pageAsked: request.xPage,
      onlyPageId: request.onlyPage,
      address: request.address,
      apiAccess: request.apiAccess,
      lock: locked === null ? null : { feature: locked, reason: 'It is in git.', lockedBy: 'Mina', managedBy: null },
    },
  }
}

function known(word: string): Permission {
  if (!isPermission(word)) throw new Error(`The oracle knows a permission that the contract does not: ${word}`)
  return word
}

function featureOf(name: string | null) {
  return lockFeatures.find((feature) => feature === name) ?? null
}

/** An ordinary situation in which nothing stands in the way: an owner's live token for page A asks to read incidents. */
export function ordinary(
  change: {
    caller?: Partial<Situation['caller']>
    route?: Partial<Situation['route']>
    request?: Partial<Situation['request']>
  } = {},
): Situation {
  return {
    now: 1_000_000,
    caller: {
      kind: 'api_token',
      revoked: false,
      used: false,
      disabled: false,
      expiresAt: 2_000_000,
      level: 'admin',
      scopes: null,
      role: ['incidents:read', 'incidents:write'],
      pages: ['pag_a'],
      environment: 'live',
      addresses: null,
      terraformManaged: false,
      isOwner: false,
      passwordGoodUntil: null,
      ...change.caller,
    },
    route: {
      needs: 'incidents:read',
      orNeeds: null,
      andNeeds: null,
      takes: ['api_token', 'oauth', 'session'],
      environments: 'content',
      everyPage: false,
      ownerOnly: false,
      asksPassword: false,
      terraformTokensOnly: false,
      changes: false,
      feature: null,
      ...change.route,
    },
    request: {
      page: 'pag_a',
      xPage: null,
      onlyPage: null,
      address: '192.0.2.7',
      apiAccess: true,
      locked: null,
      ...change.request,
    },
  }
}
