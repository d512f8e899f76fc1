import { changesState } from '../../src-server/contract/endpoint.ts'
import { endpoints } from '../../src-server/contract/index.ts'
import { mintMagicToken } from '../../src-server/credentials/magic-tokens.ts'
import { authenticatorOf, turnOnTwoFactor } from '../identity/authenticator.ts'
import { join, login, memberPassword, type SignedIn, signIn, tokenIn } from '../identity/people.ts'
import { softPasskey } from '../identity/soft-passkey.ts'
import type { Answer, Ask } from '../support/ask.ts'
import { ownerPassword } from '../support/harness.ts'
import { subscriberMutations } from './subscriber-mutations.ts'
import { expecting, mintBy, post, type World } from './world.ts'

/** For every endpoint that changes something, a request that succeeds, with everything it needs made before. */
export interface Mutation {
  readonly endpoint: string
  /** Makes what the request needs and answers how to send it, as often as one likes: only the first success changes something. */
  readonly prepare: (world: World) => Promise<() => Promise<Answer>>
}

let made = 0
const fresh = (): string => {
  made += 1
  return `n${made}`
}

/** Endpoints that change something and are not listed here; must be empty. `setup.create` needs a server that is not set up. */
export function unlisted(mutations: readonly Mutation[]): string[] {
  const listed = new Set(mutations.map(({ endpoint }) => endpoint))
  return endpoints
    .filter((endpoint) => changesState(endpoint) && !listed.has(endpoint.id) && endpoint.id !== 'setup.create')
    .map(({ id }) => id)
}

const window = { scheduled_for: '2040-01-01T00:00:00Z', scheduled_until: '2040-01-01T01:00:00Z' }
const person = (world: World, role_key = 'viewer'): Promise<SignedIn> =>
  join(world.server, world.owner, { email: `${fresh()}@example.org`, role_key })

export const mutations: readonly Mutation[] = [
  ...subscriberMutations,
  ...asOwner('tokens.create', async () =>
    post('/admin/tokens', { name: fresh(), permission: 'read', role_key: 'viewer' }),
  ),
  ...asOwner('tokens.update', async (world) =>
    patch(`/admin/tokens/${(await mintBy(world.owner)).id}`, { name: fresh() }),
  ),
  ...asOwner('tokens.delete', async (world) => remove(`/admin/tokens/${(await mintBy(world.owner)).id}`)),
  ...asOwner('tokens.revoke', async (world) =>
    post(`/admin/tokens/${(await mintBy(world.owner)).id}/revoke`, { reason: 'x' }),
  ),
  ...asOwner('tokens.disable', async (world) => post(`/admin/tokens/${(await mintBy(world.owner)).id}/disable`)),
  ...asOwner('tokens.enable', async (world) => {
    const { id } = await mintBy(world.owner)
    await expecting(200, world.owner.ask(post(`/admin/tokens/${id}/disable`)))
    return post(`/admin/tokens/${id}/enable`)
  }),
  ...asOwner('tokens.rotate', async (world) => post(`/admin/tokens/${(await mintBy(world.owner)).id}/rotate`)),
  ...asOwner('tokens.bulk', async (world) => {
    const ids = [(await mintBy(world.owner)).id, (await mintBy(world.owner)).id]
    return post('/admin/tokens/bulk', { ids, action: 'revoke', reason: 'x' })
  }),
  {
    endpoint: 'me.revoke',
    async prepare(world) {
      const { token } = await mintBy(world.owner)
      return () => world.server.ask(post('/me/revoke', { reason: 'x' }, { token }))
    },
  },
  {
    endpoint: 'me.rotate',
    async prepare(world) {
      const body = { token_policy: { self_rotation: true } }
      await expecting(200, world.owner.ask({ method: 'PATCH', path: '/api/v1/org/settings', body }))
      const { token } = await mintBy(world.owner)
      return () => world.server.ask(post('/me/rotate', undefined, { token }))
    },
  },
  ...asOwner('roles.create', async () =>
    post('/admin/roles', { key: `role-${fresh()}`, name: 'x', permissions: ['checks:read'] }),
  ),
  ...asOwner('roles.update', async (world) => patch(await role(world), { name: fresh() })),
  ...asOwner('roles.delete', async (world) => remove(await role(world))),
  ...asOwner('locks.create', async (world) => {
    await world.owner.ask({ method: 'DELETE', path: '/api/v1/admin/settings/general/lock', body: { reason: 'x' } })
    return { method: 'PUT', path: '/api/v1/admin/settings/general/lock', body: { reason: 'x' } }
  }),
  ...asOwner('locks.delete', async (world) => {
    await world.owner.ask({ method: 'PUT', path: '/api/v1/admin/settings/general/lock', body: { reason: 'x' } })
    return { method: 'DELETE', path: '/api/v1/admin/settings/general/lock', body: { reason: 'x' } }
  }),
  ...asOwner('settings.update_general', async () => patch('/admin/settings/general', { description: fresh() })),
  ...asOwner('settings.update_branding', async () => patch('/admin/settings/branding', { header: fresh() })),
  ...asOwner('settings.update_localization', async (world) => {
    const before = (await expecting(200, world.owner.ask({ path: '/api/v1/admin/settings' }))).json.localization.locale
    return patch('/admin/settings/localization', { locale: before === 'de' ? 'en' : 'de' })
  }),
  ...asOwner('settings.update_domains', async () =>
    patch('/admin/settings/domains', { hosts: ['status.acme.test', `${fresh()}.acme.test`] }),
  ),
  ...asOwner('settings.update_notifications', async () =>
    patch('/admin/settings/notifications', { smtp: { ...mailServer, host: `${fresh()}.example.org` } }),
  ),
  ...asOwner('settings.test_notifications', async (world) => {
    await expecting(200, world.owner.ask(patch('/admin/settings/notifications', { smtp: null })))
    return post('/admin/settings/notifications/test', { to: 'someone@example.org' })
  }),
  ...asOwner('outbox.open', async (world) => {
    await expecting(200, world.owner.ask(patch('/admin/settings/notifications', { smtp: mailServer })))
    const { email } = (await invite(world)).json
    const [mail] = (await expecting(200, world.owner.ask({ path: `/api/v1/admin/outbox?q=${email}` }))).json.data
    return post(`/admin/outbox/${mail.id}/open`)
  }),
  ...asOwner('pages.create', async () => post('/org/pages', { name: fresh() })),
  ...asOwner('pages.update', async (world) => patch(`/org/pages/${world.there}`, { name: fresh() })),
  ...asOwner('pages.delete', async (world) => {
    const page = await expecting(201, world.owner.ask(post('/org/pages', { name: fresh() })))
    return remove(`/org/pages/${page.json.id}`)
  }),
  ...asOwner('org.update_settings', async () => patch('/org/settings', { name: fresh() })),
  ...asOwner('members.update', async (world) =>
    patch(`/org/members/${(await person(world)).userId}`, { page_id: null, role_key: 'editor' }),
  ),
  ...asOwner('members.disable', async (world) => post(`/org/members/${(await person(world)).userId}/disable`)),
  ...asOwner('members.enable', async (world) => {
    const { userId } = await person(world)
    await expecting(200, world.owner.ask(post(`/org/members/${userId}/disable`)))
    return post(`/org/members/${userId}/enable`)
  }),
  ...asOwner('members.delete', async (world) => remove(`/org/members/${(await person(world)).userId}`)),
  ...asOwner('members.reset_two_factor', async (world) => {
    const someone = await person(world)
    await turnOnTwoFactor(world.server, someone)
    return remove(`/org/members/${someone.userId}/two-factor`)
  }),
  ...asOwner('members.invite', async () =>
    post('/org/invites', { email: `${fresh()}@example.org`, role_key: 'viewer', page_id: null }),
  ),
  ...asOwner('members.delete_invite', async (world) => remove(`/org/invites/${(await invite(world)).json.id}`)),
  {
    endpoint: 'members.accept_invite',
    async prepare(world) {
      const headers = { 'X-Magic-Token': tokenIn((await invite(world)).json.url) }
      return () =>
        world.server.ask(post('/invites/accept', { name: 'x', password: 'lichen quarry kestrel' }, { headers }))
    },
  },
  ...asOwner('oauth_apps.create', async () => post('/admin/oauth-apps', { ...anApp, name: fresh() })),
  ...asOwner('oauth_apps.update', async (world) => patch(await app(world), { name: fresh() })),
  ...asOwner('oauth_apps.delete', async (world) => remove(await app(world))),
  ...asOwner('oauth_apps.rotate_secret', async (world) => post(`${await app(world)}/rotate-secret`)),
  ...asOwner('oauth_apps.disable', async (world) => post(`${await app(world)}/disable`)),
  ...asOwner('oauth_apps.enable', async (world) => {
    const path = await app(world)
    await expecting(200, world.owner.ask(post(`${path}/disable`)))
    return post(`${path}/enable`)
  }),
  ...asOwner('oauth_apps.revoke_grant', async (world) => {
    const path = await app(world)
    return remove(`${path}/grants/${await plantGrant(world, path)}`)
  }),
  ...asOwner('oauth_apps.revoke_grants', async (world) => {
    const path = await app(world)
    await plantGrant(world, path)
    return post(`${path}/revoke-grants`, { reason: 'x' })
  }),
  ...asOwner('oauth_keys.rotate', async () => post('/admin/oauth-keys/rotate')),
  ...asOwner('connected_apps.revoke', async (world) =>
    remove(`/me/connected-apps/${await plantGrant(world, await app(world))}`),
  ),
  {
    endpoint: 'session.login',
    async prepare(world) {
      return () => world.server.ask(post('/auth/login', { email: 'mina@example.org', password: ownerPassword }))
    },
  },
  ...asPerson('session.logout', async () => post('/auth/logout')),
  ...asPerson('session.lock', async () => post('/auth/lock')),
  ...asPerson('session.reauthenticate', async () => post('/auth/reauthenticate', { password: ownerPassword })),
  ...asPerson('session.end', async (world) => {
    const other = await signIn(world.server)
    return remove(`/me/sessions/${(await other.ask({ path: '/api/v1/auth/session' })).json.id}`)
  }),
  ...asPerson('session.end_others', async (world) => {
    await signIn(world.server)
    return { method: 'DELETE', path: '/api/v1/me/sessions' }
  }),
  {
    endpoint: 'session.two_factor',
    async prepare(world) {
      const someone = await person(world)
      const app = await turnOnTwoFactor(world.server, someone)
      const { json } = await login(world.server, { email: someone.email, password: memberPassword })
      const body = { challenge: json.challenge, code: app.nextCode() }
      return () => world.server.ask(post('/auth/two-factor', body))
    },
  },
  ...withTwoFactor('two_factor.make_secret', false, async () => put('/me/two-factor/secret')),
  ...withTwoFactor('two_factor.confirm', false, async (world, someone) => {
    const begun = await expecting(200, someone.ask(put('/me/two-factor/secret')))
    return put('/me/two-factor', { code: authenticatorOf(world.server.clock, begun.json.secret).code() })
  }),
  ...withTwoFactor('two_factor.renew_recovery_codes', true, async (_world, _someone, code) =>
    put('/me/two-factor/recovery-codes', { password: memberPassword, code }),
  ),
  ...withTwoFactor('two_factor.turn_off', true, async (_world, _someone, code) => ({
    ...remove('/me/two-factor'),
    body: { password: memberPassword, code },
  })),
  {
    endpoint: 'password.ask_for_reset',
    async prepare(world) {
      const { email } = await person(world)
      return () => world.server.ask(post('/auth/password-reset', { email }))
    },
  },
  {
    endpoint: 'password.set_by_link',
    async prepare(world) {
      const { userId: subjectId } = await person(world)
      const now = world.server.clock.wall()
      const { secret } = await world.server.running.services.writer.submit((tx) =>
        mintMagicToken(tx, { purpose: 'password_reset', subjectId, now, lifeMs: 60_000 }),
      )
      const headers = { 'X-Magic-Token': secret }
      const body = { password: `walrus ${fresh()} sextant harbour` }
      return () => world.server.ask({ ...put('/auth/password-reset', body), headers })
    },
  },
  {
    endpoint: 'session.passkey',
    async prepare(world) {
      const { passkey } = await withPasskey(world)
      const asked = post('/auth/passkey/options', undefined, { headers: consoleHeaders(world) })
      const credential = passkey.get((await expecting(200, world.server.ask(asked))).json)
      return () => world.server.ask(post('/auth/passkey', { credential }, { headers: consoleHeaders(world) }))
    },
  },
  {
    endpoint: 'session.reauthenticate_passkey',
    async prepare(world) {
      const { someone, passkey } = await withPasskey(world)
      const options = await expecting(200, someone.ask(post('/auth/reauthenticate/passkey/options')))
      const credential = passkey.get(options.json)
      return () => someone.ask(post('/auth/reauthenticate/passkey', { credential }))
    },
  },
  {
    endpoint: 'passkeys.add',
    async prepare(world) {
      const { someone } = await withPasskey(world)
      const options = await expecting(200, someone.ask(post('/me/passkeys/options')))
      const credential = softPasskey(consoleOrigin(world)).create(options.json)
      return () => someone.ask(post('/me/passkeys', { name: fresh(), credential }))
    },
  },
  {
    endpoint: 'passkeys.rename',
    async prepare(world) {
      const { someone, id } = await withPasskey(world)
      return () => someone.ask(patch(`/me/passkeys/${id}`, { name: fresh() }))
    },
  },
  {
    endpoint: 'passkeys.remove',
    async prepare(world) {
      const { someone, id } = await withPasskey(world)
      return () => someone.ask(remove(`/me/passkeys/${id}`))
    },
  },
  {
    endpoint: 'session.change_password',
    async prepare(world) {
      const someone = await person(world)
      const body = { current_password: 'lichen quarry kestrel', password: `walrus ${fresh()} sextant harbour` }
      return () => someone.ask({ method: 'PUT', path: '/api/v1/me/password', body })
    },
  },
  ...asOwner('incidents.create', async () => post('/admin/incidents', { name: fresh(), status: 'investigating' })),
  ...asOwner('incidents.update', async (world) => patch(await incident(world), { name: fresh() })),
  ...asOwner('incidents.delete', async (world) => remove(await incident(world))),
  ...asOwner('incidents.post_update', async (world) =>
    post(`${await incident(world)}/updates`, { status: 'identified', body: 'x' }),
  ),
  ...asOwner('incidents.acknowledge', async (world) => post(`${await incident(world)}/acknowledge`)),
  ...asOwner('incidents.close', async (world) => post(`${await incident(world)}/close`)),
  ...asOwner('incidents.root_cause', async (world) => put(`${await incident(world)}/root-cause`, { body: fresh() })),
  ...asOwner('incidents.annotate', async (world) => post(`${await incident(world)}/annotations`, { body: 'x' })),
  ...asOwner('incidents.delete_annotation', async (world) => {
    const path = await incident(world)
    const note = await expecting(201, world.owner.ask(post(`${path}/annotations`, { body: 'x' })))
    return remove(`${path}/annotations/${note.json.id}`)
  }),
  ...asOwner('maintenances.create', async () => post('/admin/maintenances', { name: fresh(), ...window })),
  ...asOwner('maintenances.update', async (world) => patch(await maintenance(world), { name: fresh() })),
  ...asOwner('maintenances.delete', async (world) => remove(await maintenance(world))),
  ...asOwner('maintenances.start', async (world) => post(`${await maintenance(world)}/start`)),
  ...asOwner('maintenances.complete', async (world) => {
    const path = await maintenance(world)
    await expecting(200, world.owner.ask(post(`${path}/start`)))
    return post(`${path}/complete`)
  }),
  ...asOwner('maintenances.cancel', async (world) => post(`${await maintenance(world)}/cancel`)),
  ...asOwner('components.create', async () => post('/admin/components', { name: fresh() })),
  ...asOwner('components.update', async (world) => patch(await component(world, 'components'), { name: fresh() })),
  ...asOwner('components.delete', async (world) => remove(await component(world, 'components'))),
  ...asOwner('components.order', (world) => reversed(world, 'components')),
  ...asOwner('component_groups.create', async () => post('/admin/component-groups', { name: fresh() })),
  ...asOwner('component_groups.update', async (world) =>
    patch(await component(world, 'component-groups'), { name: fresh() }),
  ),
  ...asOwner('component_groups.delete', async (world) => remove(await component(world, 'component-groups'))),
  ...asOwner('component_groups.order', (world) => reversed(world, 'component-groups')),
  ...asOwner('audit.verify', async () => post('/admin/audit-log/verify')),
]

/** By the owner in a session, whose password was just given. */
function asOwner(endpoint: string, request: (world: World) => Promise<Ask>): Mutation[] {
  return [
    {
      endpoint,
      async prepare(world) {
        const asked = await request(world)
        return () => world.owner.ask(asked)
      },
    },
  ]
}

/** By the owner in a session of its own. */
function asPerson(endpoint: string, request: (world: World) => Promise<Ask>): Mutation[] {
  return [
    {
      endpoint,
      async prepare(world) {
        const someone = await signIn(world.server)
        const asked = await request(world)
        return () => someone.ask(asked)
      },
    },
  ]
}

function consoleOrigin({ server }: World): string {
  return `http://${server.running.services.workspace.current.consoleId}.localhost:${server.running.port}`
}
function consoleHeaders(world: World): Record<string, string> {
  return { Host: new URL(consoleOrigin(world)).host }
}

/** A person of one's own, signed in at the console's name, with a passkey. */
async function withPasskey(world: World) {
  const { email } = await person(world)
  const someone = await signIn(world.server, { email, password: memberPassword, headers: consoleHeaders(world) })
  const passkey = softPasskey(consoleOrigin(world))
  const credential = passkey.create((await expecting(200, someone.ask(post('/me/passkeys/options')))).json)
  const added = await expecting(201, someone.ask(post('/me/passkeys', { name: 'x', credential })))
  return { someone, passkey, id: String(added.json.id) }
}

/** By a person of one's own, who has two-factor on or not; `code` is one that was never given. */
function withTwoFactor(
  endpoint: string,
  isOn: boolean,
  request: (world: World, someone: SignedIn, code: string) => Promise<Ask>,
): Mutation[] {
  return [
    {
      endpoint,
      async prepare(world) {
        const someone = await person(world)
        const code = isOn ? (await turnOnTwoFactor(world.server, someone)).nextCode() : ''
        const asked = await request(world, someone, code)
        return () => someone.ask(asked)
      },
    },
  ]
}

function patch(path: string, body: object): Ask {
  return { method: 'PATCH', path: `/api/v1${path}`, body }
}
function put(path: string, body?: object): Ask {
  return { method: 'PUT', path: `/api/v1${path}`, ...(body === undefined ? {} : { body }) }
}
function remove(path: string): Ask {
  return { method: 'DELETE', path: `/api/v1${path}` }
}

async function madeAt(world: World, path: string, body: object): Promise<string> {
  const { json } = await expecting(201, world.owner.ask(post(path, body)))
  return `${path}/${json.key ?? json.id}`
}
const mailServer = { host: 'smtp.example.org', from: 'status@example.org' }
const anApp = {
  name: 'an app',
  redirect_uris: ['https://app.example.com/callback'],
  scopes: ['incidents:read'],
  client_type: 'confidential',
}
const app = (world: World): Promise<string> => madeAt(world, '/admin/oauth-apps', { ...anApp, name: fresh() })

/** What someone (left out: the owner) allowed an app, written as the authorization server writes it. */
export async function plantGrant(world: World, path: string, userId = world.server.ownerId): Promise<string> {
  const { writer, newId } = world.server.running.services
  const id = newId('grant')
  await writer.submit((tx) =>
    tx.run(
      'INSERT INTO oauth_grants (id, app_id, user_id, page_id, scopes, rejected, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      path.split('/').at(-1) ?? '',
      userId,
      world.here,
      '["openid","incidents:read"]',
      '[]',
      world.server.clock.wall(),
      world.server.clock.wall() + 86_400_000,
    ),
  )
  return id
}
const role = (world: World): Promise<string> =>
  madeAt(world, '/admin/roles', { key: `role-${fresh()}`, name: 'x', permissions: ['checks:read'] })
const incident = (world: World): Promise<string> =>
  madeAt(world, '/admin/incidents', { name: 'x', status: 'investigating' })
const maintenance = (world: World): Promise<string> => madeAt(world, '/admin/maintenances', { name: 'x', ...window })
const component = (world: World, kind: string): Promise<string> => madeAt(world, `/admin/${kind}`, { name: fresh() })
const invite = (world: World): Promise<Answer> =>
  expecting(
    201,
    world.owner.ask(post('/org/invites', { email: `${fresh()}@example.org`, role_key: 'viewer', page_id: null })),
  )

async function reversed(world: World, kind: string): Promise<Ask> {
  await component(world, kind)
  await component(world, kind)
  const listed = await expecting(200, world.owner.ask({ path: `/api/v1/admin/${kind}?limit=200` }))
  return put(`/admin/${kind}/order`, { ids: listed.json.data.map(({ id }: { id: string }) => id).toReversed() })
}
