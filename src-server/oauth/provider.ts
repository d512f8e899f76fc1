import type Provider from 'oidc-provider'
import type { AdapterFactory, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { PERMISSIONS } from '../contract/permissions.ts'
import { mintSecret } from '../credentials/secret-format.ts'
import type { Readable } from '../db/database.ts'
import { protocolScopes } from './adapter/clients.ts'
import { isClientSecret } from './client-secrets.ts'
import { findReusableGrant, pageOfGrant } from './grant-store.ts'
import * as lifetimes from './lifetimes.ts'
import type { SigningKey } from './signing-keys.ts'
import type { UnitsOfWork } from './unit-of-work.ts'

/**
 * oidc-provider, configured: it decides the protocol, we store and show (security.md 2.8).
 *
 * Chosen against its defaults: PKCE for everyone, also confidential clients; refresh tokens rotated always; code, no implicit and no
 * `none`; no tolerance for clocks; redirect_uri never left out; our own values, so that none is kept in clear and each has a checksum;
 * client secrets compared by hash. Off: dynamic registration, device flow, CIBA, PAR, web_message, the claims parameter, its development
 * pages. Loaded on first use: with it a server needs thirty megabytes more. Held by test/oauth/discovery.test.ts and test/oauth/flow.test.ts.
 */

export type OidcModule = typeof import('oidc-provider')

export interface ProviderOptions {
  readonly oidc: OidcModule
  readonly issuer: string
  readonly keys: readonly SigningKey[]
  readonly adapter: AdapterFactory
  readonly db: Readable
  readonly units: UnitsOfWork
  /** The only page that a user could choose, or null: they have several. */
  onlyPageOf(userId: string): string | null
  /** The page for people about an authorization request that cannot be answered. */
  errorPage(error: { readonly error: string; readonly error_description?: string | undefined }): string
  /** Tokens were issued. */
  issued(context: KoaContextWithOIDC): void
  /** A bug, or storage that failed. */
  failed(error: Error): void
}

const off = { enabled: false } as const

/** A provider for one issuer and set of keys; both change seldom, and it is made anew. */
export function createProvider(options: ProviderOptions): Provider {
  const { oidc, issuer, keys, db, units } = options
  const provider = new oidc.default(issuer, {
    adapter: options.adapter,
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    // Those of others ask for the eleven of StatusPulse, which their registration holds them to; Beatkeeper's own for any.
    scopes: [...protocolScopes, ...PERMISSIONS],
    claims: {
      openid: ['sub', 'scp', 'name', 'email'],
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256'],
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    clockTolerance: 0,
    enableHttpPostMethods: false,
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    clientBasedCORS: () => false,
    // An access token that is revoked ends alone; the adapter asks the same question for the rest of the grant.
    revokeGrantPolicy: () => units.current.revoking !== 'access',
    conformIdTokenClaims: false,
    ttl: {
      AuthorizationCode: lifetimes.codeSeconds,
      AccessToken: lifetimes.accessSeconds,
      IdToken: lifetimes.idTokenSeconds,
      Interaction: lifetimes.interactionSeconds,
      Session: lifetimes.sessionIdleSeconds,
      Grant: lifetimes.refreshSeconds,
      RefreshToken: lifetimes.refreshSeconds,
    },
    cookies: {
      // Names between us and it alone: what a browser sees is cookies.ts.
      names: { session: 'session', interaction: 'interaction', resume: 'resume' },
      long: { signed: false, httpOnly: true, sameSite: 'lax' },
      short: { signed: false, httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      introspection: '/oauth/introspect',
      userinfo: '/oauth/userinfo',
      jwks: '/oauth/jwks',
      end_session: '/oauth/session/end',
    },
    interactions: {
      policy: policyOf(oidc),
      url: (_context, interaction) => `/oauth/interaction/${interaction.uid}`,
    },
    features: {
      devInteractions: off,
      claimsParameter: off,
      dPoP: off,
      resourceIndicators: off,
      pushedAuthorizationRequests: off,
      rpInitiatedLogout: off,
      backchannelLogout: off,
      requestObjects: off,
      clientCredentials: off,
      deviceFlow: off,
      registration: off,
      userinfo: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => {
          if (token.clientId !== client.clientId) return false
          units.current.revoking = token.kind === 'RefreshToken' ? 'refresh' : 'access'
          return true
        },
      },
    },
    extraTokenClaims: (_context, token) => ({ scp: scopesIn('scope' in token ? token.scope : undefined) }),
    findAccount: (_context, id, token) => {
      const account = accountOf(db, id)
      if (account !== undefined && token !== undefined && 'clientId' in token && token.clientId !== undefined)
        units.current.caller = { appId: token.clientId, userId: id, pageId: pageOfGrant(db, token.grantId) }
      return account
    },
    loadExistingGrant: (context) => existingGrant(context, options),
    renderError: (context, out) => {
      context.type = 'html'
      context.body = options.errorPage(out)
    },
  } satisfies Configuration)
  giveOurValues(provider)
  Object.defineProperty(provider.Client.prototype, 'compareClientSecret', {
    value: async function compareClientSecret(this: { clientId: string }, secret: unknown) {
      const isRight = isClientSecret(db, this.clientId, secret, units.current.now)
      if (isRight) units.current.caller = { appId: this.clientId, userId: null, pageId: null }
      return isRight
    },
  })
  provider.on('grant.success', options.issued)
  provider.on('server_error', (_context, error) => options.failed(error))
  return provider
}

/** Codes and tokens in our own formats: a prefix that says the kind, 190 random bits, a checksum. */
function giveOurValues(provider: Provider): void {
  for (const [model, kind] of [
    [provider.AuthorizationCode, 'oauth_code'],
    [provider.AccessToken, 'oauth_access'],
    [provider.RefreshToken, 'oauth_refresh'],
  ] as const)
    Object.defineProperty(model.prototype, 'generateTokenId', {
      value: function generateTokenId(this: { format?: string }) {
        if (kind === 'oauth_access') this.format = 'opaque'
        return mintSecret(kind)
      },
    })
}

/** Its own policy, and one more rule: an app that can keep no secret is allowed anew each time (RFC 6749 §10.2). */
function policyOf({ interactionPolicy }: OidcModule) {
  const policy = interactionPolicy.base()
  const { Check } = interactionPolicy
  policy
    .get('consent')
    ?.checks.add(
      new Check('public_client', 'public clients are allowed each time', 'consent_required', ({ oidc }) =>
        oidc.client?.tokenEndpointAuthMethod === 'none' && oidc.result?.consent === undefined
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}

interface PersonRow {
  id: string
  name: string
  email: string
}

/** Someone who can sign in, and what an app may know of them. */
function accountOf(db: Readable, id: string) {
  const user = db.get<PersonRow>('SELECT id, name, email FROM users WHERE id = ? AND disabled_at IS NULL', id)
  if (user === undefined) return undefined
  return {
    accountId: user.id,
    claims: (_use: string, scope: string) => ({
      sub: user.id,
      name: user.name,
      email: user.email,
      scp: scopesIn(scope),
    }),
  }
}

/** The words of a scope, each once: what `scp` says. */
export function scopesIn(scope: string | undefined): string[] {
  return [...new Set((scope ?? '').split(' '))].filter((word) => word !== '')
}

/**
 * The grant that an authorization goes on with: the one that was just given, or for an app that can keep a secret the one that it has from
 * this user for this page.
 */
async function existingGrant(context: KoaContextWithOIDC, { db, units, onlyPageOf }: ProviderOptions) {
  const { client, result, session, provider } = context.oidc
  const { hostPageId, now } = units.current
  const given = result?.consent?.grantId
  const accountId = session?.accountId
  if (client === undefined || accountId === undefined) return undefined
  const isConfidential = client.tokenEndpointAuthMethod !== 'none'
  const pageId = hostPageId ?? onlyPageOf(accountId)
  const id =
    given ?? (isConfidential ? findReusableGrant(db, { appId: client.clientId, userId: accountId, pageId, now }) : null)
  return id === null ? undefined : provider.Grant.find(id)
}
