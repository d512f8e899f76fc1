import type { Token } from '../contract/tokens.ts'

/** API tokens as lines for people. Pure: the time is an argument. */

const dayMs = 86_400_000

/** A table with a heading; columns as wide as their widest cell. */
export function tokenTable(tokens: readonly Token[], now: number): string {
  const heading = ['ID', 'NAME', 'STATUS', 'LEVEL', 'ROLE', 'LAST USED', 'EXPIRES']
  const rows = tokens.map((token) => [
    token.id,
    clipped(shown(token.name)),
    token.status,
    token.permission,
    token.role_key,
    token.last_used_at === null ? 'never' : daysWords(Date.parse(token.last_used_at), now),
    token.expires_at === null ? 'never' : daysWords(Date.parse(token.expires_at), now),
  ])
  return columnsOf([heading, ...rows])
}

/** Rows as lines, columns as wide as their widest cell. */
export function columnsOf(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return table
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('')
}

const nameWidth = 40

/** A name of 120 characters would push every other column off the screen; `token show` has it whole. */
function clipped(text: string): string {
  const points = [...text]
  return points.length > nameWidth ? `${points.slice(0, nameWidth - 1).join('')}…` : text
}

/** All that there is to say about one. */
export function tokenLines(token: Token, now: number): string {
  const when = (iso: string | null): string => (iso === null ? 'never' : `${iso} (${daysWords(Date.parse(iso), now)})`)
  const lines: [string, string][] = [
    ['Name', shown(token.name)],
    ['Id', token.id],
    ['Begins with', `${token.token_prefix}…`],
    ['Status', token.status],
    ['Level', token.permission],
    ['Role', `${shown(token.role_name)} (${token.role_key})`],
    ['Scopes', token.scopes.join(' ') || 'none'],
    ['Page', token.page_id ?? 'every page'],
    ['Environment', token.environment],
    ['Terraform', token.terraform_managed ? 'managed' : 'no'],
    ['Purpose', token.purpose],
    ['Owner', token.owner === null ? 'nobody' : `${shown(token.owner.name)}${token.owner_gone ? ' (gone)' : ''}`],
    ['Addresses', token.allowed_ips?.join(' ') ?? 'any'],
    ['Created', `${when(token.created_at)}${token.created_by === null ? '' : ` by ${shown(token.created_by.name)}`}`],
    ['Expires', when(token.expires_at)],
    ['Last used', `${when(token.last_used_at)}${token.last_used_ip === null ? '' : ` from ${token.last_used_ip}`}`],
    ['Uses', token.use_count.toLocaleString('en')],
  ]
  if (token.description !== '') lines.push(['Description', shown(token.description)])
  if (token.rotation !== null)
    lines.push(['Rotating', `ends ${token.rotation.old_ends_at ?? `at the latest ${token.rotation.hard_stop_at}`}`])
  if (token.revoked_at !== null)
    lines.push(['Revoked', `${when(token.revoked_at)}: ${shown(token.revoke_reason ?? '')}`])
  if (token.exposed_at !== null) lines.push(['Exposed', `${when(token.exposed_at)}: seen in a URL. Rotate it.`])
  return lines.map(([label, value]) => `${`${label}:`.padEnd(14)}${value}\n`).join('')
}

/** `today`, `in 6 days`, `37 days ago`. */
export function daysWords(at: number, now: number): string {
  const days = Math.round((at - now) / dayMs)
  if (days === 0) return 'today'
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return days > 0 ? `in ${count}` : `${count} ago`
}

/** Text that someone else wrote, without what could move a terminal's cursor. */
export function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
}
