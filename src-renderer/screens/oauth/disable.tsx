import PowerOff from 'lucide-solid/icons/power-off'
import { disableOAuthApp, type OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { AppActions } from './actions.ts'
import { t } from './words.ts'

export interface AppDialogProps {
  app: OAuthAppResource | undefined
  onClose: () => void
  actions: AppActions
  returnTo?: (app: OAuthAppResource) => HTMLElement | null
}

/** Switches an app off: what people allowed it ends, and nobody can allow it anew until it is on again. */
export function DisableDialog(props: AppDialogProps) {
  const app = useLast(() => props.app)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const target = app()
      if (target === undefined) throw new Error('There is no app to switch off.')
      return call(disableOAuthApp, { params: { id: target.id } })
    },
    done: (off) => {
      props.onClose()
      void props.actions.changed()
      toast(t('oauth.disable.done', off.name), t('oauth.disable.doneDetail'), {
        label: t('oauth.menu.enable'),
        run: () => void props.actions.enable(off),
      })
    },
  })
  onOpening(
    () => props.app?.id,
    () => form.reset(),
  )
  return (
    <AlertDialog
      open={props.app !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={PowerOff}
      title={t('oauth.disable.title', app()?.name ?? '')}
      description={t('oauth.disable.body', app()?.grants ?? 0)}
      keep={t('oauth.disable.keep')}
      returnTo={() => {
        const target = app()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('oauth.disable.confirm')}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
