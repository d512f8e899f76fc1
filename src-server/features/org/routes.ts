import { changeableOrgFields, getOrgSettings, getUsage, updateOrgSettings } from '../../contract/org.ts'
import { fixedFieldErrors } from '../../contract/patch.ts'
import { invalidField, Problem } from '../../contract/problems.ts'
import type { Principal } from '../../credentials/principal.ts'
import { change, type Route, read } from '../../http/handler.ts'
import { dayOf } from '../../journal/usage.ts'
import type { PageDirectory } from '../../workspace/pages.ts'
import { readWorkspace, type WorkspaceState } from '../../workspace/workspace.ts'
import { loggedOrgSettings, presentOrgSettings } from './present.ts'
import { differences, lifetimesAfter, ownerOnly, requestsByDay } from './rules.ts'
import { countThings, requestsSince, storageOf, updateWorkspace } from './store.ts'

export interface OrgServices {
  readonly workspace: WorkspaceState
  readonly pages: Pick<PageDirectory, 'onlyPageId'>
}

const usageDays = 30

/** The whole workspace: settings, policy, use. */
export function orgRoutes({ workspace, pages }: OrgServices): Route[] {
  return [
    read(getOrgSettings, () => ({
      body: presentOrgSettings(workspace.current),
      version: workspace.current.version,
    })),

    change(updateOrgSettings, (call, change) => {
      const present = readWorkspace(change.db)
      change.expectVersion(present.version)
      const errors = fixedFieldErrors(call.body, presentOrgSettings(present), changeableOrgFields)
      if (errors.length > 0) throw new Problem('validation_failed', { errors })
      const changed = differences(call.body, present)
      if (changed.size === 0) return { body: presentOrgSettings(present), version: present.version }

      const reserved = [...changed.keys()].flatMap((column) => ownerOnly.get(column) ?? [])
      if (reserved.length > 0) refuseUnlessOwner(call.caller, pages.onlyPageId, reserved)
      const lifetimes = lifetimesAfter(changed, present)
      if (lifetimes === null) {
        throw invalidField('/token_policy/default_lifetime_days', 'must not be longer than max_lifetime_days')
      }
      if (changed.has('max_lifetime_days')) changed.set('default_lifetime_days', lifetimes.byDefault)

      updateWorkspace(change.db, changed)
      const updated = readWorkspace(change.db)
      change.record({
        target: { type: 'workspace', id: updated.id, label: updated.name },
        pageId: null,
        before: loggedOrgSettings(present),
        after: loggedOrgSettings(updated),
      })
      change.accessChanged()
      return { body: presentOrgSettings(updated), version: updated.version }
    }),

    read(getUsage, (call, db) => {
      const today = dayOf(call.now)
      const firstDay = today - (call.query.days ?? usageDays) + 1
      return {
        body: {
          plan: {
            key: 'self_hosted',
            name: 'Self-hosted',
            description: 'You run it yourself: everything is included, nothing is invoiced.',
          },
          counts: countThings(db, call.now),
          storage: storageOf(db),
          requests: requestsByDay(requestsSince(db, firstDay), firstDay, today),
          invoices: [],
        },
      }
    }),
  ]
}

/** An owner: the role owner on every page, or on the only one there is, in a session. @throws Problem naming what is reserved. */
function refuseUnlessOwner(caller: Principal, onlyPageId: string | null, reserved: readonly string[]): void {
  const words = reserved.join(', ')
  if (caller.kind !== 'session') {
    throw new Problem('session_required', { detail: `${words}: only an owner changes this, signed in, not a token.` })
  }
  const onOnlyPage = onlyPageId === null ? undefined : caller.byPage.get(onlyPageId)
  if (caller.everyPage?.key === 'owner' || onOnlyPage?.key === 'owner') return
  throw new Problem('role_denied', { detail: `${words}: only an owner changes this. Ask one of them.` })
}
