import { filled, type Snippet, slugOf } from '../../ui/snippet.ts'

/** How a client secret is put to use. Pure; test/renderer/oauth-model.test.ts. */
export function snippetsOf(name: string, clientId: string, secret: string, issuer: string): Snippet[] {
  const slug = slugOf(name)
  return [
    {
      id: 'env',
      label: '.env',
      file: '.env',
      ...filled(secret, (value) => `OIDC_ISSUER=${issuer}\nOIDC_CLIENT_ID=${clientId}\nOIDC_CLIENT_SECRET=${value}\n`),
    },
    {
      id: 'node',
      label: 'openid-client',
      ...filled(
        secret,
        () =>
          `import * as client from 'openid-client'\n\nconst config = await client.discovery(\n  new URL(process.env.OIDC_ISSUER),\n  process.env.OIDC_CLIENT_ID,\n  process.env.OIDC_CLIENT_SECRET,\n)\n`,
      ),
    },
    {
      id: 'vault',
      label: 'Vault',
      ...filled(
        secret,
        () => `# Reads the secret from standard input.\nvault kv put -mount=secret oauth/${slug} client_secret=-\n`,
      ),
    },
    {
      id: 'github',
      label: 'GitHub Actions',
      ...filled(
        secret,
        () =>
          '# The command asks for the secret, so that it is in no shell history.\ngh secret set OIDC_CLIENT_SECRET\n',
      ),
    },
  ]
}
