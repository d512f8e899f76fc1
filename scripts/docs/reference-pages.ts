import { scopesOfLevel } from '../../src-server/access/levels.ts'
import { credentialsOf, type Endpoint, fullPath } from '../../src-server/contract/endpoint.ts'
import { auditActions, auditEvent } from '../../src-server/contract/events.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import {
  BUILT_IN_ROLES,
  IMPLICATIONS,
  LEVELS,
  OAUTH_SCOPES,
  PERMISSION_SENTENCES,
  PERMISSIONS,
} from '../../src-server/contract/permissions.ts'
import { PRESETS, type Preset } from '../../src-server/contract/presets.ts'
import { describeProblem, problemCodes } from '../../src-server/contract/problems.ts'
import { type FieldWords, fieldsOf, namesIn } from './schema-words.ts'

/** The pages of docs/reference, made from the contract that server, console and command line run. Pure. */
export interface ReferencePage {
  /** From the root of the repository. */
  readonly file: string
  readonly text: string
}

export function referencePages(): ReferencePage[] {
  return [
    { file: 'docs/reference/api.md', text: apiPage(endpoints) },
    { file: 'docs/reference/permissions.md', text: permissionsPage() },
    { file: 'docs/reference/errors.md', text: errorsPage() },
    { file: 'docs/reference/events.md', text: eventsPage() },
  ]
}

const generated =
  '<!-- Generated from src-server/contract by npm run docs. Change the contract, then run that again. -->\n\n'

function apiPage(all: readonly Endpoint[]): string {
  const groups = Map.groupBy(all, (endpoint) => endpoint.id.split('.')[0] ?? '')
  const contents = [...groups.keys()].map((name) => `- [${title(name)}](#${name.replaceAll('_', '-')})`)
  const sections = [...groups].map(([name, list]) => `## ${title(name)}\n\n${list.map(endpointSection).join('\n')}`)
  return `${generated}# API reference

Every route that this version has. The same contract as OpenAPI 3.1 is at \`/api/v1/openapi.json\` of your server, and as a page to read at
\`/api/docs\`. What the permissions mean is in [permissions](permissions.md), the refusals are in [errors](errors.md), what the log calls a
change is in [events](events.md). How to begin is in the [quickstart](../quickstart.md).

Bodies and answers are JSON with names in \`snake_case\`; times are RFC 3339 in UTC. A list is \`{"data": […], "next_cursor": …}\`; pass
\`next_cursor\` back as \`cursor\` until it is \`null\`. A field that is not listed here is refused.

${contents.join('\n')}

${sections.join('\n')}`
}

function endpointSection(endpoint: Endpoint): string {
  const facts = [
    `Needs ${needs(endpoint)}.`,
    ...(endpoint.permission === 'public' ? [] : [`Takes ${credentialWords(endpoint)}.`]),
    ...(endpoint.everyPage === true ? ['Speaks for the whole workspace: the caller needs every page.'] : []),
    ...(endpoint.ownerOnly === true ? ['For owners, in a session.'] : []),
    ...(endpoint.reauthenticate === true ? ['A session must have given its password in the last five minutes.'] : []),
    ...(endpoint.terraformTokensOnly === true ? ['Of tokens, only terraform-managed ones.'] : []),
    ...(endpoint.lock === undefined ? [] : [`Refused with \`terraform_locked\` while \`${endpoint.lock}\` is locked.`]),
    ...(endpoint.ownLimitPerMinute === undefined
      ? []
      : [`At most ${endpoint.ownLimitPerMinute} calls a minute for each credential.`]),
    ...(endpoint.countsAsUse === false ? ['Does not count as use of the token.'] : []),
    `Answers ${endpoint.status}${endpoint.change === null ? '' : `, and the log says \`${endpoint.change}\``}.`,
  ]
  const problems = endpoint.problems ?? []
  return [
    `### ${endpoint.method} ${fullPath(endpoint)}\n`,
    `${endpoint.summary}.\n`,
    `${facts.join(' ')}\n`,
    ...table('Query', endpoint.query === undefined ? [] : fieldsOf(endpoint.query)),
    ...table(endpoint.bodyOptional === true ? 'Body, may be left out' : 'Body', bodyFields(endpoint)),
    ...returned(endpoint),
    ...(problems.length === 0 ? [] : [`Refusals of its own: ${problems.map((each) => `\`${each}\``).join(', ')}.\n`]),
  ].join('\n')
}

/** The names in the answer, of a list those of one entry. */
function returned({ reply, status, answers }: Endpoint): string[] {
  if (status === 204 || answers !== undefined) return []
  const { names, each } = namesIn(reply)
  if (names.length === 0) return []
  return [`Returns ${each ? 'a list of ' : ''}${names.map((name) => `\`${name}\``).join(', ')}.\n`]
}

function bodyFields({ body }: Endpoint): FieldWords[] {
  return body === undefined ? [] : fieldsOf(body)
}

function table(heading: string, fields: readonly FieldWords[]): string[] {
  if (fields.length === 0) return []
  const rows = fields.map(({ name, words, required }) => `| \`${name}\` | ${words} | ${required ? 'yes' : ''} |`)
  return [`| ${heading} | takes | required |\n|---|---|---|\n${rows.join('\n')}\n`]
}

function needs({ permission, andPermission, orPermission }: Endpoint): string {
  if (permission === 'public') return 'no credential'
  if (permission === 'authenticated') return 'any credential that works'
  const more = andPermission === undefined ? '' : ` and \`${andPermission}\``
  return `\`${permission}\`${more}${orPermission === undefined ? '' : ` or \`${orPermission}\``}`
}

const kindWords = { api_token: 'API tokens', oauth: 'OAuth', session: 'sessions', magic: 'links' } as const

function credentialWords(endpoint: Endpoint): string {
  return credentialsOf(endpoint)
    .map((kind) => kindWords[kind])
    .join(', ')
}

function title(name: string): string {
  const words = name.replaceAll('_', ' ')
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

const yes = (holds: boolean): string => (holds ? '✓' : '')

function permissionsPage(): string {
  const rows = PERMISSIONS.map((permission) => {
    const implied = IMPLICATIONS.flatMap(([holds, also]) => (holds === permission ? [`\`${also}\``] : []))
    const levels = LEVELS.map((level) => yes(scopesOfLevel(level).includes(permission))).join(' | ')
    const oauth = yes(OAUTH_SCOPES.some((scope) => scope === permission))
    return `| \`${permission}\` | ${PERMISSION_SENTENCES[permission]} | ${implied.join(', ')} | ${levels} | ${oauth} |`
  })
  const roles = BUILT_IN_ROLES.map(
    ({ key, name, description, permissions }) =>
      `### ${name}\n\nKey \`${key}\`. ${description}\n\n${permissions.map((each) => `\`${each}\``).join(' ')}\n`,
  )
  const presets: readonly Preset[] = PRESETS
  const presetRows = presets.map(
    ({ key, name, description, permission, role_key, scopes, terraform_managed }) =>
      `| ${name} | \`${key}\` | \`${permission}\` | \`${role_key}\` | ${scopes?.map((scope) => `\`${scope}\``).join(' ') ?? 'all of the level'}${terraform_managed === true ? ', Terraform' : ''} | ${description} |`,
  )
  return `${generated}# Permissions, levels, roles and presets

What a token may do is **level ∩ scopes ∩ role**: a permission counts only where all three hold it. What a person may do is their role. Each
set is closed first: a permission brings along what it *includes*.

## Permissions and levels

| permission | opens | includes | ${LEVELS.map((level) => `\`${level}\``).join(' | ')} | OAuth |
|---|---|---|${LEVELS.map(() => ':-:').join('|')}|:-:|
${rows.join('\n')}

## Built-in roles

They are the same in every workspace and cannot be changed. Roles of your own are made while advanced RBAC is on.

${roles.join('\n')}
## Presets

Starting points of the create dialog and of \`beatkeeper token create --preset\`. They fill in the fields and decide nothing.

| preset | key | level | role | scopes | for |
|---|---|---|---|---|---|
${presetRows.join('\n')}
`
}

function errorsPage(): string {
  const rows = problemCodes.map((problem) => {
    const { code, status, title: name, detail } = describeProblem(problem)
    return `| ${status} | \`${code}\` | ${name} | ${detail} |`
  })
  return `${generated}# Errors

Every refusal is an RFC 9457 document (\`application/problem+json\`):

\`\`\`json
{
  "type": "urn:beatkeeper:problem:validation_failed",
  "title": "Validation failed",
  "status": 422,
  "detail": "Some fields are wrong; errors lists them.",
  "code": "validation_failed",
  "request_id": "req_…",
  "errors": [{ "path": "/name", "message": "must be 1 to 120 characters long" }]
}
\`\`\`

Decide by \`code\`, which is also in the header \`X-Error\`; show \`detail\` to people: it says what to do. \`request_id\` (header
\`X-Request-ID\`) finds the row in the audit log. \`errors\` is there where single fields are wrong. 429 and 503 carry \`Retry-After\`.

| status | code | title | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}

function eventsPage(): string {
  const rows = auditActions.map((action) => {
    const { kind, says, fields } = auditEvent(action)
    return `| \`${action}\` | ${kind} | ${says} | ${fields.map((field) => `\`${field}\``).join(' ')} |`
  })
  return `${generated}# Events of the audit log

A row of kind \`change\`, \`auth\` or \`system\` has one of these as its \`action\`. Only the fields named here can stand in its \`before\` and
\`after\`; whatever else a thing holds never reaches the log. A row of kind \`request\` has the id of its route instead (\`tokens.list\`, see the
[API reference](api.md)), or \`refused.\` and a [code](errors.md) where no route or no caller was reached. How rows are chained is in
[audit-format.md](../audit-format.md).

| action | kind | says | fields |
|---|---|---|---|
${rows.join('\n')}
`
}
