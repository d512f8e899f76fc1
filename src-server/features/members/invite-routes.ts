import { serverFor } from '../../content/smtp-settings.ts'
import { acceptInvite, createInvite, deleteInvite, listInvites } from '../../contract/members.ts'
import { Problem } from '../../contract/problems.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import { inviteLifeMs, mintMagicToken, useMagicToken } from '../../credentials/magic-tokens.ts'
import { noteMinted, noteMintedBy } from '../../credentials/minted.ts'
import { type MagicPrincipal, type Principal, whoActs } from '../../credentials/principal.ts'
import { limitByDefault, pageOf } from '../../http/cursor.ts'
import { type Call, change, preparedChange, type Route, read } from '../../http/handler.ts'
import { consoleOriginOf } from '../../http/session-cookie.ts'
import { queueMail } from '../../mail/outbox.ts'
import { inviteUrl } from './invite-mail.ts'
import { endInvite, endInvitesTo, findInvite, insertInvite, listInviteRows, markAccepted } from './invite-store.ts'
import { presentInvite } from './present.ts'
import type { MembersServices } from './routes.ts'
import { assignableRole, refuseAbove, refuseUnknownPage } from './rules.ts'
import { emailIsTaken, insertMember, setMembership } from './store.ts'

/** The holder of an invite's link; the contract lets nobody else come here. */
function heldInvite(caller: Principal): MagicPrincipal {
  if (caller.kind !== 'magic' || caller.purpose !== 'invite') throw new Problem('invalid_token')
  return caller
}

/** Invites: made by someone who has what they give, shown once as a link, accepted with a name and a password. */
export function inviteRoutes({
  pages,
  roles,
  workspace,
  passwords,
  cursors,
  newId,
  publicUrl,
  heldLinks,
}: MembersServices): Route[] {
  const urlOf = (call: Call<typeof createInvite>, secret: string): string => {
    const onLoopback = call.hostKind === 'loopback' ? consoleOriginOf(call, workspace.current.consoleId) : call.origin
    return inviteUrl(publicUrl?.origin ?? onLoopback, secret)
  }

  return [
    read(listInvites, (call, db) => {
      const { status, limit = limitByDefault, cursor } = call.query
      const binding = ['invites', status ?? null]
      const after = cursor === undefined ? null : cursors.decode(cursor, binding)
      const rows = listInviteRows(db, { status, limit, after, now: call.now })
      const body = pageOf(
        rows,
        limit,
        (row) => presentInvite(row, roles.roleOf),
        (row) => cursors.encode([row.created_at, row.id], binding),
      )
      return { body }
    }),

    change(createInvite, (call, change) => {
      const { email } = call.body
      const pageId = call.body.page_id === undefined ? call.page.id : call.body.page_id
      refuseUnknownPage(pages, pageId)
      const role = assignableRole(roles, call.body.role_key)
      refuseAbove(call.caller, [{ user_id: '', page_id: pageId, page_name: null, role_key: role.key }], roles)
      if (emailIsTaken(change.db, email)) {
        throw new Problem('conflict', { detail: 'This person is a member already. Change their role instead.' })
      }
      endInvitesTo(change.db, email, call.now)
      const id = newId('invite')
      const by = whoActs(call.caller)
      const byToken = call.caller.kind === 'api_token' ? call.caller.id : null
      // An invite made by a token ends no later than it.
      const minterEndsAt = call.caller.kind === 'api_token' ? call.caller.expiresAt : null
      const lifeMs = minterEndsAt === null ? inviteLifeMs : Math.min(inviteLifeMs, minterEndsAt - call.now)
      const link = mintMagicToken(change.db, { purpose: 'invite', subjectId: id, now: call.now, lifeMs })
      insertInvite(change.db, {
        id,
        email,
        role_key: role.key,
        page_id: pageId,
        invited_by: by.id,
        invited_by_name: by.name,
        by_token: byToken,
        created_at: call.now,
        expires_at: link.expiresAt,
      })
      noteMinted(change.db, call.caller, { type: 'invite', id, name: email }, call.now)
      const row = findInvite(change.db, id, call.now)
      if (row === undefined) throw new Error('an invite was just inserted and is not there')
      const shown = presentInvite(row, roles.roleOf)
      change.record({
        target: { type: 'invite', id, label: email },
        pageId: null,
        after: { email, page_id: pageId, role_key: role.key, expires_at: shown.expires_at },
      })
      const url = urlOf(call, link.secret)
      const mailed = serverFor(change.db, pageId) !== null
      if (mailed) {
        const names = {
          page_name: pages.byId(pageId ?? '')?.name ?? null,
          workspace_name: workspace.current.name ?? '',
        }
        queueMail(change.db, {
          kind: 'invite',
          to: email,
          pageId,
          subjectId: id,
          data: { invited_by: by.name, role_name: role.name, ...names },
          now: call.now,
        })
        change.afterCommit(() => heldLinks.hold(id, { ...link, url }))
      }
      return { body: { ...shown, url, mailed } }
    }),

    change(
      deleteInvite,
      (call, change) => {
        const row = findInvite(change.db, call.params.id, call.now)
        if (row === undefined) throw new Problem('not_found')
        if (row.status !== 'open')
          throw new Problem('conflict', { detail: `This invite is not open any more: it is ${row.status}.` })
        endInvite(change.db, row.id, call.now)
        change.record({
          target: { type: 'invite', id: row.id, label: row.email },
          pageId: null,
          before: { email: row.email, page_id: row.page_id, role_key: row.role_key },
        })
        return { body: undefined }
      },
      { essential: true },
    ),

    preparedChange(
      acceptInvite,
      async (call) => {
        const inviteId = heldInvite(call.caller).subjectId
        await checkNewPassword(call.body.password, [call.caller.name, call.body.name, workspace.current.name ?? ''])
        return { inviteId, passwordHash: await passwords.hash(call.body.password) }
      },
      (call, change, { inviteId, passwordHash }) => {
        const invite = findInvite(change.db, inviteId, call.now)
        if (invite === undefined || invite.status === 'ended')
          throw new Problem('token_revoked', { detail: 'This invite was withdrawn or replaced. Ask for a new one.' })
        if (!useMagicToken(change.db, heldInvite(call.caller), call.now)) throw new Problem('magic_used')
        const role = assignableRole(roles, invite.role_key)
        if (emailIsTaken(change.db, invite.email)) {
          throw new Problem('conflict', {
            detail: 'There is an account for this e-mail address already. Sign in instead.',
          })
        }
        const id = newId('user')
        const { name } = call.body
        insertMember(change.db, { id, email: invite.email, name, passwordHash, now: call.now })
        setMembership(change.db, id, invite.page_id, role.key, call.now)
        markAccepted(change.db, inviteId, id, call.now)
        if (invite.by_token !== null) noteMintedBy(change.db, invite.by_token, { type: 'member', id, name }, call.now)
        change.record({
          target: { type: 'user', id, label: name },
          pageId: null,
          after: { page_id: invite.page_id, role_key: role.key },
        })
        change.accessChanged()
        return { body: { user: { id, email: invite.email, name } } }
      },
    ),
  ]
}
