import Trash from 'lucide-solid/icons/trash'
import { createEffect, createMemo, on, Show } from 'solid-js'
import { deleteToken } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { couldWork } from './model.ts'
import type { TokenDialogProps } from './revoke.tsx'
import { t } from './words.ts'

/** Removes the record; its name is typed to confirm. Where the token still works, revoking is offered instead. */
export function DeleteDialog(
  props: TokenDialogProps & { onRevokeInstead: (id: string) => void; onDeleted?: () => void },
) {
  const token = useLast(() => props.token)
  const form = createForm({
    initial: { typed: '' },
    body: () => undefined,
    send: async () => {
      const target = token()
      if (target === undefined) throw new Error('There is no token to delete.')
      await call(deleteToken, { params: { id: target.id } })
      return target
    },
    done: (deleted) => {
      props.onClose()
      props.onDeleted?.()
      void props.actions.changed()
      toast(t('tokens.remove.done', deleted.name), t('tokens.remove.doneDetail'), props.actions.showInAudit(deleted.id))
    },
  })
  createEffect(
    on(
      createMemo(() => props.token?.id),
      (id) => {
        if (id !== undefined) form.reset()
      },
    ),
  )
  const matches = (): boolean => form.values.typed.trim() === token()?.name
  const created = (): string => {
    const target = token()
    if (target === undefined) return ''
    const when = dateTimeWords(Date.parse(target.created_at), zone())
    return target.created_by === null
      ? t('tokens.remove.createdAt', when)
      : t('tokens.remove.created', when, target.created_by.name)
  }
  return (
    <AlertDialog
      open={props.token !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('tokens.remove.title', token()?.name ?? '')}
      description={t('tokens.remove.body')}
      keep={t('tokens.remove.keep')}
      returnTo={() => {
        const target = token()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" disabled={!matches()} busy={form.sending()} onClick={() => void form.submit()}>
          {t('tokens.remove.confirm')}
        </Button>
      }
    >
      <Show when={token()}>
        {(target) => (
          <Show when={couldWork(target())}>
            <Callout
              tone="warn"
              actions={
                <Button small onClick={() => props.onRevokeInstead(target().id)}>
                  {t('tokens.remove.instead')}
                </Button>
              }
            >
              {t('tokens.remove.active')}
            </Callout>
          </Show>
        )}
      </Show>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (matches()) void form.submit()
        }}
      >
        <TextField label={t('tokens.remove.type', token()?.name ?? '')} hint={created()} {...form.text('typed')} mono />
      </form>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
