import Pencil from 'lucide-solid/icons/pencil'
import { getPage, type PageResource, updatePage } from '../../../src-server/contract/pages.ts'
import { call } from '../../api/call.ts'
import { callVersioned } from '../../api/versioned.ts'
import { Button } from '../../ui/button.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm } from '../../ui/versioned-form.ts'
import { t } from './words.ts'

export interface PageDialogProps {
  page: PageResource | undefined
  onClose: () => void
  onChanged: () => void
  returnTo?: (page: PageResource) => HTMLElement | null
}

/** Another name for a page. */
export function RenameDialog(props: PageDialogProps) {
  const page = useLast(() => props.page)
  const idOf = (): string => page()?.id ?? ''
  const edit = createVersionedForm<PageResource, { name: string }, { name?: string }>({
    blank: { name: '' },
    read: () => callVersioned(getPage, { params: { id: idOf() } }),
    valuesOf: ({ name }) => ({ name }),
    body: (changed) => changed,
    schema: updatePage.body,
    send: (body, ifMatch) => call(updatePage, { params: { id: idOf() }, body, ifMatch }),
    done: (saved, before) => {
      props.onClose()
      props.onChanged()
      offerUndo(t('pages.rename.done', saved.name), undefined, async () => {
        await call(updatePage, { params: { id: saved.id }, body: before })
        props.onChanged()
      })
    },
  })
  onOpening(
    () => props.page?.id,
    () => {
      if (props.page !== undefined) edit.open(props.page)
    },
  )
  const form = edit.form
  return (
    <>
      <Dialog
        open={props.page !== undefined}
        onClose={props.onClose}
        icon={Pencil}
        title={t('pages.rename.title', page()?.name ?? '')}
        description={t('pages.rename.body')}
        onSubmitKeys={() => void form.submit()}
        returnTo={() => {
          const target = page()
          return target === undefined ? null : props.returnTo?.(target)
        }}
        footer={
          <>
            <Button onClick={props.onClose}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('pages.rename.submit')}
            </Button>
          </>
        }
      >
        <form
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextField label={t('pages.form.name')} maxLength={120} autofocus {...form.text('name')} />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <ConflictDialog of={edit} label={() => t('pages.rename.field.name')} words={(_key, value) => value} />
    </>
  )
}
