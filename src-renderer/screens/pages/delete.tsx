import Trash from 'lucide-solid/icons/trash'
import { Show } from 'solid-js'
import { deletePage } from '../../../src-server/contract/pages.ts'
import { call } from '../../api/call.ts'
import { hasScreen } from '../../screen-ids.ts'
import { may } from '../../state/session.ts'
import { Button, TextButton } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import type { PageDialogProps } from './rename.tsx'
import { t } from './words.ts'

/** Removes a page with all of its content; its name is typed to confirm. */
export function DeleteDialog(
  props: PageDialogProps & { onDeleted: (id: string) => void; onTokens: (id: string) => void },
) {
  const page = useLast(() => props.page)
  const form = createForm({
    initial: { typed: '' },
    body: () => undefined,
    send: async () => {
      const target = page()
      if (target === undefined) throw new Error('There is no page to delete.')
      await call(deletePage, { params: { id: target.id } })
      return target
    },
    done: (deleted) => {
      props.onClose()
      toast(t('pages.remove.done', deleted.name), t('pages.remove.doneDetail'))
      props.onDeleted(deleted.id)
    },
  })
  onOpening(
    () => props.page?.id,
    () => form.reset(),
  )
  const matches = (): boolean => form.values.typed.trim() === page()?.name
  return (
    <AlertDialog
      open={props.page !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('pages.remove.title', page()?.name ?? '')}
      description={t('pages.remove.body')}
      keep={t('pages.remove.keep')}
      returnTo={() => {
        const target = page()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" disabled={!matches()} busy={form.sending()} onClick={() => void form.submit()}>
          {t('pages.remove.confirm')}
        </Button>
      }
    >
      <Show when={page()?.hosts[0]}>{(host) => <Callout tone="warn">{t('pages.remove.host', host())}</Callout>}</Show>
      <p class={text.secondary}>
        {t('pages.remove.tokens')}{' '}
        <Show when={may('tokens:read') && hasScreen('tokens')}>
          <TextButton onClick={() => props.onTokens(page()?.id ?? '')}>{t('pages.remove.showTokens')}</TextButton>
        </Show>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (matches()) void form.submit()
        }}
      >
        <TextField label={t('pages.remove.type', page()?.name ?? '')} mono {...form.text('typed')} />
      </form>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
