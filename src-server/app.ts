import type Koa from 'koa'
import { endpoints } from './contract/index.ts'
import { createHeldLinks } from './credentials/held-links.ts'
import type { InstallKey } from './credentials/install-key.ts'
import { type MagicSubjectOf, resolveMagicAgain, resolveMagicToken } from './credentials/magic-tokens.ts'
import { auditRoutes } from './features/audit/routes.ts'
import { componentRoutes } from './features/components/routes.ts'
import { feedRoutes } from './features/feeds/routes.ts'
import { incidentRoutes } from './features/incidents/routes.ts'
import { locksRoutes } from './features/locks/routes.ts'
import { createMaintenanceClock, type MaintenanceClock } from './features/maintenances/clock.ts'
import { maintenanceRoutes } from './features/maintenances/routes.ts'
import { meRoutes } from './features/me/routes.ts'
import { inviteMail } from './features/members/invite-mail.ts'
import { inviteSubject } from './features/members/invite-subject.ts'
import { membersRoutes } from './features/members/routes.ts'
import { oauthRoutes } from './features/oauth/routes.ts'
import { orgRoutes } from './features/org/routes.ts'
import { outboxRoutes } from './features/outbox/routes.ts'
import { pageRoutes } from './features/pages/routes.ts'
import { publicRoutes } from './features/public/routes.ts'
import { rolesRoutes } from './features/roles/routes.ts'
import { resetMail, resetSubject } from './features/session/reset-link.ts'
import { sessionRoutes } from './features/session/routes.ts'
import { settingsRoutes } from './features/settings/routes.ts'
import { setupRoutes } from './features/setup/routes.ts'
import { statusPageRoutes } from './features/status-page/routes.ts'
import { subscriberMail } from './features/subscribers/mail-sources.ts'
import { subscriberRoutes } from './features/subscribers/routes.ts'
import { subscriberSubject } from './features/subscribers/subjects.ts'
import { systemRoutes } from './features/system/routes.ts'
import { createExposures } from './features/tokens/exposure.ts'
import { tokensRoutes } from './features/tokens/routes.ts'
import { createAct } from './http/act.ts'
import { createAuthenticate } from './http/authenticate.ts'
import { createServeConsole } from './http/console.ts'
import { createFindHost, type HostNames } from './http/find-host.ts'
import { createFindPage } from './http/find-page.ts'
import type { Route } from './http/handler.ts'
import { createLimits } from './http/limit.ts'
import { createMatchRoute } from './http/match-route.ts'
import { pipeline } from './http/pipeline.ts'
import { createReadQuery } from './http/query.ts'
import { createRouter } from './http/router.ts'
import { createKoa } from './http/server.ts'
import { createAddresses } from './mail/addresses.ts'
import { createMailSender, type MailSender } from './mail/sender.ts'
import type { MailSources } from './mail/sources.ts'
import { createAuthorizationServer } from './oauth/authorization-server.ts'
import { appActor, userActor } from './oauth/events.ts'
import { createPerform } from './oauth/perform.ts'
import { createServeOAuth } from './oauth/serve.ts'
import type { Services } from './services.ts'

/** What the application is told besides its services. */
export interface AppOptions {
  readonly names: Omit<HostNames, 'consoleId'>
  readonly consoleDir: string | null
  readonly anonymousPerMinute: number | null
  readonly failedPerMinute: number | null
  readonly magicPerMinute?: number | null
  readonly checkReplies: boolean
  /** What the server proves itself with to programs on the same computer. */
  readonly installKey: InstallKey
  /** Whether log and disk take changes now. */
  isReady(): boolean
  /** Why changes that take no power away are refused now; null: they are not. */
  refusesChanges(): 'broken' | 'low' | null
}

export interface App {
  readonly koa: Koa
  /** Moves maintenances by the clock; the runner starts and stops it. */
  readonly maintenanceClock: MaintenanceClock
  /** Sends what waits in the outbox; the runner starts and stops it. */
  readonly mailSender: MailSender
}

/**
 * The composition root: features, pipeline, Koa. Everything is wired here and nowhere else.
 * @throws RouteTableMismatch when contract and routes are not the same list.
 */
export function createApp(services: Services, options: AppOptions): App {
  const { journal, writer, workspace, pages, locks, generation, resolver, refusals } = services
  const maintenanceClock = createMaintenanceClock(services)
  const addresses = createAddresses({ publicUrl: services.publicUrl, port: options.names.port, pages, workspace })
  const heldLinks = createHeldLinks()
  const toSubscribers = subscriberMail({ ...services, addresses })
  const mailSources: MailSources = {
    invite: inviteMail({ ...services, addresses, heldLinks }),
    password_reset: resetMail({ addresses }),
    subscription_confirm: toSubscribers.confirm,
    subscription_manage: toSubscribers.manage,
    incident_update: toSubscribers.news,
    maintenance_update: toSubscribers.news,
  }
  const everything = { ...services, maintenanceClock, addresses, mailSources, heldLinks }
  const authorizationServer = createAuthorizationServer(services, options.names.port)
  const features: Route[] = [
    ...setupRoutes(everything),
    ...sessionRoutes(everything),
    ...meRoutes({ ...everything, endpointAt: (method, path) => endpointAt(method, path) }),
    ...tokensRoutes(everything),
    ...rolesRoutes(everything),
    ...locksRoutes(),
    ...settingsRoutes(everything),
    ...pageRoutes(everything),
    ...orgRoutes(everything),
    ...membersRoutes(everything),
    ...oauthRoutes({ ...everything, keysChanged: authorizationServer.keysChanged }),
    ...incidentRoutes(everything),
    ...maintenanceRoutes(everything),
    ...componentRoutes(everything),
    ...subscriberRoutes(everything),
    ...outboxRoutes(everything),
    ...auditRoutes(everything),
    ...publicRoutes(everything),
    ...statusPageRoutes(),
    ...feedRoutes(everything),
    ...systemRoutes({
      ...everything,
      endpoints,
      installKey: options.installKey,
      port: options.names.port,
      isReady: options.isReady,
    }),
  ]
  const router = createRouter(endpoints, features)
  const endpointAt = (method: string, path: string) => {
    const match = router.match(method, path)
    return match.kind === 'found' ? match.matched.endpoint : null
  }

  const limits = createLimits({
    clock: services.clock,
    policy: () => workspace.current.policy,
    ...(options.anonymousPerMinute === null ? {} : { anonymousPerMinute: options.anonymousPerMinute }),
    ...(options.failedPerMinute === null ? {} : { failedPerMinute: options.failedPerMinute }),
    ...(options.magicPerMinute == null ? {} : { magicPerMinute: options.magicPerMinute }),
  })
  const consoleId = (): string => workspace.current.consoleId
  const magicSubjectOf: MagicSubjectOf = (purpose, id) =>
    purpose === 'invite'
      ? inviteSubject(services.db, id, journal.trustedNow())
      : purpose === 'password_reset'
        ? resetSubject(services.db, id)
        : subscriberSubject(services.db, purpose, id)
  const findPage = createFindPage({ pages, apiAccess: () => workspace.current.apiAccess, lockOf: locks.find })
  const acting = createAct({
    db: services.db,
    writer,
    journal,
    resolver,
    generation,
    magicAgain: (principal) => resolveMagicAgain(services.db, principal, magicSubjectOf),
    readyAnswers: services.readyAnswers,
    keptReplies: services.keptReplies,
    limits,
    reconsider: (exchange, principal) => {
      exchange.principal = principal
      findPage(exchange)
    },
    log: services.log,
    checkReplies: options.checkReplies,
    refusesChanges: options.refusesChanges,
  })
  const serveOAuth = createServeOAuth({
    ...services,
    server: authorizationServer,
    perform: createPerform({ ...services, units: authorizationServer.units }),
    limits,
    workspaceName: () => workspace.current.name ?? 'Beatkeeper',
    whoAllows: (userId, app) => ({
      actor: userActor(services.db, userId),
      onBehalfOf: appActor(app.id, app.shown.name),
    }),
    consoleId,
    refusesChanges: options.refusesChanges,
    countRefusal: (exchange, code) => refusals.count(exchange.address, code),
    refused: (exchange, problem) => refusals.count(exchange.address, problem.code),
  })
  const steps = pipeline({
    findHost: createFindHost({ ...options.names, consoleId }, pages),
    readQuery: createReadQuery(createExposures(services)),
    serveConsole: createServeConsole({ dir: options.consoleDir, consoleId }),
    serveOAuth,
    matchRoute: createMatchRoute(router),
    authenticate: createAuthenticate({
      resolver,
      limits,
      resolveMagic: (secret) => resolveMagicToken(services.db, secret, generation.current, magicSubjectOf),
    }),
    findPage,
    limit: limits.step,
    act: acting.step,
  })
  const koa = createKoa({
    newId: services.newId,
    now: journal.trustedNow,
    steps,
    act: acting,
    refused: (exchange, problem) => refusals.count(exchange.address === '' ? null : exchange.address, problem.code),
  })
  return { koa, maintenanceClock, mailSender: createMailSender(everything) }
}
