import { rfc3339Of } from '../../contract/fields.ts'
import type { NewId } from '../../contract/ids.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import { getSetup, setUp } from '../../contract/setup.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import type { Passwords } from '../../credentials/passwords.ts'
import { issueBrowserSession } from '../../credentials/sessions.ts'
import { normalHost } from '../../http/find-host.ts'
import { preparedChange, type Route, read } from '../../http/handler.ts'
import { consoleOriginOf, refuseBrowserOnLoopback, setSessionCookie } from '../../http/session-cookie.ts'
import { keptAgent } from '../../journal/clients.ts'
import type { WorkspaceState } from '../../workspace/workspace.ts'
import { nameFromEmail } from './rules.ts'
import type { SetupCode } from './setup-code.ts'
import { setUpWorkspace } from './store.ts'

export interface SetupServices {
  readonly workspace: WorkspaceState
  readonly passwords: Passwords
  readonly setupCode: SetupCode
  readonly newId: NewId
}

/** From an empty workspace to an owner who is signed in. */
export function setupRoutes({ workspace, passwords, setupCode, newId }: SetupServices): Route[] {
  const alreadySetUp = (): Problem => new Problem('already_set_up')

  return [
    read(getSetup, () => ({
      body: { needs_setup: workspace.current.setUpAt === null, workspace_name: workspace.current.name },
    })),

    preparedChange(
      setUp,
      async (call) => {
        if (workspace.current.setUpAt !== null) throw alreadySetUp()
        refuseBrowserOnLoopback(call, consoleOriginOf(call, workspace.current.consoleId))
        const { body } = call
        if (!setupCode.isRight(body.code)) {
          throw new Problem('setup_code_invalid', {
            errors: [{ path: '/code', message: 'is not right, or older than an hour' }],
          })
        }
        const host = body.host === undefined ? null : normalHost(body.host)
        if (body.host !== undefined && host === null) {
          throw invalidField('/host', 'must be a host name such as status.example.org, without scheme and port')
        }
        await checkNewPassword(body.password, [body.email, body.name ?? '', body.workspace_name, body.page_name ?? ''])
        return { host, passwordHash: await passwords.hash(body.password) }
      },
      (call, change, { host, passwordHash }) => {
        const { body, now } = call
        const pageName = body.page_name ?? body.workspace_name
        const ownerName = body.name ?? nameFromEmail(body.email)
        const made = setUpWorkspace(change.db, {
          workspaceName: body.workspace_name,
          pageName,
          host,
          email: body.email,
          ownerName,
          passwordHash,
          now,
          newId,
        })
        if (made === null) throw alreadySetUp()
        const { workspaceId, pageId, ownerId } = made
        const hosts = host === null ? [] : [host]
        const session = issueBrowserSession(change.db, {
          userId: ownerId,
          now,
          newId,
          address: call.address,
          userAgent: keptAgent(call.userAgent),
        })
        change.actAs({ kind: 'user', id: ownerId, prefix: null, label: ownerName })
        change.record({
          target: { type: 'workspace', id: workspaceId, label: body.workspace_name },
          pageId: null,
          after: { name: body.workspace_name },
        })
        change.record({
          action: 'page.create',
          target: { type: 'page', id: pageId, label: pageName },
          pageId,
          after: { name: pageName, hosts, is_default: true },
        })
        change.record({
          action: 'member.add',
          target: { type: 'user', id: ownerId, label: ownerName },
          pageId: null,
          after: { page_id: null, role_key: 'owner' },
        })
        change.record({
          action: 'session.login',
          target: { type: 'session', id: session.id, label: null },
          pageId: null,
          after: { kind: 'browser' },
        })
        change.accessChanged()
        change.afterCommit(() => setupCode.spend())
        return {
          body: {
            workspace: { id: workspaceId, name: body.workspace_name },
            page: { id: pageId, name: pageName, hosts },
            user: { id: ownerId, email: body.email, name: ownerName },
            csrf: session.csrf,
            expires_at: rfc3339Of(session.expiresAt),
          },
          cookies: [setSessionCookie(session.secret)],
        }
      },
    ),
  ]
}
