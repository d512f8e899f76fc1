import { problemWithRange } from '../../../src-server/access/address.ts'
import { effectiveAccess } from '../../../src-server/access/effective.ts'
import { LEVEL_SETS, scopesOfLevel } from '../../../src-server/access/levels.ts'
import { type AccessRow, accessMatrix, matrixSummary } from '../../../src-server/access/matrix.ts'
import { setOf } from '../../../src-server/access/permission-set.ts'
import { type BodyInput, type LockFeature, lockFeatures } from '../../../src-server/contract/endpoint.ts'
import { isPermission, type Level, type Permission } from '../../../src-server/contract/permissions.ts'
import { FIRST_PRESET, PRESETS, type Preset } from '../../../src-server/contract/presets.ts'
import type { createToken, Token } from '../../../src-server/contract/tokens.ts'
import type { FieldProblem } from '../../ui/form-errors.ts'
import { endOfDay } from '../../ui/time.ts'

/** The create dialog without a DOM: values, presets, live effective access, warnings, the body. Pure; test/renderer/create-model.test.ts. */

export type Expiry = '7' | '30' | '90' | '365' | 'date' | 'never'

export interface CreateValues {
  name: string
  description: string
  notes: string
  /** A user's id; empty: nobody. */
  owner: string
  purpose: 'automation' | 'interactive'
  level: Level
  role: string
  /** `null`: all that the level holds. */
  scopes: Permission[] | null
  expiry: Expiry
  /** `2027-01-31`, for `date`. */
  lastDay: string
  addresses: string[]
  environment: 'live' | 'test'
  reach: 'page' | 'all'
  terraform: boolean
}

export interface Policy {
  max_lifetime_days: number
  default_lifetime_days: number
  allow_never_expires: boolean
}

const choices: readonly { expiry: Expiry; days: number }[] = [
  { expiry: '7', days: 7 },
  { expiry: '30', days: 30 },
  { expiry: '90', days: 90 },
  { expiry: '365', days: 365 },
]

/** The choices that the policy allows, in order. */
export function expiryChoices(policy: Policy): Expiry[] {
  return [
    ...choices.filter((choice) => choice.days <= policy.max_lifetime_days).map((choice) => choice.expiry),
    'date',
    ...(policy.allow_never_expires ? (['never'] as const) : []),
  ]
}

/** Chosen at first: 90 days, or the longest of the fixed ones that the policy's default reaches. */
export function firstExpiry(policy: Policy): Expiry {
  const within = choices.filter(
    (choice) => choice.days <= Math.min(policy.max_lifetime_days, policy.default_lifetime_days, 90),
  )
  return within.at(-1)?.expiry ?? 'date'
}

export function startValues(policy: Policy, environment: 'live' | 'test', owner: string): CreateValues {
  const preset = PRESETS.find((one) => one.key === FIRST_PRESET) ?? PRESETS[0]
  return {
    name: '',
    description: '',
    notes: '',
    owner,
    purpose: 'automation',
    level: preset.permission,
    role: preset.role_key,
    scopes: null,
    expiry: firstExpiry(policy),
    lastDay: '',
    addresses: [],
    environment,
    reach: 'page',
    terraform: false,
  }
}

/** What a preset fills in. */
export function presetValues(preset: Preset): Pick<CreateValues, 'level' | 'role' | 'scopes' | 'terraform'> {
  return {
    level: preset.permission,
    role: preset.role_key,
    scopes: preset.scopes === undefined ? null : [...preset.scopes],
    terraform: preset.terraform_managed === true,
  }
}

function sameScopes(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other
  return one.length === other.length && one.every((scope) => other.includes(scope))
}

/** The preset that the values are those of; `null`: custom. */
export function presetOf(values: Pick<CreateValues, 'level' | 'role' | 'scopes' | 'terraform'>): Preset | null {
  return (
    PRESETS.find((preset: Preset) => {
      const filled = presetValues(preset)
      return (
        filled.level === values.level &&
        filled.role === values.role &&
        filled.terraform === values.terraform &&
        sameScopes(filled.scopes, values.scopes)
      )
    }) ?? null
  )
}

export interface RoleFacts {
  key: string
  permissions: readonly string[]
}

/** Effective access of what is being made, from the server's own kernel. */
export function rowsOf(
  values: Pick<CreateValues, 'level' | 'scopes' | 'terraform'>,
  role: RoleFacts | undefined,
  lockedFeatures: readonly string[],
): AccessRow[] {
  const held = (role?.permissions ?? []).filter(isPermission)
  return accessMatrix(
    effectiveAccess({
      level: LEVEL_SETS[values.level],
      scopes: values.scopes === null ? null : setOf(values.scopes),
      role: setOf(held),
    }),
    {
      managed: values.terraform,
      locked: lockFeatures.filter((feature: LockFeature) => lockedFeatures.includes(feature)),
    },
  )
}

/** The same for a token that exists. */
export function rowsOfToken(
  token: Pick<Token, 'permission' | 'scopes' | 'terraform_managed'>,
  role: RoleFacts | undefined,
  lockedFeatures: readonly string[],
): AccessRow[] {
  return rowsOf(
    { level: token.permission, scopes: token.scopes.filter(isPermission), terraform: token.terraform_managed },
    role,
    lockedFeatures,
  )
}

/** Scopes beyond a level fall away when the level is lowered; all of them ticked is the same as no limit. */
export function scopesWithin(level: Level, scopes: readonly Permission[] | null): Permission[] | null {
  if (scopes === null) return null
  const allowed = scopesOfLevel(level)
  const kept = allowed.filter((scope) => scopes.includes(scope))
  return kept.length === allowed.length ? null : kept
}

export type Warning =
  | { kind: 'admin_anywhere' }
  | { kind: 'changes_nothing' }
  | { kind: 'no_scope' }
  | { kind: 'similar'; name: string }

/** Said, never blocking. */
export function warningsOf(
  values: CreateValues,
  rows: readonly AccessRow[],
  others: readonly Pick<Token, 'name' | 'permission' | 'role_key' | 'status' | 'environment'>[],
): Warning[] {
  const warnings: Warning[] = []
  if (values.level === 'admin' && values.addresses.length === 0) warnings.push({ kind: 'admin_anywhere' })
  if (values.scopes?.length === 0) warnings.push({ kind: 'no_scope' })
  else if (values.level !== 'read' && matrixSummary(rows).change === 0) warnings.push({ kind: 'changes_nothing' })
  const similar = similarName(values, others)
  if (similar !== null) warnings.push({ kind: 'similar', name: similar })
  return warnings
}

function tidy(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/** A living token of the same environment whose name is nearly the same. */
function similarName(
  values: CreateValues,
  others: readonly Pick<Token, 'name' | 'status' | 'environment'>[],
): string | null {
  const mine = tidy(values.name)
  if (mine.length < 3) return null
  return (
    others.find(
      (other) => other.status === 'active' && other.environment === values.environment && tidy(other.name) === mine,
    )?.name ?? null
  )
}

/** When it ends, milliseconds; `null`: never; `undefined`: no day chosen yet. */
export function endsAt(
  values: Pick<CreateValues, 'expiry' | 'lastDay'>,
  now: number,
  zone: string,
): number | null | undefined {
  if (values.expiry === 'never') return null
  if (values.expiry === 'date') return endOfDay(values.lastDay, zone) ?? undefined
  return now + Number(values.expiry) * 86_400_000
}

/** What the form knows better than the schema. */
export function problemsOf(
  values: CreateValues,
  policy: Policy,
  now: number,
  zone: string,
  words: { missing: string; tooLate: string; past: string; name: string },
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (values.name.trim() === '') problems.push({ path: '/name', message: words.name })
  if (values.expiry === 'date') {
    const end = endsAt(values, now, zone)
    if (end === undefined || end === null) problems.push({ path: '/expires_at', message: words.missing })
    else if (end <= now) problems.push({ path: '/expires_at', message: words.past })
    else if (end > now + policy.max_lifetime_days * 86_400_000)
      problems.push({ path: '/expires_at', message: words.tooLate })
  }
  for (const address of values.addresses) {
    const wrong = problemWithRange(address)
    if (wrong !== null) problems.push({ path: '/allowed_ips', message: `${address} ${wrong}.` })
  }
  return problems
}

/** The body of `POST /admin/tokens`. */
export type CreateBody = NonNullable<BodyInput<typeof createToken>>

export function createBody(values: CreateValues, now: number, zone: string): CreateBody {
  const body: CreateBody = {
    name: values.name.trim(),
    purpose: values.purpose,
    owner_id: values.owner === '' ? null : values.owner,
    permission: values.level,
    role_key: values.role,
    environment: values.environment,
  }
  if (values.description.trim() !== '') body.description = values.description.trim()
  if (values.notes.trim() !== '') body.notes = values.notes.trim()
  if (values.scopes !== null) body.scopes = values.scopes
  if (values.reach === 'all') body.page_id = null
  if (values.terraform) body.terraform_managed = true
  if (values.addresses.length > 0) body.allowed_ips = values.addresses
  const end = endsAt(values, now, zone)
  if (values.expiry === 'never') body.expires_at = null
  else if (values.expiry !== 'date') body.expires_in_days = Number(values.expiry)
  else if (typeof end === 'number') body.expires_at = new Date(end).toISOString()
  return body
}

/** A proposal in the address bar (`?new=1&name=…&level=…`): a starting point, never sent by itself. Unknown words are left out. */
export function proposalOf(params: Readonly<Record<string, string | string[] | undefined>>): Partial<CreateValues> {
  const text = (name: string): string | undefined => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const preset = PRESETS.find((one) => one.key === text('preset'))
  const name = text('name')
  const description = text('description')
  return {
    ...(preset === undefined ? {} : presetValues(preset)),
    ...(name === undefined ? {} : { name: name.slice(0, 120) }),
    ...(description === undefined ? {} : { description: description.slice(0, 1000) }),
  }
}
