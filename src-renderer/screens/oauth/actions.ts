import { useNavigate } from '@solidjs/router'
import { type Accessor, createSignal } from 'solid-js'
import { enableOAuthApp, type OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useInvalidate } from '../../api/query.ts'
import { hasScreen } from '../../screen-ids.ts'
import { may } from '../../state/session.ts'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/** What can be done with an app without a dialog, and where its rows of the log are. Refusals land in `refusal`. */
export interface AppActions {
  refusal: Accessor<ApiProblem | null>
  /** Everything that an action on apps may have changed. */
  changed: () => Promise<void>
  enable: (app: OAuthAppResource) => Promise<void>
  auditHref: (app: { id: string }) => string | null
  showInAudit: (app: { id: string }) => { label: string; run: () => void } | undefined
}

export function useAppActions(): AppActions {
  const navigate = useNavigate()
  const invalidate = useInvalidate()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const changed = (): Promise<void> => invalidate('oauth_apps', 'connected_apps', 'audit')
  const auditHref = ({ id }: { id: string }): string | null =>
    hasScreen('audit') && may('audit:read') ? `/audit?q=app:${id}` : null
  return {
    refusal,
    changed,
    enable: async (app) => {
      setRefusal(null)
      try {
        await call(enableOAuthApp, { params: { id: app.id } })
        await changed()
        toast(t('oauth.enable.done', app.name), t('oauth.enable.doneDetail'))
      } catch (thrown) {
        const problem = problemOf(thrown)
        if (problem.code !== 'cancelled') setRefusal(problem)
      }
    },
    auditHref,
    showInAudit: (app) => {
      const href = auditHref(app)
      return href === null ? undefined : { label: t('oauth.disconnect.showInAudit'), run: () => navigate(href) }
    },
  }
}
