import { createServer } from 'node:http'
import Provider from 'oidc-provider'

/**
 * oidc-provider's own introspection over its own memory, with nothing of ours: what one would ask instead of our API. Prints its address, a
 * token that is live, and the credentials that it wants.
 */
const clientId = 'bench'
const secret = 'bench-secret-of-no-value'
const server = createServer()
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
const provider = new Provider(url, {
  clients: [
    {
      client_id: clientId,
      client_secret: secret,
      redirect_uris: ['https://app.example.com/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
  },
  ttl: { AccessToken: 86_400, Grant: 86_400 },
})
server.on('request', provider.callback())
const client = await provider.Client.find(clientId)
if (client === undefined) throw new Error('the client is not there')
const grant = new provider.Grant({ accountId: 'bench', clientId })
grant.addOIDCScope('openid')
const grantId = await grant.save()
const token = new provider.AccessToken({
  accountId: 'bench',
  client,
  grantId,
  gty: 'authorization_code',
  scope: 'openid',
})
process.stdout.write(
  `${JSON.stringify({ url: `${url}/token/introspection`, token: await token.save(), authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` })}\n`,
)
process.on('SIGTERM', () => process.exit(0))
