import FolderTree from 'lucide-solid/icons/folder-tree'
import { createEffect, on } from 'solid-js'
import {
  type ComponentGroup,
  createComponentGroup,
  updateComponentGroup,
} from '../../../src-server/contract/components.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { t } from './words.ts'

/** A group: a new one, or the words of one that is there. */
export function GroupDialog(props: {
  /** `new`, the group to change, or undefined while closed. */
  group: ComponentGroup | 'new' | undefined
  onClose: () => void
  onChanged: () => void
}) {
  const shown = useLast(() => props.group)
  const existing = (): ComponentGroup | null => {
    const group = shown()
    return group === undefined || group === 'new' ? null : group
  }
  const form = createForm({
    initial: { name: '', description: '' },
    body: (values) => values,
    schema: createComponentGroup.body,
    send: async (body) => {
      const before = existing()
      const saved =
        before === null
          ? await call(createComponentGroup, { body })
          : await call(updateComponentGroup, { params: { id: before.id }, body })
      return { saved, before }
    },
    done: ({ saved, before }) => {
      props.onClose()
      props.onChanged()
      if (before === null) toast(t('components.form.createdGroup', saved.name))
      else
        offerUndo(t('components.form.saved', saved.name), undefined, async () => {
          const { name, description } = before
          await call(updateComponentGroup, { params: { id: saved.id }, body: { name, description } })
          props.onChanged()
        })
    },
  })
  createEffect(
    on(
      () => props.group,
      (group) => {
        if (group !== undefined)
          form.reset(
            group === 'new' ? { name: '', description: '' } : { name: group.name, description: group.description },
          )
      },
    ),
  )
  return (
    <Dialog
      open={props.group !== undefined}
      onClose={props.onClose}
      icon={FolderTree}
      title={
        existing() === null
          ? t('components.form.createGroupTitle')
          : t('components.form.editTitle', existing()?.name ?? '')
      }
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {existing() === null ? t('components.form.submitGroup') : t('common.saveChanges')}
          </Button>
        </>
      }
    >
      <form
        ref={form.element}
        class={text.contents}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <TextField
          label={t('components.form.name')}
          placeholder={t('components.form.groupPlaceholder')}
          maxLength={120}
          autofocus
          {...form.text('name')}
        />
        <TextField
          label={t('components.form.description')}
          optional
          hint={t('components.form.descriptionHint')}
          maxLength={500}
          {...form.text('description')}
        />
      </form>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}
