import { filled, type Snippet, slugOf } from '../../ui/snippet.ts'

/** How a token is put to use. Pure; test/renderer/token-dialogs.test.ts. */

export function snippetsOf(name: string, secret: string, origin: string): Snippet[] {
  const slug = slugOf(name)
  const variable = 'STATUS_TOKEN'
  return [
    {
      id: 'env',
      label: '.env',
      file: '.env',
      ...filled(secret, (value) => `STATUS_API=${origin}\n${variable}=${value}\n`),
    },
    {
      id: 'github',
      label: 'GitHub Actions',
      ...filled(
        secret,
        () =>
          `# The command asks for the secret, so that it is in no shell history.\ngh secret set ${variable}\n\n# .github/workflows/status.yml\nenv:\n  STATUS_API: ${origin}\n  ${variable}: \${{ secrets.${variable} }}\n`,
      ),
    },
    {
      id: 'terraform',
      label: 'Terraform',
      ...filled(
        secret,
        () =>
          `variable "status_token" {\n  type      = string\n  sensitive = true\n}\n\n# export TF_VAR_status_token=…   (never in a .tfvars file that is committed)\n`,
      ),
    },
    {
      id: 'vault',
      label: 'Vault',
      ...filled(
        secret,
        () => `# Reads the secret from standard input.\nvault kv put -mount=secret status/${slug} token=-\n`,
      ),
    },
    {
      id: '1password',
      label: '1Password',
      ...filled(
        secret,
        () =>
          `op item create --category="API Credential" --title="${slug}" \\\n  "hostname=${origin}"\n# then paste the secret into its field "credential"\nop run --env-file=.env -- ./script\n# .env: ${variable}="op://Private/${slug}/credential"\n`,
      ),
    },
    {
      id: 'aws',
      label: 'AWS',
      ...filled(
        secret,
        () =>
          `# Reads the secret from standard input.\naws secretsmanager create-secret --name status/${slug} \\\n  --secret-string file:///dev/stdin\n`,
      ),
    },
  ]
}
