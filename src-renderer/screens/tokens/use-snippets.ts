import type { Level } from '../../../src-server/contract/permissions.ts'

/**
 * How a token is put to use in five places, for its page: each reads the secret from where that place keeps secrets, so that none holds
 * it, shows it to the process list or writes it to a shell's history. Pure; test/cli/use-snippets.curl.test.ts runs them.
 */

export interface UseSnippet {
  readonly id: 'curl' | 'node' | 'python' | 'terraform' | 'github'
  /** A name of its own, in no language. */
  readonly label: string
  readonly code: string
  /** Runs elsewhere: of no use while only this computer reaches the workspace. */
  readonly elsewhere: boolean
}

export interface UseOptions {
  /** Plain, as `plainOrigin` makes it. */
  readonly origin: string
  readonly level: Level
  /** The page to speak about, where the token has several; an id. */
  readonly pageId: string | null
}

export function useSnippetsOf(given: UseOptions): UseSnippet[] {
  // An id of ours, or none: what a server says goes into commands that people paste into a shell.
  const options = { ...given, pageId: /^pag_[0-9A-Za-z]+$/.test(given.pageId ?? '') ? given.pageId : null }
  return [
    { id: 'curl', label: 'curl', code: curl(options), elsewhere: false },
    { id: 'node', label: 'Node', code: node(options), elsewhere: false },
    { id: 'python', label: 'Python', code: python(options), elsewhere: false },
    { id: 'terraform', label: 'Terraform', code: terraform(options), elsewhere: false },
    { id: 'github', label: 'GitHub Actions', code: github(options), elsewhere: true },
  ]
}

/** Given to curl on its standard input: an argument would be seen by every user of the machine. */
function curlLines({ origin, pageId }: UseOptions): string[] {
  const page = pageId === null ? '' : ` -H "X-Page: ${pageId}"`
  return [
    `printf 'Authorization: Bearer %s\\n' "$STATUS_TOKEN" |`,
    `  curl -sS --fail-with-body -H @-${page} ${origin}/api/v1/me`,
  ]
}

function curl(options: UseOptions): string {
  return `# The secret lies in a file that only you can read.
STATUS_TOKEN=$(cat ~/.config/beatkeeper/token)

${curlLines(options).join('\n')}
`
}

function node({ origin, pageId }: UseOptions): string {
  const page = pageId === null ? '' : `\n    'X-Page': '${pageId}',`
  return `const answer = await fetch('${origin}/api/v1/me', {
  headers: {
    Authorization: \`Bearer \${process.env.STATUS_TOKEN}\`,${page}
  },
  signal: AbortSignal.timeout(10_000),
})
if (!answer.ok) throw new Error(\`\${answer.status} \${answer.headers.get('X-Error')}\`)
console.log(await answer.json())
`
}

function python({ origin, pageId }: UseOptions): string {
  const page = pageId === null ? '' : `\n    "X-Page": "${pageId}",`
  return `import json, os, urllib.request

request = urllib.request.Request("${origin}/api/v1/me", headers={
    "Authorization": f"Bearer {os.environ['STATUS_TOKEN']}",${page}
})
with urllib.request.urlopen(request, timeout=10) as answer:
    print(json.load(answer))
`
}

function terraform({ origin, level, pageId }: UseOptions): string {
  const page = pageId === null ? '' : `\n    X-Page        = "${pageId}"`
  const example =
    level === 'read'
      ? `data "restapi_object" "website" {
  path         = "/admin/components"
  results_key  = "data"
  search_key   = "name"
  search_value = "Website"
}`
      : `resource "restapi_object" "website" {
  path = "/admin/components"
  data = jsonencode({ name = "Website" })
}`
  return `# export TF_VAR_status_token="$(cat ~/.config/beatkeeper/token)"
terraform {
  required_providers {
    restapi = { source = "Mastercard/restapi" }
  }
}

variable "status_token" {
  type      = string
  sensitive = true
}

provider "restapi" {
  uri                  = "${origin}/api/v1"
  update_method        = "PATCH"
  write_returns_object = true
  headers = {
    Authorization = "Bearer \${var.status_token}"${page}
    Content-Type  = "application/json"
  }
}

${example}
`
}

function github(options: UseOptions): string {
  return `# gh secret set STATUS_TOKEN < ~/.config/beatkeeper/token
name: Status
on: workflow_dispatch
jobs:
  status:
    runs-on: ubuntu-latest
    steps:
      - env:
          STATUS_TOKEN: \${{ secrets.STATUS_TOKEN }}
        run: |
${curlLines(options)
  .map((line) => `          ${line}`)
  .join('\n')}
`
}
