import { name, text, timeIn } from '../contract/fields.ts'
import { isPermission, LEVELS, type Permission } from '../contract/permissions.ts'
import { PRESETS, type Preset } from '../contract/presets.ts'
import { createToken, tokenPurposes } from '../contract/tokens.ts'
import { type AddCommand, jsonLine, UsageFailure } from './command-line.ts'
import { addConnectionFlags, type ConnectionFlags, connect } from './connection.ts'
import { flagChoice, flagDuration, flagValue } from './flags.ts'
import { shown } from './token-text.ts'

interface CreateFlags extends ConnectionFlags {
  readonly name: string
  readonly preset?: string
  readonly level?: string
  readonly role?: string
  readonly scope?: readonly string[]
  readonly environment?: string
  readonly everyPage?: boolean
  readonly terraformManaged?: boolean
  readonly expiresIn?: string
  readonly expiresAt?: string
  readonly neverExpires?: boolean
  readonly allowIp?: readonly string[]
  readonly owner?: string
  readonly purpose?: string
  readonly description?: string
  readonly notes?: string
}

/** `beatkeeper token create --name N [--preset P]`: the raw value alone goes to stdout, so that a script can take it as it is. */
export const addTokenCreate: AddCommand = (parent, cli) => {
  addConnectionFlags(parent.command('create'))
    .description('Create an API token; its raw value is printed once')
    .requiredOption('--name <name>', 'what it is called; name what uses it')
    .option('--preset <key>', `${PRESETS.map((preset) => preset.key).join(', ')} (default: read-only)`)
    .option('--level <level>', `${LEVELS.join(', ')}; instead of a preset, or to depart from it`)
    .option('--role <key>', 'its role on the page')
    .option('--scope <permission...>', 'only these permissions (default: all that the level implies)')
    .option('--environment <name>', 'live, test')
    .option('--every-page', 'for all pages, those to come among them')
    .option('--terraform-managed', 'may change what is locked for Terraform')
    .option('--expires-in <time>', 'how long it works, such as 24h or 90d')
    .option('--expires-at <time>', 'until when it works, such as 2027-01-31T12:00:00Z')
    .option('--never-expires', 'without an end, where the policy allows it')
    .option('--allow-ip <cidr...>', 'only from these addresses')
    .option('--owner <id>', 'the member who answers for it')
    .option('--purpose <purpose>', tokenPurposes.join(', '))
    .option('--description <text>', 'what it is for')
    .option('--notes <text>', 'anything else worth knowing')
    .action(async (flags: CreateFlags) => {
      const body = bodyFrom(flags, Date.now())
      const call = await connect(flags, cli)
      const created = await call(createToken, { body })
      if (flags.json === true) return cli.out(jsonLine(created))
      cli.err(`${shown(created.name)} is made (${created.id}). Its value is shown only now:\n`)
      cli.out(`${created.token}\n`)
    })
}

/** The fields of the new token. Level, role and scopes come from the preset; what is typed beside it wins. */
export function bodyFrom(flags: CreateFlags, now: number) {
  const preset = presetOf(flags)
  const permission = flags.level === undefined ? preset?.permission : flagChoice('--level', LEVELS, flags.level)
  const roleKey = flags.role ?? preset?.role_key
  if (permission === undefined || roleKey === undefined)
    throw new UsageFailure('Give --level and --role together, or a --preset.')
  const scopes = flags.scope === undefined ? preset?.scopes : scopesFrom(flags.scope)
  const terraform = flags.terraformManaged ?? preset?.terraform_managed
  return {
    name: flagValue('--name', name, flags.name),
    permission,
    role_key: roleKey,
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(flags.environment === undefined
      ? {}
      : { environment: flagChoice('--environment', ['live', 'test'] as const, flags.environment) }),
    ...(flags.everyPage === true ? { page_id: null } : {}),
    ...(terraform === undefined ? {} : { terraform_managed: terraform }),
    ...expiryFrom(flags, now),
    ...(flags.allowIp === undefined ? {} : { allowed_ips: [...flags.allowIp] }),
    ...(flags.owner === undefined ? {} : { owner_id: flags.owner }),
    ...(flags.purpose === undefined ? {} : { purpose: flagChoice('--purpose', tokenPurposes, flags.purpose) }),
    ...(flags.description === undefined
      ? {}
      : { description: flagValue('--description', text(1000), flags.description) }),
    ...(flags.notes === undefined ? {} : { notes: flagValue('--notes', text(10_000), flags.notes) }),
  }
}

/** Read-only where nothing was said; none where level and role were. */
function presetOf({ preset, level, role }: CreateFlags): Preset | undefined {
  if (preset === undefined && (level !== undefined || role !== undefined)) return undefined
  const key = flagChoice(
    '--preset',
    PRESETS.map((each) => each.key),
    preset ?? 'read-only',
  )
  return PRESETS.find((each) => each.key === key)
}

/** `--scope a b` and `--scope a,b` are the same; an empty text means no permission at all. */
function scopesFrom(typed: readonly string[]): Permission[] {
  return typed
    .flatMap((words) => words.split(/[\s,]+/))
    .filter((word) => word !== '')
    .map((word) => {
      if (!isPermission(word)) throw new UsageFailure(`--scope: "${word}" is no permission; one is incidents:read.`)
      return word
    })
}

const dayMs = 86_400_000

function expiryFrom({ expiresIn, expiresAt, neverExpires }: CreateFlags, now: number) {
  if ([expiresIn, expiresAt, neverExpires].filter((flag) => flag !== undefined).length > 1)
    throw new UsageFailure('Give one of --expires-in, --expires-at and --never-expires.')
  if (neverExpires === true) return { expires_at: null }
  if (expiresAt !== undefined) {
    flagValue('--expires-at', timeIn, expiresAt)
    return { expires_at: expiresAt }
  }
  if (expiresIn === undefined) return {}
  const ms = flagDuration('--expires-in', expiresIn)
  // Whole days are counted by the server, whose clock is the one that ends it.
  return ms % dayMs === 0 ? { expires_in_days: ms / dayMs } : { expires_at: new Date(now + ms).toISOString() }
}
