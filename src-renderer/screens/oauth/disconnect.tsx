import Unplug from 'lucide-solid/icons/unplug'
import {
  type OAuthAppResource,
  type OAuthGrantResource,
  revokeOAuthAppGrant,
  revokeOAuthAppGrants,
} from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { ReasonDialog, type ReasonWords } from '../../ui/reason-dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { AppActions } from './actions.ts'
import { t } from './words.ts'

const words: ReasonWords = {
  reason: t('oauth.disconnect.reason'),
  missing: t('oauth.disconnect.reasonMissing'),
  details: t('oauth.disconnect.details'),
  detailsPlaceholder: t('oauth.disconnect.detailsPlaceholder'),
  keep: t('oauth.disconnect.keep'),
  confirm: t('oauth.disconnect.confirm'),
}
const reasons = (['unused', 'left', 'wrong', 'leak'] as const).map((key) => t(`oauth.disconnect.reasons.${key}`))

/** Ends what one person allowed an app. */
export function DisconnectDialog(props: {
  grant: OAuthGrantResource | undefined
  onClose: () => void
  actions: AppActions
  returnTo?: (grant: OAuthGrantResource) => HTMLElement | null
}) {
  return (
    <ReasonDialog
      subject={props.grant}
      icon={Unplug}
      title={(grant) => t('oauth.disconnect.title', grant.app.name)}
      body={(grant) => (
        <>
          {t('oauth.disconnect.person', grant.user.name)} {t('oauth.disconnect.body', grant.live_tokens)}
        </>
      )}
      words={words}
      reasons={reasons}
      send={(grant, reason) =>
        call(revokeOAuthAppGrant, { params: { id: grant.app.id, grant_id: grant.id }, body: { reason } })
      }
      onClose={props.onClose}
      onDone={(grant) => {
        void props.actions.changed()
        toast(
          t('oauth.disconnect.done', grant.app.name),
          t('oauth.disconnect.doneDetail'),
          props.actions.showInAudit(grant.app),
        )
      }}
      {...(props.returnTo === undefined ? {} : { returnTo: props.returnTo })}
    />
  )
}

/** Ends what everyone allowed an app. */
export function DisconnectAllDialog(props: {
  app: OAuthAppResource | undefined
  onClose: () => void
  actions: AppActions
  returnTo?: (app: OAuthAppResource) => HTMLElement | null
}) {
  return (
    <ReasonDialog
      subject={props.app}
      icon={Unplug}
      title={(app) => t('oauth.disconnectAll.title', app.name)}
      body={(app) => t('oauth.disconnectAll.body', app.grants)}
      words={{ ...words, confirm: t('oauth.disconnectAll.confirm') }}
      reasons={reasons}
      send={(app, reason) => call(revokeOAuthAppGrants, { params: { id: app.id }, body: { reason } })}
      onClose={props.onClose}
      onDone={(app) => {
        void props.actions.changed()
        toast(t('oauth.disconnectAll.done', app.name), t('oauth.disconnect.doneDetail'), props.actions.showInAudit(app))
      }}
      {...(props.returnTo === undefined ? {} : { returnTo: props.returnTo })}
    />
  )
}
