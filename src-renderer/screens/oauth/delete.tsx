import Trash from 'lucide-solid/icons/trash'
import { deleteOAuthApp } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import type { AppDialogProps } from './disable.tsx'
import { t } from './words.ts'

/** Removes the record and ends what it had been allowed; its name is typed to confirm. */
export function DeleteDialog(props: AppDialogProps & { onDeleted?: () => void }) {
  const app = useLast(() => props.app)
  const form = createForm({
    initial: { typed: '' },
    body: () => undefined,
    send: async () => {
      const target = app()
      if (target === undefined) throw new Error('There is no app to delete.')
      await call(deleteOAuthApp, { params: { id: target.id } })
      return target
    },
    done: (deleted) => {
      props.onClose()
      props.onDeleted?.()
      void props.actions.changed()
      toast(t('oauth.remove.done', deleted.name), t('oauth.remove.doneDetail'), props.actions.showInAudit(deleted))
    },
  })
  onOpening(
    () => props.app?.id,
    () => form.reset(),
  )
  const matches = (): boolean => form.values.typed.trim() === app()?.name
  const registered = (): string => {
    const target = app()
    if (target === undefined) return ''
    const when = dateTimeWords(Date.parse(target.created_at), zone())
    return t('oauth.detail.createdBy', when, target.created_by?.name ?? t('common.unknown'))
  }
  return (
    <AlertDialog
      open={props.app !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('oauth.remove.title', app()?.name ?? '')}
      description={t('oauth.remove.body', app()?.grants ?? 0)}
      keep={t('oauth.remove.keep')}
      returnTo={() => {
        const target = app()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" disabled={!matches()} busy={form.sending()} onClick={() => void form.submit()}>
          {t('oauth.remove.confirm')}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (matches()) void form.submit()
        }}
      >
        <TextField label={t('oauth.remove.type', app()?.name ?? '')} hint={registered()} {...form.text('typed')} />
      </form>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
