/** How a secret is put to use, for the tabs of "Secret, once". `copy` may hold the secret; `shown` never does. Pure; test/renderer/token-dialogs.test.ts. */

export interface Snippet {
  id: string
  label: string
  /** What stands on the screen: the secret is masked. */
  shown: string
  /** What is copied or saved. */
  copy: string
  /** Can be saved under this name. */
  file?: string
}

/** `bk_live_Jq8v…` */
export function masked(secret: string): string {
  return `${secret.slice(0, 12)}…`
}

/** A word for resource names: letters, digits and dashes. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'beatkeeper' : slug.slice(0, 60)
}

export function snippetsOf(name: string, secret: string, origin: string): Snippet[] {
  const slug = slugOf(name)
  const variable = 'STATUS_TOKEN'
  const filled = (template: (value: string) => string): Pick<Snippet, 'shown' | 'copy'> => ({
    shown: template(masked(secret)),
    copy: template(secret),
  })
  return [
    { id: 'env', label: '.env', file: '.env', ...filled((value) => `STATUS_API=${origin}\n${variable}=${value}\n`) },
    {
      id: 'github',
      label: 'GitHub Actions',
      ...filled(
        () =>
          `# The command asks for the secret, so that it is in no shell history.\ngh secret set ${variable}\n\n# .github/workflows/status.yml\nenv:\n  STATUS_API: ${origin}\n  ${variable}: \${{ secrets.${variable} }}\n`,
      ),
    },
    {
      id: 'terraform',
      label: 'Terraform',
      ...filled(
        () =>
          `variable "status_token" {\n  type      = string\n  sensitive = true\n}\n\n# export TF_VAR_status_token=…   (never in a .tfvars file that is committed)\n`,
      ),
    },
    {
      id: 'vault',
      label: 'Vault',
      ...filled(() => `# Reads the secret from standard input.\nvault kv put -mount=secret status/${slug} token=-\n`),
    },
    {
      id: '1password',
      label: '1Password',
      ...filled(
        () =>
          `op item create --category="API Credential" --title="${slug}" \\\n  "hostname=${origin}"\n# then paste the secret into its field "credential"\nop run --env-file=.env -- ./script\n# .env: ${variable}="op://Private/${slug}/credential"\n`,
      ),
    },
    {
      id: 'aws',
      label: 'AWS',
      ...filled(
        () =>
          `# Reads the secret from standard input.\naws secretsmanager create-secret --name status/${slug} \\\n  --secret-string file:///dev/stdin\n`,
      ),
    },
  ]
}
